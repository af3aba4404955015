package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;

/**
 * The totals of the store over all countries, for {@code ui.overview}. Amounts are exact, and never
 * added up across currencies.
 *
 * @param asOf when the store was asked for them
 * @param conflicts as in {@link #conflicts}
 */
record Totals(
    Optional<Instant> asOf,
    long orders,
    long paid,
    long flagged,
    Map<String, Long> conflicts,
    List<Amounts> amounts) {

  static Totals of(OrderStore.Summary summary, Optional<Instant> asOf) {
    Map<String, Amounts> byCurrency = new TreeMap<>();
    long paid = 0;
    long flagged = 0;
    for (OrderStore.CountryTotal country : summary.byCountry()) {
      byCurrency.merge(country.currency(), Amounts.of(country), Amounts::plus);
      paid += country.paid();
      flagged += country.flagged();
    }
    return new Totals(
        asOf,
        summary.orders(),
        paid,
        flagged,
        conflicts(summary),
        List.copyOf(byCurrency.values()));
  }

  /** The number of orders with a conflict: {@code all} of them, and by kind. */
  static Map<String, Long> conflicts(OrderStore.Summary summary) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("all", summary.conflicts().values().stream().mapToLong(Long::longValue).sum());
    for (Conflict.Kind kind : Conflict.Kind.values()) {
      counts.put(kind.name().toLowerCase(Locale.ROOT), summary.conflicts().getOrDefault(kind, 0L));
    }
    return counts;
  }

  /** The totals of one currency. */
  record Amounts(
      String currency, long orders, BigDecimal amount, long paid, BigDecimal amountPaid) {

    private static Amounts of(OrderStore.CountryTotal total) {
      return new Amounts(
          total.currency(), total.orders(), total.amount(), total.paid(), total.amountPaid());
    }

    private Amounts plus(Amounts other) {
      return new Amounts(
          currency,
          orders + other.orders,
          amount.add(other.amount),
          paid + other.paid,
          amountPaid.add(other.amountPaid));
    }
  }
}
