package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Amounts;
import net.jumptotech.orders.store.OrderStore;

/**
 * The statement for a page. It always reads one index from the cursor, newest first, and stops when
 * the page is full. It picks the index of the filter that is likely to leave the fewest orders,
 * since SQLite keeps no statistics unless asked. A {@code +} before a column hides it from SQLite's
 * choice.
 */
final class PageQuery {

  /** Comes after every order. */
  private static final long AFTER_ALL = Long.MAX_VALUE;

  private static final String NONE = "";

  /** The condition of the index of conflicts. */
  private static final String CONFLICT = "conflict <> ''";

  private static final String NO_CONFLICT = "+conflict = ''";

  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private Optional<Instant> before = Optional.empty();

  private PageQuery() {}

  static PageQuery of(OrderStore.Filter filter) {
    PageQuery query = new PageQuery();
    String leading = leading(filter);
    query.equal("payment", filter.payment(), leading);
    query.equal("country", filter.country(), leading);
    query.equal("status", filter.status(), leading);
    filter
        .flagged()
        .ifPresent(
            flagged ->
                query.conditions.add(
                    flagged && leading.equals("flagged")
                        ? "flagged = 1"
                        : "+flagged = " + (flagged ? 1 : 0)));
    filter.anyConflict().ifPresent(any -> query.conditions.add(any ? CONFLICT : NO_CONFLICT));
    filter
        .kind()
        .ifPresent(
            it -> {
              query.conditions.add(CONFLICT);
              query.equal("conflict", Optional.of(it.name()), leading);
            });
    filter.amountMin().ifPresent(it -> query.compare("amount >= ?", Amounts.atLeast(it)));
    filter.amountMax().ifPresent(it -> query.compare("amount <= ?", Amounts.atMost(it)));
    filter
        .since()
        .ifPresent(
            it ->
                query.compare(
                    "(created_s, created_n) >= (?, ?)", it.getEpochSecond(), (long) it.getNano()));
    query.before = filter.before();
    return query;
  }

  private void compare(String condition, Long... bounds) {
    conditions.add(condition);
    values.addAll(List.of(bounds));
  }

  private static String leading(OrderStore.Filter filter) {
    if (filter.kind().isPresent() || filter.anyConflict().orElse(false)) {
      return "by_conflict"; // a partial index with few orders
    }
    boolean mostlyPaid = filter.payment().filter(Payment.Status.PAID.name()::equals).isPresent();
    boolean mostlyCreated = filter.status().filter(OrderStatus.CREATED.name()::equals).isPresent();
    if (filter.payment().isPresent() && !mostlyPaid) {
      return "payment";
    }
    if (filter.status().isPresent() && !mostlyCreated) {
      return "status";
    }
    if (filter.country().isPresent()) {
      return "country";
    }
    if (filter.flagged().orElse(false)) {
      return "flagged";
    }
    if (filter.amountMin().isPresent() || filter.amountMax().isPresent()) {
      return NONE; // the index of all orders contains the amount
    }
    return mostlyPaid ? "payment" : "status";
  }

  private void equal(String column, Optional<String> value, String leading) {
    if (value.isPresent()) {
      conditions.add((column.equals(leading) ? "" : "+") + column + " = ?");
      values.add(value.get());
    }
  }

  String sql() {
    return DocumentRow.SELECT_WITH_BYTES
        + where()
        + " ORDER BY created_s DESC, created_n DESC, id DESC LIMIT ?";
  }

  String countSql() {
    return "SELECT count(*) FROM (SELECT 1 FROM orders " + where() + " LIMIT ?)";
  }

  private String where() {
    StringBuilder where = new StringBuilder("WHERE ");
    conditions.forEach(condition -> where.append(condition).append(" AND "));
    return where.append("(created_s, created_n, id) < (?, ?, ?)").toString();
  }

  /**
   * @param rows limit
   */
  PreparedStatement prepare(Connection connection, Optional<OrderStore.Cursor> after, int rows)
      throws SQLException {
    return bound(connection.prepareStatement(sql()), start(after), rows);
  }

  /**
   * @param most counted up to here
   */
  PreparedStatement prepareCount(Connection connection, long most) throws SQLException {
    return bound(connection.prepareStatement(countSql()), start(Optional.empty()), most);
  }

  private PreparedStatement bound(
      PreparedStatement select, Optional<OrderStore.Cursor> from, long most) throws SQLException {
    int next = 1;
    for (Object value : values) {
      select.setObject(next++, value);
    }
    select.setLong(next++, from.map(it -> it.createdAt().getEpochSecond()).orElse(AFTER_ALL));
    select.setInt(next++, from.map(it -> it.createdAt().getNano()).orElse(0));
    select.setString(next++, from.map(OrderStore.Cursor::id).orElse(""));
    select.setLong(next, most);
    return select;
  }

  /**
   * No id is empty, so an empty id at a time comes after all orders of that time and before all
   * earlier ones.
   */
  private Optional<OrderStore.Cursor> start(Optional<OrderStore.Cursor> after) {
    boolean inside =
        before.isEmpty() || after.isPresent() && after.get().createdAt().isBefore(before.get());
    return inside ? after : before.map(it -> new OrderStore.Cursor(it, ""));
  }
}
