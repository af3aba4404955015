package net.jumptotech.orders.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.store.OrderStore.Filter;

/** Filters of one kind, for tests of the store. */
public final class Filters {

  private Filters() {}

  public static Filter amounts(Optional<BigDecimal> min, Optional<BigDecimal> max) {
    return new Filter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        min,
        max,
        Optional.empty(),
        Optional.empty());
  }

  public static Filter times(Optional<Instant> since, Optional<Instant> before) {
    return new Filter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        since,
        before);
  }

  public static Filter flagged() {
    return new Filter(
        Optional.empty(),
        Optional.empty(),
        Optional.of(true),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  public static Filter conflict(String conflict) {
    return new Filter(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(conflict));
  }
}
