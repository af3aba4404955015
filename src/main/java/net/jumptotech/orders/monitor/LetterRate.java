package net.jumptotech.orders.monitor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;

/** How many dead letters were added in the last minute. Used on one event loop. */
final class LetterRate {

  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private record Sample(long nanos, long count) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>(); // oldest first
  private final LongSupplier clock;

  LetterRate() {
    this(System::nanoTime);
  }

  /**
   * @param clock nanoseconds, never going back
   */
  LetterRate(LongSupplier clock) {
    this.clock = clock;
  }

  void add(DeadLetterCount count) {
    long now = clock.getAsLong();
    samples.addLast(new Sample(now, count.count()));
    while (samples.size() > 2 && now - samples.getFirst().nanos() > MINUTE_NANOS) {
      samples.removeFirst();
    }
  }

  /** 0 while Kafka does not say, and where fewer are kept than a minute ago. */
  long inTheLastMinute() {
    return samples.isEmpty() || clock.getAsLong() - samples.getLast().nanos() > MINUTE_NANOS
        ? 0
        : Math.max(0, samples.getLast().count() - samples.getFirst().count());
  }
}
