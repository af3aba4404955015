package net.jumptotech.orders.monitor.frames;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The growth of one count of one instance, over about two seconds, by the clock of the instance. So
 * neither a late frame nor different clocks make it jump. Never negative: a count that falls for a
 * moment counts as constant.
 */
public final class Rate {

  private static final Duration SPAN = Duration.ofSeconds(2);

  private record Sample(Instant at, long count) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();
  private Instant startedAt = Instant.MIN;

  /**
   * @param startedAt when the count was 0; a new value restarts the rate
   */
  void sample(Instant startedAt, Instant at, long count) {
    if (!startedAt.equals(this.startedAt)) {
      samples.clear();
      this.startedAt = startedAt;
    }
    if (samples.isEmpty() && Duration.between(startedAt, at).compareTo(SPAN) <= 0) {
      samples.add(
          new Sample(startedAt, 0)); // a new instance: all of its count is from these two seconds
    }
    long least = samples.isEmpty() ? 0 : samples.getLast().count();
    samples.add(new Sample(at, Math.max(least, count)));
    Instant begin = at.minus(SPAN);
    while (samples.size() > 2 && !second().isAfter(begin)) {
      samples.removeFirst();
    }
  }

  /** 0 until there are two samples. */
  double perSecond() {
    if (samples.size() < 2) {
      return 0;
    }
    Sample first = samples.getFirst();
    Sample last = samples.getLast();
    long nanos = Duration.between(first.at(), last.at()).toNanos();
    return nanos <= 0 ? 0 : (last.count() - first.count()) * 1e9 / nanos;
  }

  private Instant second() {
    var each = samples.iterator();
    each.next();
    return each.next().at();
  }

  /** As it is shown: with one decimal. */
  public static BigDecimal rounded(double value) {
    return BigDecimal.valueOf(value).setScale(1, RoundingMode.HALF_UP);
  }

  /** Null where it is not known. */
  public static BigDecimal rounded(Optional<Double> value) {
    return value.map(Rate::rounded).orElse(null);
  }
}
