package net.jumptotech.orders.monitor;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How fresh an answer is, and how complete. Made before the store is asked: what it answers is then
 * of this time or later.
 *
 * @param completeUpTo empty while that is not known
 */
public record Freshness(Instant asOf, Optional<Instant> completeUpTo) {

  public static Freshness now(Supplier<Optional<Instant>> completeUpTo) {
    return new Freshness(Instant.now().truncatedTo(ChronoUnit.MILLIS), completeUpTo.get());
  }
}
