package net.jumptotech.orders.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one line through in a while, of those that say the same at every try, and counts those that
 * it held back. Used on one thread.
 */
public final class LogLimit {

  private final long everyNanos;
  private final LongSupplier clock;
  private long loggedAt;
  private long heldBack;

  public LogLimit(Duration every) {
    this(every, System::nanoTime);
  }

  /**
   * @param clock nanoseconds, never going back
   */
  public LogLimit(Duration every, LongSupplier clock) {
    this.everyNanos = every.toNanos();
    this.clock = clock;
    this.loggedAt = clock.getAsLong() - everyNanos;
  }

  /** Whether to log; counted if not. */
  public boolean isDue() {
    long now = clock.getAsLong();
    if (now - loggedAt < everyNanos) {
      heldBack++;
      return false;
    }
    loggedAt = now;
    return true;
  }

  /** How many were held back since this was last asked. */
  public long heldBack() {
    long before = heldBack;
    heldBack = 0;
    return before;
  }
}
