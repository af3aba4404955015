package net.jumptotech.orders.fraud.rules;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.TreeSet;
import net.jumptotech.orders.event.Order;

/** What one rule finds about one order, in words and by its inputs. */
record RuleCheck(AmountRule rule, Order order) {

  /** Amounts from this share of the limit on are near it. */
  private static final BigDecimal NEAR = new BigDecimal("0.9");

  boolean amountHolds() {
    return rule.amountHolds(order);
  }

  boolean countryHolds() {
    return rule.countryHolds(order);
  }

  boolean suspects() {
    return rule.suspects(order);
  }

  /** Whether only the amount kept the rule from suspecting it, by a tenth at most. */
  boolean isNearMiss() {
    return countryHolds() && !amountHolds() && amount().compareTo(rule.above().multiply(NEAR)) >= 0;
  }

  /** {@code asks for more than 300; this was 299.40}: the input that decided, or all of them. */
  String words() {
    String asksAmount = "more than " + rule.above().toPlainString();
    String asksCountry = "a country other than " + String.join(", ", new TreeSet<>(rule.except()));
    if (countryHolds() && !amountHolds()) {
      return "asks for " + asksAmount + "; this was " + amount().toPlainString();
    }
    if (amountHolds() && !countryHolds()) {
      return "asks for " + asksCountry + "; this was from " + order.country();
    }
    return "asks for %s and %s; this was %s from %s"
        .formatted(asksAmount, asksCountry, amount().toPlainString(), order.country());
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("rule", rule.name())
        .put("version", rule.version())
        .put("reason", rule.reason())
        .put("suspects", suspects())
        .put("near_miss", isNearMiss())
        .put("words", words())
        .put(
            "checks",
            new JsonArray()
                .add(
                    check(
                        "amount",
                        amount(),
                        "more than " + rule.above().toPlainString(),
                        amountHolds()))
                .add(
                    check(
                        "country",
                        order.country(),
                        "none of " + String.join(", ", new TreeSet<>(rule.except())),
                        countryHolds())));
  }

  private BigDecimal amount() {
    return order.total().amount();
  }

  private static JsonObject check(String input, Object value, String asks, boolean holds) {
    return new JsonObject()
        .put("input", input)
        .put("value", value)
        .put("asks", asks)
        .put("holds", holds);
  }
}
