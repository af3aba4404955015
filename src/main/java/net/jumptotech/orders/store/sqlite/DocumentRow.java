package net.jumptotech.orders.store.sqlite;

import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Timestamp;
import net.jumptotech.orders.store.Amounts;
import net.jumptotech.orders.store.Contents;
import net.jumptotech.orders.store.HistoryJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * A document as a row: columns for the values that pages filter and sort by, and each section whole
 * as JSON, so that no field of a shop is lost.
 */
final class DocumentRow {

  private static final String COLUMNS =
      "SELECT id, kafka_partition, kafka_offset, processed_at, placed_version, placed_replaced,"
          + " placed_json, flagged_version, flagged_json, settled_version, settled_json,"
          + " history_json, sender";

  static final String SELECT = COLUMNS + " FROM orders ";

  /** With the size of each document, which SQLite knows without reading the value. */
  static final String SELECT_WITH_BYTES =
      COLUMNS
          + ", octet_length(placed_json) + ifnull(octet_length(flagged_json), 0)"
          + " + ifnull(octet_length(settled_json), 0) + ifnull(octet_length(history_json), 0)"
          + " AS bytes FROM orders ";

  static final String INSERT =
      "INSERT INTO orders(created_s, created_n, amount, country, status, kafka_partition,"
          + " kafka_offset, processed_at, placed_version, placed_replaced, placed_json, sender,"
          + " flagged, flagged_version, flagged_json, payment, settled_version, settled_json,"
          + " conflict, history_json, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
          + " ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING";

  // one statement per section, which leaves the indexes of other columns alone
  static final String UPDATE_PLACED =
      "UPDATE orders SET created_s = ?, created_n = ?, amount = ?, country = ?, status = ?,"
          + " kafka_partition = ?, kafka_offset = ?, processed_at = ?, placed_version = ?,"
          + " placed_replaced = ?, placed_json = ?, sender = ? WHERE id = ?";
  static final String UPDATE_FLAGGED =
      "UPDATE orders SET flagged = ?, flagged_version = ?, flagged_json = ? WHERE id = ?";
  static final String UPDATE_SETTLED =
      "UPDATE orders SET payment = ?, settled_version = ?, settled_json = ? WHERE id = ?";

  static final String UPDATE_HISTORY =
      "UPDATE orders SET conflict = ?, history_json = ? WHERE id = ?";

  /** The value of the column if there is no conflict. */
  static final String NO_CONFLICT = "";

  private static final int PLACED_COLUMNS = 12;

  private DocumentRow() {}

  /** Reads the current row of {@link #SELECT}. */
  static OrderDocument read(ResultSet row) throws SQLException {
    try {
      String json = row.getString("history_json");
      Map<String, Object> history = json == null ? Map.of() : Json.object(bytes(json));
      Contents contents =
          HistoryJson.contents(history, contents(row), row.getLong("placed_replaced"));
      List<OrderFact.Flagged> alerts = HistoryJson.alerts(history, flagged(row));
      List<OrderFact.Settled> outcomes = HistoryJson.outcomes(history, settled(row));
      OrderId id =
          contents.first().stream()
              .map(OrderFact::orderId)
              .findFirst()
              .or(() -> alerts.stream().map(OrderFact::orderId).findFirst())
              .or(() -> outcomes.stream().map(OrderFact::orderId).findFirst())
              .orElseThrow(() -> new InvalidEvent("", "no section"));
      return new OrderDocument(id, contents, alerts, outcomes).named();
    } catch (InvalidEvent unreadable) {
      throw new IllegalStateException("order " + row.getString("id") + " in the store", unreadable);
    }
  }

  private static Optional<Contents> contents(ResultSet row) throws SQLException, InvalidEvent {
    String json = row.getString("placed_json");
    if (json == null) {
      return Optional.empty();
    }
    String sender = row.getString("sender");
    OrderFact.Placed placed =
        new OrderFact.Placed(
            EventJson.accepted(bytes(json)).from(sender == null ? "" : sender),
            row.getInt("kafka_partition"),
            row.getLong("kafka_offset"),
            Timestamp.parse(row.getString("processed_at")));
    return Optional.of(
        Contents.of(placed, row.getLong("placed_version"), row.getLong("placed_replaced")));
  }

  private static Optional<OrderFact.Flagged> flagged(ResultSet row)
      throws SQLException, InvalidEvent {
    String json = row.getString("flagged_json");
    if (json == null) {
      return Optional.empty();
    }
    FraudAlert alert = EventJson.fraudAlert(bytes(json), Instant.EPOCH);
    return Optional.of(new OrderFact.Flagged(alert, row.getLong("flagged_version")));
  }

  private static Optional<OrderFact.Settled> settled(ResultSet row)
      throws SQLException, InvalidEvent {
    String json = row.getString("settled_json");
    if (json == null) {
      return Optional.empty();
    }
    Payment payment = EventJson.payment(bytes(json), Instant.EPOCH);
    return Optional.of(new OrderFact.Settled(payment, row.getLong("settled_version")));
  }

  /** For {@link #INSERT}. */
  static void bind(PreparedStatement insert, OrderDocument document) throws SQLException {
    int next = 1;
    if (document.placed().isPresent()) {
      next = bindPlaced(insert, next, document);
    } else {
      next = bindNulls(insert, next, PLACED_COLUMNS);
    }
    next = bindFlagged(insert, next, document.flagged());
    next = bindSettled(insert, next, document.settled());
    next = bindHistory(insert, next, document);
    insert.setString(next, document.id().text());
  }

  /**
   * @param document with its order
   * @return the next parameter's index
   */
  static int bindPlaced(PreparedStatement to, int first, OrderDocument document)
      throws SQLException {
    OrderFact.Placed placed = document.placed().orElseThrow();
    int next = first;
    Order order = placed.order();
    to.setLong(next++, order.createdAt().getEpochSecond());
    to.setInt(next++, order.createdAt().getNano());
    to.setLong(next++, Amounts.exact(order.total()));
    to.setString(next++, order.country());
    to.setString(next++, order.status().name());
    to.setInt(next++, placed.partition());
    to.setLong(next++, placed.offset());
    to.setString(next++, Timestamp.text(placed.processedAt()));
    to.setLong(next++, document.contents().newest());
    to.setLong(next++, document.contents().replaced());
    to.setString(next++, text(EventJson.stored(order)));
    to.setString(next++, order.sender().isEmpty() ? null : order.sender());
    return next;
  }

  /** For {@link #UPDATE_FLAGGED}. */
  static int bindFlagged(PreparedStatement to, int first, Optional<OrderFact.Flagged> flagged)
      throws SQLException {
    to.setInt(first, flagged.isPresent() ? 1 : 0);
    if (flagged.isEmpty()) {
      return bindNulls(to, first + 1, 2);
    }
    to.setLong(first + 1, flagged.get().version());
    to.setString(first + 2, text(EventJson.bytes(flagged.get().alert())));
    return first + 3;
  }

  /** For {@link #UPDATE_SETTLED}. */
  static int bindSettled(PreparedStatement to, int first, Optional<OrderFact.Settled> settled)
      throws SQLException {
    if (settled.isEmpty()) {
      to.setString(first, OrderDocument.PENDING);
      return bindNulls(to, first + 1, 2);
    }
    Payment payment = settled.get().payment();
    to.setString(first, payment.status().name());
    to.setLong(first + 1, settled.get().version());
    to.setString(first + 2, text(EventJson.bytes(payment)));
    return first + 3;
  }

  /** For {@link #UPDATE_HISTORY}. */
  static int bindHistory(PreparedStatement to, int first, OrderDocument document)
      throws SQLException {
    Map<String, Object> history = HistoryJson.fields(document);
    to.setString(first, conflict(document));
    to.setString(first + 1, history.isEmpty() ? null : text(Json.bytes(history)));
    return first + 2;
  }

  /** The value of the column. */
  static String conflict(OrderDocument document) {
    return document.conflict().map(it -> it.kind().name()).orElse(NO_CONFLICT);
  }

  private static int bindNulls(PreparedStatement to, int first, int count) throws SQLException {
    for (int i = first; i < first + count; i++) {
      to.setObject(i, null);
    }
    return first + count;
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
