package net.jumptotech.orders.monitor.frames;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;

/**
 * How long records took, over the last 10 to 11 seconds. A shorter time would be empty exactly when
 * somebody looks: while a batch of slow records is at work, none ends. Used on one event loop.
 */
final class RecentLatency {

  private static final long SLICE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int SLICES = 11; // the newest is not full yet
  private static final int DIGITS = 2;

  private record Slice(long began, Histogram times) {}

  private final Deque<Slice> slices = new ArrayDeque<>(); // oldest first

  /**
   * @param times in microseconds, of the records that ended since this was last called
   * @param now nanoseconds, never going back
   */
  void add(Histogram times, long now) {
    if (slices.isEmpty() || now - slices.getLast().began() >= SLICE_NANOS) {
      slices.addLast(new Slice(now, new Histogram(DIGITS)));
    }
    while (now - slices.getFirst().began() >= SLICES * SLICE_NANOS) {
      slices.removeFirst();
    }
    slices.getLast().times().add(times);
  }

  /** All of them together; empty if no record ended. */
  Histogram all() {
    Histogram all = new Histogram(DIGITS);
    slices.forEach(slice -> all.add(slice.times()));
    return all;
  }
}
