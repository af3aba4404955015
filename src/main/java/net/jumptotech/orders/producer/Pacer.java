package net.jumptotech.orders.producer;

import java.util.OptionalInt;

/**
 * How many orders are due at a rate. Catches up after a short pause; after a longer one, with at
 * most {@value #CATCH_UP_MS} ms worth of orders.
 */
final class Pacer {

  static final long CATCH_UP_MS = 250;

  private static final double NANOS = 1e9;

  private final OptionalInt rate;
  private final double most;
  private double due;
  private long last;

  /**
   * @param rate orders a second; empty: everything is due at any time
   * @param now of {@link System#nanoTime}, as below
   */
  Pacer(OptionalInt rate, long now) {
    this.rate = rate;
    this.most = Math.max(1, rate.orElse(0) * CATCH_UP_MS / 1e3);
    this.last = now;
  }

  int due(long now) {
    if (rate.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    due = Math.min(most, due + (now - last) / NANOS * rate.getAsInt());
    last = now;
    return (int) due;
  }

  void took(int orders) {
    due = rate.isEmpty() ? 0 : due - orders;
  }
}
