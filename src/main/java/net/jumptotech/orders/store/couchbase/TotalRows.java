package net.jumptotech.orders.store.couchbase;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore.CountryTotal;
import net.jumptotech.orders.store.OrderStore.MinuteTotal;

/**
 * Computes totals from the rows of {@link Statements}: one row counts orders in their own currency
 * and payments in theirs.
 *
 * @param <K> country or minute
 */
final class TotalRows<K extends Comparable<K>> {

  private final Map<K, Map<String, Total>> totals = new TreeMap<>();

  private static final class Total {
    private long orders;
    private BigInteger amount = BigInteger.ZERO;
    private long paid;
    private BigInteger amountPaid = BigInteger.ZERO;
    private long flagged;
  }

  private interface Maker<K, T> {
    T make(K key, String currency, Total total);
  }

  /**
   * @param further what was charged beyond the first payment of an order
   */
  private TotalRows(List<Object> rows, List<Object> further, Function<Object, K> key, String name) {
    for (Object row : rows) {
      Map<String, Object> fields = Json.asObject(row);
      if (fields.get(StoredDocument.PAID_CURRENCY) == null) {
        continue; // documents of the replaced system, which has not been read again yet
      }
      K part = key.apply(fields.get(name));
      Total ordered = total(part, (String) fields.get("currency"));
      ordered.orders += whole(fields, "orders").longValueExact();
      ordered.amount =
          ordered.amount.add(
              minorUnits(fields, StoredDocument.AMOUNT_MILLIONS, StoredDocument.AMOUNT_REST));
      ordered.flagged += whole(fields, StoredDocument.FLAGGED).longValueExact();
      String paidCurrency = (String) fields.get(StoredDocument.PAID_CURRENCY);
      if (!paidCurrency.isEmpty()) {
        Total settled = total(part, paidCurrency);
        settled.paid += whole(fields, StoredDocument.PAID).longValueExact();
        settled.amountPaid =
            settled.amountPaid.add(
                minorUnits(fields, StoredDocument.PAID_MILLIONS, StoredDocument.PAID_REST));
      }
    }
    for (Object row : further) {
      Map<String, Object> fields = Json.asObject(row);
      Total total =
          total(key.apply(fields.get(name)), (String) fields.get(StoredDocument.CURRENCY));
      total.paid += whole(fields, StoredDocument.PAID).longValueExact();
      total.amountPaid =
          total.amountPaid.add(
              minorUnits(fields, StoredDocument.PAID_MILLIONS, StoredDocument.PAID_REST));
    }
  }

  private Total total(K key, String currency) {
    return totals
        .computeIfAbsent(key, any -> new TreeMap<>())
        .computeIfAbsent(currency, any -> new Total());
  }

  private static BigInteger minorUnits(Map<String, Object> row, String millions, String rest) {
    return whole(row, millions)
        .multiply(BigInteger.valueOf(StoredDocument.MILLION))
        .add(whole(row, rest));
  }

  /** The query service writes large sums with an exponent. */
  private static BigInteger whole(Map<String, Object> row, String field) {
    return new BigDecimal(String.valueOf(row.get(field))).toBigIntegerExact();
  }

  static List<CountryTotal> byCountry(List<Object> rows, List<Object> further) {
    return new TotalRows<>(rows, further, String.class::cast, "country")
        .list(
            (country, currency, total) ->
                new CountryTotal(
                    country,
                    currency,
                    total.orders,
                    majorUnits(total.amount, currency),
                    total.paid,
                    majorUnits(total.amountPaid, currency),
                    total.flagged));
  }

  /**
   * @param since leaves out further charges of earlier minutes
   */
  static List<MinuteTotal> byMinute(List<Object> rows, List<Object> further, Instant since) {
    Instant first =
        since.isBefore(Statements.EARLIEST_MINUTE)
            ? Instant.MIN
            : since.truncatedTo(ChronoUnit.MINUTES);
    List<Object> within =
        further.stream()
            .filter(it -> !minute(Json.asObject(it).get("minute")).isBefore(first))
            .toList();
    return new TotalRows<>(rows, within, TotalRows::minute, "minute")
        .list(
            (minute, currency, total) ->
                new MinuteTotal(
                    minute,
                    currency,
                    total.orders,
                    majorUnits(total.amount, currency),
                    total.paid,
                    majorUnits(total.amountPaid, currency),
                    total.flagged));
  }

  static Map<Conflict.Kind, Long> conflicts(List<Object> rows) {
    Map<Conflict.Kind, Long> counts = new EnumMap<>(Conflict.Kind.class);
    for (Object row : rows) {
      Map<String, Object> fields = Json.asObject(row);
      counts.put(
          Conflict.Kind.valueOf((String) fields.get(StoredDocument.CONFLICT)),
          whole(fields, "orders").longValueExact());
    }
    return counts;
  }

  private static Instant minute(Object seconds) {
    return Instant.ofEpochSecond(new BigDecimal(String.valueOf(seconds)).longValueExact());
  }

  private static BigDecimal majorUnits(BigInteger minorUnits, String currency) {
    int digits = Currency.getInstance(currency).getDefaultFractionDigits();
    return new BigDecimal(minorUnits, digits);
  }

  private <T> List<T> list(Maker<K, T> maker) {
    return totals.entrySet().stream()
        .flatMap(
            part ->
                part.getValue().entrySet().stream()
                    .map(each -> maker.make(part.getKey(), each.getKey(), each.getValue())))
        .toList();
  }
}
