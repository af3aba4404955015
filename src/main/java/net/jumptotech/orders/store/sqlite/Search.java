package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.store.Amounts;
import net.jumptotech.orders.store.OrderStore.Count;
import net.jumptotech.orders.store.OrderStore.Cursor;
import net.jumptotech.orders.store.OrderStore.Filter;

/**
 * Finds the orders that a filter shows, newest first. It looks at a limited number of orders,
 * whatever the filter and however many there are.
 *
 * <p>Each index has the orders of one {@link Combination}, or of one class of amounts, in the order
 * of a page. So a page is merged from the newest orders of each that matches. SQLite does that by
 * itself: it leaves a combination as soon as its next order is older than all that were found, if
 * the limit is reached. Only where the amount and another condition both match many orders and
 * together few, the search ends after a number of orders, and says where.
 */
final class Search {

  private static final String ALL = " FROM orders o INDEXED BY by_created WHERE TRUE";

  private static final String COMBINATIONS =
      " FROM combination c CROSS JOIN orders o INDEXED BY by_combination"
          + " ON o.country = c.country AND o.status = c.status AND o.payment = c.payment"
          + " AND o.flagged = c.flagged AND o.conflict = c.conflict WHERE c.n > 0";

  /** Goes from class to class; most do not occur. */
  private static final String AMOUNTS =
      " FROM (WITH RECURSIVE c(class) AS ("
          + "SELECT (SELECT min(amount_class) FROM orders WHERE amount_class >= %1$s) UNION ALL"
          + " SELECT (SELECT min(amount_class) FROM orders WHERE amount_class > class) FROM c"
          + " WHERE class < %2$s) SELECT class FROM c WHERE class <= %2$s)"
          + " CROSS JOIN orders o INDEXED BY by_amount ON o.amount_class = class WHERE TRUE";

  private static final String NEWEST_FIRST =
      " ORDER BY o.created_s DESC, o.created_n DESC, o.id DESC LIMIT ?";

  private static final Cursor BEFORE_ALL = new Cursor(Instant.MAX, "");

  private final Connection connection;
  private final Filter filter;
  private final Limits limits;
  private final Optional<Long> amountMin;
  private final Optional<Long> amountMax;

  /**
   * What one search may look at, so that it takes some 20 ms of the processor at most.
   *
   * @param scanned entries of an index, which take 0.1 µs each
   * @param lookedUp rows of the table, which take 2 µs each
   * @param window orders, where no index has all that is needed
   */
  record Limits(int scanned, int lookedUp, int window) {
    static final Limits STANDARD = new Limits(100_000, 2_000, 50_000);
  }

  /**
   * @param rows ids of rows
   * @param end the last order that was looked at, if the search ended there
   */
  record Found(List<Long> rows, Optional<Cursor> end) {}

  /** What to read, up to {@code end} if there is one. */
  private record Plan(Sql from, Optional<Cursor> end) {}

  /** Orders behind {@code after}, up to and including {@code last}. */
  private record Range(Cursor after, Cursor last) {}

  Search(Connection connection, Filter filter, Limits limits) {
    this.connection = connection;
    this.limits = limits;
    this.filter = filter;
    this.amountMin = filter.amountMin().map(Amounts::atLeast);
    this.amountMax = filter.amountMax().map(Amounts::atMost);
  }

  Found newest(Optional<Cursor> after, int limit) throws SQLException {
    Plan plan = plan(range(after));
    List<Long> rows = new ArrayList<>();
    try (PreparedStatement select = newest(plan, limit).prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows.add(row.getLong(1));
      }
    }
    return new Found(rows, plan.end);
  }

  private static Sql newest(Plan plan, int limit) {
    return new Sql("SELECT o.rowid").add(plan.from).add(NEWEST_FIRST, limit);
  }

  /** What SQLite does for a page, step by step. */
  List<String> explain() throws SQLException {
    List<String> steps = new ArrayList<>();
    Sql sql = new Sql("EXPLAIN QUERY PLAN ").add(newest(plan(range(Optional.empty())), 50));
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        steps.add(row.getString("detail"));
      }
    }
    return steps;
  }

  Count count(long most) throws SQLException {
    if (!hasAmount() && filter.since().isEmpty() && filter.before().isEmpty()) {
      long all = ofMatchingCombinations();
      return new Count(Math.min(all, most), all > most);
    }
    Plan plan = plan(range(Optional.empty()));
    long counted = count(plan.from, most + 1);
    return new Count(Math.min(counted, most), counted > most || plan.end.isPresent());
  }

  private Plan plan(Range range) throws SQLException {
    if (!hasAmount()) {
      return new Plan(hasCombination() ? combinations(range) : all(range), Optional.empty());
    }
    if (hasCombination() && ofMatchingCombinations() <= limits.scanned) {
      return new Plan(combinations(range), Optional.empty());
    }
    if (count(edges(range), limits.scanned + 1) <= limits.scanned
        && (!hasCombination() || count(amounts(range), limits.lookedUp + 1) <= limits.lookedUp)) {
      Sql sql = amounts(range);
      addCombination(sql, "o.");
      return new Plan(sql, Optional.empty());
    }
    Optional<Cursor> end = end(range);
    Range window = new Range(range.after, end.orElse(range.last));
    return new Plan(hasCombination() ? combinations(window) : all(window), end);
  }

  private boolean hasAmount() {
    return amountMin.isPresent() || amountMax.isPresent();
  }

  private boolean hasCombination() {
    return filter.country().isPresent()
        || filter.status().isPresent()
        || filter.payment().isPresent()
        || filter.flagged().isPresent()
        || filter.conflict().isPresent();
  }

  private Sql all(Range range) {
    Sql sql = new Sql(ALL);
    addRangeAndAmount(sql, range);
    return sql;
  }

  private Sql combinations(Range range) {
    Sql sql = new Sql(COMBINATIONS);
    addCombination(sql, "c.");
    addRangeAndAmount(sql, range);
    return sql;
  }

  /** Without the other conditions. */
  private Sql amounts(Range range) {
    Sql sql = new Sql(AMOUNTS.formatted(classOf(amountMin.orElse(0L)), classOf(highest())));
    addRangeAndAmount(sql, range);
    return sql;
  }

  /** Orders in the first and the last class, where some may not match. */
  private Sql edges(Range range) {
    String low = amountMin.map(Search::classOf).orElse("NULL");
    String high = amountMax.map(Search::classOf).orElse("NULL");
    Sql sql =
        new Sql(" FROM orders o INDEXED BY by_amount WHERE amount_class IN (" + low)
            .add(", " + high + ")");
    addRange(sql, range);
    return sql;
  }

  private long highest() {
    return amountMax.orElse(Long.MAX_VALUE);
  }

  private static String classOf(long amount) {
    return Schema.amountClass(Long.toString(Math.max(0, amount)));
  }

  private void addCombination(Sql sql, String of) {
    filter.country().ifPresent(it -> sql.add(" AND " + of + "country = ?", it));
    filter.status().ifPresent(it -> sql.add(" AND " + of + "status = ?", it));
    filter.payment().ifPresent(it -> sql.add(" AND " + of + "payment = ?", it));
    filter.flagged().ifPresent(it -> sql.add(" AND " + of + "flagged = ?", it ? 1 : 0));
    filter
        .anyConflict()
        .ifPresent(
            any ->
                sql.add(
                    " AND " + of + "conflict " + (any ? "<>" : "=") + " ?",
                    DocumentRow.NO_CONFLICT));
    filter.kind().ifPresent(it -> sql.add(" AND " + of + "conflict = ?", it.name()));
  }

  private void addRangeAndAmount(Sql sql, Range range) {
    addRange(sql, range);
    amountMin.ifPresent(it -> sql.add(" AND o.amount >= ?", it));
    amountMax.ifPresent(it -> sql.add(" AND o.amount <= ?", it));
  }

  private static void addRange(Sql sql, Range range) {
    addCursor(sql, "<", range.after);
    addCursor(sql, ">=", range.last);
  }

  private static void addCursor(Sql sql, String compare, Cursor cursor) {
    sql.add(
        " AND (o.created_s, o.created_n, o.id) " + compare + " (?, ?, ?)",
        cursor.createdAt().getEpochSecond(),
        cursor.createdAt().getNano(),
        cursor.id());
  }

  /**
   * No id is empty, so an empty id at a time comes after all orders of that time and before all
   * earlier ones.
   */
  private Range range(Optional<Cursor> after) {
    Cursor before = filter.before().map(it -> new Cursor(it, "")).orElse(BEFORE_ALL);
    Cursor start = after.filter(it -> it.createdAt().isBefore(before.createdAt())).orElse(before);
    return new Range(start, new Cursor(filter.since().orElse(Instant.MIN), ""));
  }

  /** The last order of a window, unless it holds all there are. */
  private Optional<Cursor> end(Range range) throws SQLException {
    Sql sql = new Sql("SELECT o.created_s, o.created_n, o.id" + ALL);
    addRange(sql, range);
    try (PreparedStatement select =
            sql.add(NEWEST_FIRST + " OFFSET ?", 1, limits.window - 1).prepare(connection);
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(
              new Cursor(Instant.ofEpochSecond(row.getLong(1), row.getLong(2)), row.getString(3)))
          : Optional.empty();
    }
  }

  private long ofMatchingCombinations() throws SQLException {
    Sql sql = new Sql("SELECT ifnull(sum(n), 0) FROM combination WHERE TRUE");
    addCombination(sql, "");
    return number(sql);
  }

  private long count(Sql from, long most) throws SQLException {
    return number(new Sql("SELECT count(*) FROM (SELECT 1").add(from).add(" LIMIT ?)", most));
  }

  private long number(Sql sql) throws SQLException {
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      return row.getLong(1);
    }
  }
}
