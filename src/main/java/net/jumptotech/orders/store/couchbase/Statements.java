package net.jumptotech.orders.store.couchbase;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.store.Amounts;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;

/**
 * Our queries in SQL++. Their texts are fixed; every value is a named parameter. They use only what
 * both Couchbase and Apache AsterixDB understand, so that their meaning can be tested.
 *
 * <p>Each has a condition on the first key of an index, without which that index would not be
 * considered, and needs only columns of the index.
 */
final class Statements {

  /** One statement with its parameters. */
  record Question(String statement, Map<String, Object> parameters) {}

  static final Instant EARLIEST_MINUTE = Instant.parse("0001-01-01T00:00:00Z");

  private static final String POSITION = meta(StoredDocument.POSITION);
  private static final String MINUTE = meta(StoredDocument.MINUTE);
  private static final String AMOUNT = meta(StoredDocument.AMOUNT);
  private static final String FLAGGED = meta(StoredDocument.FLAGGED);
  private static final String CONFLICT = meta(StoredDocument.CONFLICT);

  /** Documents of version 0.1.0 have no such field. */
  private static final String NO_CONFLICT =
      "IFMISSINGORNULL(" + CONFLICT + ", $conflict) = $conflict";

  private static final String PAID_CURRENCY = meta(StoredDocument.PAID_CURRENCY);

  private static final String TOTALS =
      "COUNT(*) AS orders"
          + sum(StoredDocument.AMOUNT_MILLIONS)
          + sum(StoredDocument.AMOUNT_REST)
          + sum(StoredDocument.PAID)
          + sum(StoredDocument.PAID_MILLIONS)
          + sum(StoredDocument.PAID_REST)
          + sum(StoredDocument.FLAGGED);

  private final String from;

  /**
   * @param bucket a valid bucket name
   */
  Statements(String bucket) {
    this.from = " FROM `" + bucket + "` AS o WHERE ";
  }

  private static String meta(String field) {
    return "o.`" + StoredDocument.META + "`.`" + field + "`";
  }

  private static String sum(String field) {
    return ", SUM(" + meta(field) + ") AS " + field;
  }

  /**
   * The positions of a page's orders, and of the one behind it. The documents are then read by key,
   * so the query needs only an index, and numbers arrive as they were stored.
   */
  Question page(OrderStore.Filter filter, Optional<OrderStore.Cursor> after, int limit) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    StringBuilder where = new StringBuilder();
    String behind = after.map(it -> Position.of(it).text()).orElse(Position.AFTER_ALL);
    String before = filter.before().map(Position::startOf).orElse(Position.AFTER_ALL);
    parameters.put("before", before.compareTo(behind) < 0 ? before : behind);
    parameters.put("since", filter.since().map(Position::startOf).orElse(Position.BEFORE_ALL));
    parameters.put("limit", limit + 1);
    filter.country().ifPresent(it -> add(where, parameters, "o.country = $country", it));
    filter.status().ifPresent(it -> add(where, parameters, "o.status = $status", it));
    filter
        .payment()
        .ifPresent(it -> add(where, parameters, meta(StoredDocument.PAYMENT) + " = $payment", it));
    filter.kind().ifPresent(it -> add(where, parameters, CONFLICT + " = $conflict", it.name()));
    filter
        .anyConflict()
        .ifPresent(
            any -> {
              if (any) {
                add(where, parameters, CONFLICT + " >= $conflict", StoredDocument.FIRST_CONFLICT);
              } else {
                add(where, parameters, NO_CONFLICT, StoredDocument.NO_CONFLICT);
              }
            });
    filter.flagged().ifPresent(it -> add(where, parameters, FLAGGED + " = $flagged", it ? 1 : 0));
    filter
        .amountMin()
        .ifPresent(it -> add(where, parameters, AMOUNT + " >= $amount_min", Amounts.atLeast(it)));
    filter
        .amountMax()
        .ifPresent(it -> add(where, parameters, AMOUNT + " <= $amount_max", Amounts.atMost(it)));
    return new Question(
        ("SELECT RAW %1$s"
                + from
                + "%1$s < $before AND %1$s >= $since%2$s"
                + " ORDER BY %1$s DESC LIMIT $limit")
            .formatted(POSITION, where),
        parameters);
  }

  private static void add(
      StringBuilder where, Map<String, Object> parameters, String condition, Object value) {
    where.append(" AND ").append(condition);
    parameters.put(condition.substring(condition.lastIndexOf('$') + 1), value);
  }

  /** By country, by the order's currency, and by the payment's. */
  Question byCountry() {
    return totals("o.country", "country", "o.country >= $since", Map.of("since", ""));
  }

  /** By minute, and by the currencies as above. */
  Question byMinute(Instant since) {
    Instant from = since.isBefore(EARLIEST_MINUTE) ? EARLIEST_MINUTE : since;
    long minute = from.truncatedTo(ChronoUnit.MINUTES).getEpochSecond();
    return totals(MINUTE, "minute", MINUTE + " >= $since", Map.of("since", minute));
  }

  private Question totals(
      String key, String name, String condition, Map<String, Object> parameters) {
    return new Question(
        "SELECT %s AS %s, o.currency AS currency, %s AS paid_currency, "
                .formatted(key, name, PAID_CURRENCY)
            + TOTALS
            + from
            + condition
            + " GROUP BY %s, o.currency, %s".formatted(key, PAID_CURRENCY),
        parameters);
  }

  /** The number of orders with a conflict, by kind. */
  Question conflicts() {
    return new Question(
        "SELECT %1$s AS conflict, COUNT(*) AS orders".formatted(CONFLICT)
            + from
            + "%1$s >= $conflict GROUP BY %1$s".formatted(CONFLICT),
        Map.of("conflict", StoredDocument.FIRST_CONFLICT));
  }

  /**
   * What was charged beyond the first payment of an order, by country, minute and currency: few
   * rows, so the documents themselves are read.
   */
  Question further() {
    return new Question(
        "SELECT o.country AS country, %1$s AS minute, f.%2$s AS %2$s, COUNT(*) AS paid,"
                .formatted(MINUTE, StoredDocument.CURRENCY)
            + " SUM(f.%1$s) AS %1$s, SUM(f.%2$s) AS %2$s"
                .formatted(StoredDocument.PAID_MILLIONS, StoredDocument.PAID_REST)
            + from.replace(" WHERE ", " UNNEST " + meta(StoredDocument.FURTHER) + " AS f WHERE ")
            + "%1$s = $conflict GROUP BY o.country, %2$s, f.%3$s"
                .formatted(CONFLICT, MINUTE, StoredDocument.CURRENCY),
        Map.of("conflict", Conflict.Kind.PAID_TWICE.name()));
  }

  /** The number of documents without their order. */
  Question stubs() {
    return new Question(
        "SELECT RAW COUNT(*)" + from + meta(StoredDocument.STUB) + " = $stub", Map.of("stub", 1));
  }
}
