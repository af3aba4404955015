package net.jumptotech.orders.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Lets one log line through per interval if the same line is repeated at every try, and counts the
 * ones held back. Used on one thread.
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
   * @param clock monotonic nanoseconds
   */
  public LogLimit(Duration every, LongSupplier clock) {
    this.everyNanos = every.toNanos();
    this.clock = clock;
    this.loggedAt = clock.getAsLong() - everyNanos;
  }

  /** Whether to log now; counts the line if not. */
  public boolean isDue() {
    long now = clock.getAsLong();
    if (now - loggedAt < everyNanos) {
      heldBack++;
      return false;
    }
    loggedAt = now;
    return true;
  }

  /** How many lines were held back since the last call. */
  public long heldBack() {
    long before = heldBack;
    heldBack = 0;
    return before;
  }
}
