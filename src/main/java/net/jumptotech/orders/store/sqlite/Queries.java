package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Count;
import net.jumptotech.orders.store.OrderStore.CountryTotal;
import net.jumptotech.orders.store.OrderStore.Cursor;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStore.MinuteTotal;
import net.jumptotech.orders.store.OrderStore.Page;
import net.jumptotech.orders.store.OrderStore.Summary;

/** Reads from the file; every answer is a consistent snapshot. */
final class Queries {

  static final Page NO_ORDERS = new Page(List.of(), Optional.empty());
  static final Summary NO_TOTALS = new Summary(0, 0, List.of(), List.of());

  private static final String BY_COUNTRY =
      "SELECT * FROM total WHERE orders <> 0 OR paid <> 0 ORDER BY country, currency";
  private static final String BY_MINUTE =
      "SELECT minute, currency, SUM(orders) AS orders, SUM(amount_millions) AS amount_millions,"
          + " SUM(amount_rest) AS amount_rest, SUM(paid) AS paid,"
          + " SUM(paid_millions) AS paid_millions, SUM(paid_rest) AS paid_rest,"
          + " SUM(flagged) AS flagged FROM minute WHERE minute >= ? GROUP BY minute, currency"
          + " HAVING SUM(orders) <> 0 OR SUM(paid) <> 0 ORDER BY minute, currency";

  private static final String CONFLICTS =
      "SELECT conflict, SUM(n) AS n FROM combination WHERE n <> 0 AND conflict <> ''"
          + " GROUP BY conflict";

  private Queries() {}

  static Optional<OrderDocument> get(Connection connection, OrderId id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(DocumentRow.SELECT + "WHERE id = ?")) {
      select.setString(1, id.text());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(DocumentRow.read(row)) : Optional.empty();
      }
    }
  }

  static Page page(
      Connection connection, Filter filter, Search.Limits limits, Optional<Cursor> after, int limit)
      throws SQLException {
    return inSnapshot(
        connection,
        () -> {
          Search.Found found =
              new Search(connection, filter, limits)
                  .newest(after, limit + 1); // one more shows whether there is a next page
          return page(connection, found, limit);
        });
  }

  private static Page page(Connection connection, Search.Found found, int limit)
      throws SQLException {
    List<OrderDocument> orders = new ArrayList<>();
    long bytes = 0;
    try (PreparedStatement select =
        connection.prepareStatement(DocumentRow.SELECT_WITH_BYTES + "WHERE rowid = ?")) {
      for (long each : found.rows()) {
        select.setLong(1, each);
        try (ResultSet row = select.executeQuery()) {
          row.next();
          bytes += row.getLong("bytes");
          if (orders.size() == limit || !orders.isEmpty() && bytes > OrderStore.PAGE_BYTES) {
            return new Page(orders, Optional.of(cursor(orders.get(orders.size() - 1))));
          }
          orders.add(DocumentRow.read(row));
        }
      }
    }
    return new Page(orders, found.end());
  }

  static Count count(Connection connection, Filter filter, Search.Limits limits, long most)
      throws SQLException {
    return inSnapshot(connection, () -> new Search(connection, filter, limits).count(most));
  }

  private static Cursor cursor(OrderDocument document) {
    return new Cursor(document.placed().orElseThrow().order().createdAt(), document.id().text());
  }

  static Summary summary(Connection connection, Instant since) throws SQLException {
    return inSnapshot(
        connection,
        () -> {
          List<CountryTotal> byCountry = byCountry(connection);
          long orders = byCountry.stream().mapToLong(CountryTotal::orders).sum();
          return new Summary(
              orders,
              stubs(connection),
              byCountry,
              byMinute(connection, since),
              conflicts(connection));
        });
  }

  private interface Read<T> {
    T read() throws SQLException;
  }

  /** What several statements read is of one moment. */
  private static <T> T inSnapshot(Connection connection, Read<T> read) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      try {
        return read.read();
      } finally {
        statement.execute("COMMIT");
      }
    }
  }

  private static long stubs(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT n FROM stubs")) {
      return row.getLong(1);
    }
  }

  private static Map<Conflict.Kind, Long> conflicts(Connection connection) throws SQLException {
    Map<Conflict.Kind, Long> counts = new EnumMap<>(Conflict.Kind.class);
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(CONFLICTS)) {
      while (row.next()) {
        counts.put(Conflict.Kind.valueOf(row.getString("conflict")), row.getLong("n"));
      }
    }
    return counts;
  }

  private static List<CountryTotal> byCountry(Connection connection) throws SQLException {
    List<CountryTotal> totals = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(BY_COUNTRY);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Currency currency = Currency.getInstance(row.getString("currency"));
        totals.add(
            new CountryTotal(
                row.getString("country"),
                currency.getCurrencyCode(),
                row.getLong("orders"),
                Totals.amount(row, "amount", currency),
                row.getLong("paid"),
                Totals.amount(row, "paid", currency),
                row.getLong("flagged")));
      }
    }
    return List.copyOf(totals);
  }

  private static List<MinuteTotal> byMinute(Connection connection, Instant since)
      throws SQLException {
    List<MinuteTotal> totals = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(BY_MINUTE)) {
      select.setLong(1, Totals.minute(since));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Currency currency = Currency.getInstance(row.getString("currency"));
          totals.add(
              new MinuteTotal(
                  Instant.ofEpochSecond(row.getLong("minute")),
                  currency.getCurrencyCode(),
                  row.getLong("orders"),
                  Totals.amount(row, "amount", currency),
                  row.getLong("paid"),
                  Totals.amount(row, "paid", currency),
                  row.getLong("flagged")));
        }
      }
    }
    return List.copyOf(totals);
  }
}
