package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderStore;

/**
 * The statement for a page. It always walks one index from the cursor on, newest first, and stops
 * when the page is full: the index of the filter that is likely to leave fewest orders, since
 * SQLite keeps no statistics unless asked. A {@code +} before a column hides it from the choice.
 */
final class PageQuery {

  /** Behind every order there can be. */
  private static final long AFTER_ALL = Long.MAX_VALUE;

  private final List<String> conditions = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

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
    return query;
  }

  private static String leading(OrderStore.Filter filter) {
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
    return mostlyPaid ? "payment" : "status";
  }

  private void equal(String column, Optional<String> value, String leading) {
    if (value.isPresent()) {
      conditions.add((column.equals(leading) ? "" : "+") + column + " = ?");
      values.add(value.get());
    }
  }

  String sql() {
    StringBuilder sql = new StringBuilder(DocumentRow.SELECT).append("WHERE ");
    conditions.forEach(condition -> sql.append(condition).append(" AND "));
    return sql.append("(created_s, created_n, id) < (?, ?, ?)")
        .append(" ORDER BY created_s DESC, created_n DESC, id DESC LIMIT ?")
        .toString();
  }

  /**
   * @param rows at most
   */
  PreparedStatement prepare(Connection connection, Optional<OrderStore.Cursor> after, int rows)
      throws SQLException {
    PreparedStatement select = connection.prepareStatement(sql());
    int next = 1;
    for (String value : values) {
      select.setString(next++, value);
    }
    select.setLong(next++, after.map(it -> it.createdAt().getEpochSecond()).orElse(AFTER_ALL));
    select.setInt(next++, after.map(it -> it.createdAt().getNano()).orElse(0));
    select.setString(next++, after.map(OrderStore.Cursor::id).orElse(""));
    select.setInt(next, rows);
    return select;
  }
}
