package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares what the log says with what a client of the API is told. */
final class Audit {

  private final Map<String, List<JsonObject>> orders;
  private final Map<String, List<JsonObject>> payments;
  private final Map<String, List<JsonObject>> alerts;

  private Audit(String broker) {
    orders = TopicContents.byKey(broker, "orders");
    payments = TopicContents.byKey(broker, "payments");
    alerts = TopicContents.byKey(broker, "fraud-alerts");
  }

  static Audit of(OrdersProcess process) {
    return of(process.broker());
  }

  static Audit of(String broker) {
    return new Audit(broker);
  }

  /** No order is lost, none has two outcomes or two alerts; each alert is one that should be. */
  Audit everyOrderHasExactlyOneOutcome() {
    assertThat(orders).isNotEmpty();
    assertThat(doubled(payments)).as("orders with two outcomes").isEmpty();
    assertThat(doubled(alerts)).as("orders with two alerts").isEmpty();
    assertThat(missing(orders, payments)).as("orders without outcome").isEmpty();
    assertThat(missing(payments, orders)).as("outcomes without order").isEmpty();
    Map<String, List<JsonObject>> suspicious =
        orders.entrySet().stream()
            .filter(each -> each.getValue().stream().anyMatch(Audit::isSuspicious))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    assertThat(missing(suspicious, alerts)).as("suspicious orders without alert").isEmpty();
    assertThat(missing(alerts, suspicious)).as("alerts without cause").isEmpty();
    assertThat(payments.entrySet().stream().filter(each -> !isWhatWasOrdered(each)).limit(5))
        .as("outcomes of another amount, currency or country, or of a cancelled order")
        .isEmpty();
    return this;
  }

  /** Of one of the contents that were sent under the id; no cancelled one is charged. */
  private boolean isWhatWasOrdered(Map.Entry<String, List<JsonObject>> outcome) {
    JsonObject payment = outcome.getValue().get(0);
    return orders.get(outcome.getKey()).stream()
        .anyMatch(
            order ->
                amount(order, "amount").compareTo(amount(payment, "amount")) == 0
                    && currency(order).equals(currency(payment))
                    && order.getString("country").equals(payment.getString("country"))
                    && "CANCELLED".equals(order.getString("status"))
                        == "NOT_CHARGED".equals(payment.getString("status")));
  }

  /** The API knows every order with its outcome and its alert, and sums that match. */
  Audit documentsAndTotalsAgree(OrdersProcess process) {
    Map<String, JsonObject> documents = process.documents();
    assertThat(documents.keySet()).as("documents").isEqualTo(orders.keySet());
    Predicate<Map.Entry<String, JsonObject>> agrees =
        each ->
            payments.get(each.getKey()).get(0).equals(each.getValue().getJsonObject("payment"))
                && (alerts.containsKey(each.getKey())
                    ? alerts
                        .get(each.getKey())
                        .get(0)
                        .equals(each.getValue().getJsonObject("fraud"))
                    : !each.getValue().containsKey("fraud"));
    assertThat(documents.entrySet().stream().filter(agrees.negate()).limit(5).toList())
        .as("documents that differ from the log")
        .isEmpty();
    assertThat(told(process.get("/api/summary"))).isEqualTo(totals());
    return this;
  }

  int orders() {
    return orders.size();
  }

  boolean hasOrder(String id) {
    return orders.containsKey(id);
  }

  private static boolean isSuspicious(JsonObject order) {
    return amount(order, "amount").compareTo(new BigDecimal(300)) > 0
        && !List.of("US", "CA").contains(order.getString("country"));
  }

  /** By country and currency: orders, sum, paid, sum of what was charged, flagged. */
  private Map<String, String> totals() {
    Map<String, Sums> sums = new TreeMap<>();
    orders.forEach(
        (id, sent) -> {
          JsonObject order = sent.get(sent.size() - 1);
          JsonObject payment = payments.get(id).get(0);
          String country = order.getString("country") + " ";
          Sums sum = sums.computeIfAbsent(country + currency(order), key -> new Sums());
          sum.orders++;
          sum.amount = sum.amount.add(amount(order, "amount"));
          sum.flagged += alerts.containsKey(id) ? 1 : 0;
          if (payment.getString("status").equals("PAID")) {
            Sums charged = sums.computeIfAbsent(country + currency(payment), key -> new Sums());
            charged.paid++;
            charged.amountPaid = charged.amountPaid.add(amount(payment, "amount"));
          }
        });
    return sums.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toString()));
  }

  private static Map<String, String> told(JsonObject summary) {
    JsonArray rows = summary.getJsonArray("by_country");
    return rows.stream()
        .map(JsonObject.class::cast)
        .collect(
            Collectors.toMap(
                row -> row.getString("country") + " " + row.getString("currency"),
                row -> {
                  Sums sum = new Sums();
                  sum.orders = row.getLong("orders");
                  sum.amount = amount(row, "amount");
                  sum.paid = row.getLong("paid");
                  sum.amountPaid = amount(row, "amount_paid");
                  sum.flagged = row.getLong("flagged");
                  return sum.toString();
                }));
  }

  private static String currency(JsonObject json) {
    return json.getString("currency", "USD");
  }

  private static BigDecimal amount(JsonObject json, String field) {
    return new BigDecimal(json.getValue(field).toString());
  }

  private static List<String> doubled(Map<String, List<JsonObject>> records) {
    return records.entrySet().stream()
        .filter(each -> each.getValue().size() > 1)
        .map(Map.Entry::getKey)
        .limit(10)
        .toList();
  }

  private static List<String> missing(Map<String, ?> wanted, Map<String, ?> found) {
    return wanted.keySet().stream().filter(id -> !found.containsKey(id)).limit(10).toList();
  }

  private static final class Sums {
    private long orders;
    private BigDecimal amount = BigDecimal.ZERO;
    private long paid;
    private BigDecimal amountPaid = BigDecimal.ZERO;
    private long flagged;

    @Override
    public String toString() {
      return "%d orders %s, %d paid %s, %d flagged"
          .formatted(
              orders,
              amount.stripTrailingZeros().toPlainString(),
              paid,
              amountPaid.stripTrailingZeros().toPlainString(),
              flagged);
    }
  }
}
