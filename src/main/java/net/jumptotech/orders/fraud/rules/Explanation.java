package net.jumptotech.orders.fraud.rules;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.Order;

/** What the rules find about an order, for people who ask why it was flagged, or why not. */
public record Explanation(List<RuleCheck> checks) {

  public static Explanation of(List<AmountRule> rules, Order order) {
    return new Explanation(rules.stream().map(rule -> new RuleCheck(rule, order)).toList());
  }

  /**
   * @param process that answers
   */
  public JsonObject toJson(String process) {
    JsonArray rules = new JsonArray();
    checks.forEach(check -> rules.add(check.toJson()));
    return new JsonObject()
        .put("process", process)
        .put("flagged", checks.stream().anyMatch(RuleCheck::suspects))
        .put("words", words())
        .put("near_miss", checks.stream().anyMatch(RuleCheck::isNearMiss))
        .put("rules", rules);
  }

  /**
   * About the rule that flags, which is the first one that suspects; otherwise about every rule.
   */
  private String words() {
    return checks.stream()
        .filter(RuleCheck::suspects)
        .findFirst()
        .map(check -> "Flagged. " + sentence(check))
        .orElseGet(
            () ->
                "Not flagged. "
                    + checks.stream().map(Explanation::sentence).collect(Collectors.joining(" ")));
  }

  private static String sentence(RuleCheck check) {
    return "Rule " + check.rule().name() + " " + check.words() + ".";
  }
}
