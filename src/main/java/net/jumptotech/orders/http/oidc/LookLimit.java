package net.jumptotech.orders.http.oidc;

import java.time.Duration;
import java.time.Instant;

/**
 * How often somebody who sends nonsense can make us look for a key: six times at once, and then
 * once in ten seconds.
 */
final class LookLimit {

  private static final Duration A_LOOK = Duration.ofSeconds(10);
  private static final Duration SAVED = A_LOOK.multipliedBy(5);

  private Instant next = Instant.EPOCH;

  /** Whether to look now; then it is counted. */
  boolean allows(Instant now) {
    Instant earliest = now.minus(SAVED);
    Instant due = next.isBefore(earliest) ? earliest : next;
    if (due.isAfter(now)) {
      return false;
    }
    next = due.plus(A_LOOK);
    return true;
  }
}
