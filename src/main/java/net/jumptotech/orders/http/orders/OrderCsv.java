package net.jumptotech.orders.http.orders;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * The usual columns as CSV (RFC 4180, UTF-8). A spreadsheet treats a text that begins with {@code
 * =} or the like as a formula, which may read other cells and open connections; such a text gets an
 * apostrophe in front. Numbers stay as they are. Invisible characters are shown as escapes.
 */
final class OrderCsv implements ExportFormat {

  private static final String END = "\r\n";

  /**
   * Where a formula may begin: also behind blanks, which some programs skip, and behind a
   * semicolon, at which a spreadsheet in many countries begins a new cell, quoted or not.
   */
  private static final Pattern FORMULA =
      Pattern.compile("(^|;)(?= *[=+\\-@\uFF1D\uFF0B\uFF0D\uFF20])");

  private static final List<String> COLUMNS =
      List.of(
          EventJson.ORDER_ID,
          "customer_id",
          "created_at",
          "country",
          "currency",
          "amount",
          "status",
          "payment",
          "payment_reason",
          "payment_id",
          "payment_decided_at",
          "fraud_reason",
          "fraud_rule",
          "fraud_rule_version",
          "fraud_detected_at",
          "kafka_partition",
          "kafka_offset",
          "processed_at",
          "amount_paid",
          "currency_paid",
          "conflict",
          "sender");

  /** Version 0.1.0 saw another record of the order, and did not keep it. */
  private static final String UNKNOWN = "UNKNOWN";

  @Override
  public String contentType() {
    return "text/csv; charset=utf-8";
  }

  @Override
  public String fileType() {
    return "csv";
  }

  @Override
  public String head() {
    return String.join(",", COLUMNS) + END;
  }

  @Override
  public void append(StringBuilder out, OrderDocument document) {
    Stream<?> cells =
        Stream.of(
                placed(document.placed().orElseThrow().order()),
                payment(document),
                fraud(document),
                place(document.placed().orElseThrow()),
                chargedAndSent(document))
            .flatMap(List::stream);
    out.append(cells.map(OrderCsv::cell).collect(Collectors.joining(","))).append(END);
  }

  private static List<?> placed(Order order) {
    return List.of(
        order.id(),
        Optional.ofNullable(order.more().get("customer_id")).orElse(""),
        order.createdAt(),
        order.country(),
        order.total().currency(),
        order.total().amount().toPlainString(),
        order.status());
  }

  private static List<?> payment(OrderDocument document) {
    if (document.settled().isEmpty()) {
      return List.of(document.outcome(), "", "", "");
    }
    Payment payment = document.settled().get().payment();
    return List.of(payment.status(), payment.reason(), payment.paymentId(), payment.decidedAt());
  }

  private static List<?> fraud(OrderDocument document) {
    if (document.flagged().isEmpty()) {
      return List.of("", "", "", "");
    }
    FraudAlert alert = document.flagged().get().alert();
    return List.of(alert.reason(), alert.rule(), alert.ruleVersion(), alert.detectedAt());
  }

  private static List<?> place(OrderFact.Placed placed) {
    return List.of(placed.partition(), placed.offset(), placed.processedAt());
  }

  private static List<?> chargedAndSent(OrderDocument document) {
    Optional<Charged> charged = Charged.of(document);
    return List.of(
        charged.map(it -> it.amount().toPlainString()).orElse(""),
        charged.map(it -> it.currency().getCurrencyCode()).orElse(""),
        document
            .conflict()
            .map(it -> it.kind().name())
            .orElse(document.lacksRecord() ? UNKNOWN : ""),
        document.placed().orElseThrow().order().sender());
  }

  static String cell(Object value) {
    String text = Shown.visible(text(value));
    String safe = isNumber(value) ? text : FORMULA.matcher(text).replaceAll("$1'");
    boolean plain =
        safe.chars().noneMatch(it -> it == ',' || it == '"' || it == '\n' || it == '\r');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  /** JSON for customers that are neither text nor number, which earlier versions accepted. */
  private static String text(Object value) {
    return value instanceof Map || value instanceof List
        ? new String(Json.bytes(value), UTF_8)
        : String.valueOf(value);
  }

  /** A number that we write is also a number to a spreadsheet. */
  private static boolean isNumber(Object value) {
    return value instanceof Number || value instanceof OrderId id && id.integer();
  }
}
