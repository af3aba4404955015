package net.jumptotech.orders.event;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An external rule's finding that an order is suspicious, and why. {@code docs/event-bus.md} shows
 * the request and the reply.
 *
 * @param orderId as text
 * @param reason becomes the reason of the alert: capital letters, digits, {@code _}, at most 64
 * @param rule its name, 1 to 64 characters
 * @param ruleVersion at most 200 characters, may be empty
 */
public record ExternalVerdict(String orderId, String reason, String rule, String ruleVersion) {

  private static final String ORDERS = "orders";
  private static final String ALERTS = "alerts";
  private static final Pattern REASON = Pattern.compile("[A-Z][A-Z0-9_]{0,63}");
  private static final int LONGEST_RULE = 64;
  private static final int LONGEST_VERSION = 200;

  public ExternalVerdict {
    if (!REASON.matcher(reason).matches()) {
      throw new IllegalArgumentException(
          "reason: expected capital letters, digits and underscores, was \"" + reason + "\"");
    }
    if (rule.isBlank() || rule.length() > LONGEST_RULE || ruleVersion.length() > LONGEST_VERSION) {
      throw new IllegalArgumentException(
          "rule: expected 1 to 64 characters, and at most 200 in rule_version, was \"%s\" and \"%s\""
              .formatted(rule, ruleVersion));
    }
  }

  /** The request about these orders. */
  public static JsonObject question(List<Order> orders) {
    JsonArray asked = new JsonArray();
    orders.forEach(order -> asked.add(new JsonObject(EventJson.fields(order))));
    return new JsonObject().put(ORDERS, asked);
  }

  /**
   * Reads a reply.
   *
   * @return by order id, the first verdict of each
   * @throws IllegalArgumentException if any of it is wrong, naming the mistake
   */
  public static Map<String, ExternalVerdict> answer(Object body) {
    if (!(body instanceof JsonObject object)
        || !(object.getValue(ALERTS) instanceof JsonArray alerts)) {
      throw new IllegalArgumentException("expected {\"alerts\":[…]}, was " + shown(body));
    }
    Map<String, ExternalVerdict> verdicts = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < alerts.size(); i++) {
      if (!(alerts.getValue(i) instanceof JsonObject alert)
          || alert.getValue(EventJson.ORDER_ID) == null) {
        wrong.add("expected an alert with order_id, was " + shown(alerts.getValue(i)));
        continue;
      }
      ExternalVerdict verdict =
          new ExternalVerdict(
              alert.getValue(EventJson.ORDER_ID).toString(),
              text(alert, EventJson.REASON),
              text(alert, EventJson.RULE),
              text(alert, EventJson.RULE_VERSION));
      verdicts.putIfAbsent(verdict.orderId, verdict);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(wrong.get(0));
    }
    return verdicts;
  }

  private static String text(JsonObject alert, String field) {
    Object value = alert.getValue(field);
    return value == null ? "" : value.toString();
  }

  private static String shown(Object value) {
    return Shown.cut(String.valueOf(value), 100);
  }
}
