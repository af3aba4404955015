package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;

/** What waits in many partitions, added up. */
record Backlogs(List<Backlog> all, String ordersTopic) {

  private List<Backlog> of(Predicate<PartitionLag> which) {
    return all.stream().filter(it -> which.test(it.lag())).toList();
  }

  /** When the oldest record that waits was written. */
  Optional<Instant> oldest(Predicate<PartitionLag> which) {
    return of(which).stream().flatMap(it -> it.oldest().stream()).min(Instant::compareTo);
  }

  /** Whether only the oldest of the orders that wait were read. */
  boolean isEstimated(Predicate<PartitionLag> which) {
    return of(which).stream()
        .anyMatch(it -> isOfOrders(it) && it.read() > 0 && it.read() < it.lag().lag());
  }

  /**
   * The worth of the orders that wait, by currency. Empty where it is not known, as where an open
   * transaction holds all that waits.
   */
  Optional<SortedMap<String, BigDecimal>> money(Predicate<PartitionLag> which) {
    if (of(which).stream().anyMatch(it -> isOfOrders(it) && it.lag().lag() > 0 && it.read() == 0)) {
      return Optional.empty();
    }
    SortedMap<String, BigDecimal> sums = new TreeMap<>();
    for (Backlog each : of(which)) {
      each.amounts()
          .forEach(
              (currency, minorUnits) ->
                  sums.merge(
                      currency.getCurrencyCode(),
                      amount(currency, minorUnits, each),
                      BigDecimal::add));
    }
    return Optional.of(sums);
  }

  /** As if those that were not read were worth what those are that were. */
  private static BigDecimal amount(Currency currency, long minorUnits, Backlog waiting) {
    int digits = currency.getDefaultFractionDigits();
    BigDecimal read = BigDecimal.valueOf(minorUnits, digits);
    return waiting.read() >= waiting.lag().lag()
        ? read
        : read.multiply(BigDecimal.valueOf(waiting.lag().lag()))
            .divide(BigDecimal.valueOf(waiting.read()), digits, RoundingMode.HALF_UP);
  }

  private boolean isOfOrders(Backlog each) {
    return each.lag().topic().equals(ordersTopic);
  }
}
