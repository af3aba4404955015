package net.jumptotech.orders.cli.bench;

import java.time.Duration;

/** When each request of a steady load is to be sent, the first one at once. */
final class Schedule {

  private static final double SECOND = Duration.ofSeconds(1).toNanos();

  private final double perSecond;

  Schedule(double perSecond) {
    this.perSecond = perSecond;
  }

  /**
   * @param number of the request, from 0
   * @return nanoseconds after the start
   */
  long intendedNanos(int number) {
    return (long) (number * SECOND / perSecond);
  }

  /** How many are to be sent within this time, at most {@code most} and at least one. */
  int within(Duration time, int most) {
    return (int) Math.max(1, Math.min(most, perSecond * time.toNanos() / SECOND));
  }
}
