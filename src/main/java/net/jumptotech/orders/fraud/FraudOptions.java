package net.jumptotech.orders.fraud;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.fraud.rules.AmountRule;
import net.jumptotech.orders.runtime.Settings;

/**
 * The options of the fraud role.
 *
 * @param rules the first one that suspects an order raises its alert
 * @param askWithin deadline of an external rule for orders that the rules do not suspect; empty:
 *     none is asked
 * @param announces whether each alert is published on the event bus once it is committed
 */
public record FraudOptions(
    List<AmountRule> rules, Optional<Duration> askWithin, boolean announces) {

  public FraudOptions {
    rules = List.copyOf(rules);
  }

  public static FraudOptions from(Settings fraud) {
    Duration within =
        fraud.duration(
            "ask-within", Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofSeconds(5));
    return new FraudOptions(
        rules(fraud),
        Optional.of(within).filter(any -> fraud.flag("ask", false)),
        fraud.flag("announce", false));
  }

  private static List<AmountRule> rules(Settings fraud) {
    List<AmountRule> rules = new ArrayList<>();
    AmountRule usual = AmountRule.DEFAULT;
    for (Settings rule : fraud.sectionsOrOne("rules")) {
      String name = rule.text("name", usual.name());
      String reason = rule.text("reason", usual.reason());
      BigDecimal above = rule.decimal("above", usual.above().toString());
      List<String> except = rule.list("except", usual.except().stream().sorted().toList());
      try {
        rules.add(new AmountRule(name, reason, above, Set.copyOf(except)));
      } catch (IllegalArgumentException wrong) {
        rule.mistake("except", wrong.getMessage());
      }
    }
    return rules.isEmpty() ? List.of(usual) : rules;
  }
}
