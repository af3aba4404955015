package net.jumptotech.orders.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * How fast some work went, from the first progress that was seen to the last. What starts first is
 * left out, unless there was only one step.
 */
final class Pace {

  private final Mark begun;
  private Mark first;
  private Mark last;

  private record Mark(long count, long nanos, long processorNanos) {}

  private Pace(Mark begun) {
    this.begun = begun;
  }

  /** Begins now. */
  static Pace begin() {
    return begin(System.nanoTime(), processorNanos());
  }

  static Pace begin(long nanos, long processorNanos) {
    return new Pace(new Mark(0, nanos, processorNanos));
  }

  /**
   * @param count what is done by now, of all
   */
  void reached(long count) {
    reached(count, System.nanoTime(), processorNanos());
  }

  void reached(long count, long nanos, long processorNanos) {
    if (count > (last == null ? 0 : last.count)) {
      last = new Mark(count, nanos, processorNanos);
      first = first == null ? last : first;
    }
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  long count() {
    return last == null ? 0 : last.count;
  }

  /** Nanoseconds since the first progress, 0 before it. */
  long runningNanos() {
    return first == null ? 0 : System.nanoTime() - first.nanos;
  }

  double perSecond() {
    return steps() / ((end().nanos - from().nanos) / 1e9);
  }

  /** Processor time of this process for each, in microseconds. */
  double processorMicros() {
    return (end().processorNanos - from().processorNanos) / 1e3 / steps();
  }

  private long steps() {
    return end().count - from().count;
  }

  private Mark from() {
    return first == last ? begun : first;
  }

  private Mark end() {
    if (last == null) {
      throw new IllegalStateException("nothing was done");
    }
    return last;
  }
}
