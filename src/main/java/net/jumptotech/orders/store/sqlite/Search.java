package net.jumptotech.orders.store.sqlite;

import java.math.BigDecimal;
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
 * <p>An index has the orders of each {@link Combination} in the order of a page. So a page is
 * merged from the newest orders of each that matches. SQLite does that by itself: it leaves a
 * combination as soon as its next order is older than all that were found, if the limit is reached.
 * Large amounts have indexes, too. Only for other amounts that few orders have, the search ends
 * after a number of orders, and says where.
 */
final class Search {

  private static final String ALL = " FROM orders o INDEXED BY by_created WHERE TRUE";

  private static final String COMBINATIONS =
      " FROM combination c CROSS JOIN orders o INDEXED BY by_combination"
          + " ON o.country = c.country AND o.status = c.status AND o.payment = c.payment"
          + " AND o.flagged = c.flagged AND o.conflict = c.conflict WHERE c.n > 0";

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
   * @param glance at the newest orders, which are enough where many match
   * @param scanned entries of an index, which take 0.1 µs each
   * @param lookedUp rows of the table, which take 2 µs each
   * @param window orders, where no index has all that is needed
   */
  record Limits(int glance, int scanned, int lookedUp, int window) {
    static final Limits STANDARD = new Limits(5_000, 60_000, 2_000, 40_000);
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
    Range range = range(after);
    if (hasAmount()) {
      Found found = newest(window(range, limits.glance), limit);
      if (found.rows.size() == limit || found.end.isEmpty()) {
        return found;
      }
    }
    return newest(plan(range), limit);
  }

  private Found newest(Plan plan, int limit) throws SQLException {
    List<Long> rows = new ArrayList<>();
    try (PreparedStatement select = sql(plan, limit).prepare(connection);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        rows.add(row.getLong(1));
      }
    }
    return new Found(rows, plan.end);
  }

  private static Sql sql(Plan plan, int limit) {
    return new Sql("SELECT o.rowid").add(plan.from).add(NEWEST_FIRST, limit);
  }

  /** What SQLite does for a page, step by step. */
  List<String> explain() throws SQLException {
    List<String> steps = new ArrayList<>();
    Sql sql = new Sql("EXPLAIN QUERY PLAN ").add(sql(plan(range(Optional.empty())), 50));
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
    Range range = range(Optional.empty());
    if (hasAmount() && !hasCombination() && large(range).isEmpty()) {
      return countAmounts(range, most);
    }
    Plan plan = plan(range);
    long counted = count(plan.from, most + 1);
    return new Count(Math.min(counted, most), counted > most || plan.end.isPresent());
  }

  /** Looks further than a page, in one pass. */
  private Count countAmounts(Range range, long most) throws SQLException {
    Sql seen = new Sql("SELECT o.amount" + ALL);
    addRange(seen, range);
    Sql sql =
        new Sql(
                "SELECT count(*), ifnull(sum(amount >= ? AND amount <= ?), 0) FROM (",
                amountMin.orElse(0L),
                amountMax.orElse(Long.MAX_VALUE))
            .add(seen)
            .add(" LIMIT ?)", limits.scanned);
    try (PreparedStatement select = sql.prepare(connection);
        ResultSet row = select.executeQuery()) {
      row.next();
      long counted = row.getLong(2);
      return new Count(Math.min(counted, most), counted > most || row.getLong(1) == limits.scanned);
    }
  }

  private Plan plan(Range range) throws SQLException {
    if (!hasAmount()) {
      return new Plan(hasCombination() ? combinations(range) : all(range), Optional.empty());
    }
    long matching = hasCombination() ? ofMatchingCombinations() : Long.MAX_VALUE;
    if (matching <= limits.lookedUp) {
      return new Plan(combinations(range), Optional.empty());
    }
    Optional<Sql> large = large(range);
    if (large.isPresent()) {
      addAmount(large.get());
      if (!hasCombination() || count(large.get(), limits.lookedUp + 1) <= limits.lookedUp) {
        addCombination(large.get(), "o.");
        return new Plan(large.get(), Optional.empty());
      }
    }
    if (matching <= limits.scanned) {
      return new Plan(combinations(range), Optional.empty());
    }
    return window(range, limits.window);
  }

  /** The next orders, whether they match or not. */
  private Plan window(Range range, int orders) throws SQLException {
    Optional<Cursor> end = end(range, orders);
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
    addRange(sql, range);
    addAmount(sql);
    return sql;
  }

  private Sql combinations(Range range) {
    Sql sql = new Sql(COMBINATIONS);
    addCombination(sql, "c.");
    addRange(sql, range);
    addAmount(sql);
    return sql;
  }

  /** Orders of at least the wanted amount, and some smaller ones; empty if they are many. */
  private Optional<Sql> large(Range range) throws SQLException {
    for (int i = Schema.LARGE.size() - 1; i >= 0; i--) {
      long large = Schema.LARGE.get(i);
      if (Amounts.atLeast(BigDecimal.valueOf(large)) <= amountMin.orElse(0L)) {
        Sql sql =
            new Sql(
                " FROM orders o INDEXED BY by_amount_%d WHERE o.%s"
                    .formatted(large, Schema.isAtLeast(large)));
        addRange(sql, range);
        return count(sql, limits.scanned + 1) <= limits.scanned
            ? Optional.of(sql)
            : Optional.empty();
      }
    }
    return Optional.empty();
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

  private void addAmount(Sql sql) {
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

  /** The last of that many orders, unless there are fewer. */
  private Optional<Cursor> end(Range range, int orders) throws SQLException {
    Sql sql = new Sql("SELECT o.created_s, o.created_n, o.id" + ALL);
    addRange(sql, range);
    try (PreparedStatement select =
            sql.add(NEWEST_FIRST + " OFFSET ?", 1, orders - 1).prepare(connection);
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
