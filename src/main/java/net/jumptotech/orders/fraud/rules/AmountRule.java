package net.jumptotech.orders.fraud.rules;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Order;

/**
 * Suspects orders above a limit, except from trusted countries. The amount is the number in the
 * order's own currency: 301 JPY are above 300.
 *
 * @param name of the rule, for people
 * @param reason the code in alerts
 * @param above amounts greater than this one
 * @param except trusted countries, ISO 3166-1 alpha-2
 */
public record AmountRule(String name, String reason, BigDecimal above, Set<String> except) {

  public static final AmountRule DEFAULT =
      new AmountRule(
          "high-amount-risky-country",
          "HIGH_AMOUNT_RISKY_COUNTRY",
          new BigDecimal("300"),
          Set.of("US", "CA"));

  public AmountRule {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(above, "above");
    except = Set.copyOf(except);
    for (String country : except) {
      if (!Order.COUNTRIES.contains(country)) {
        throw new IllegalArgumentException(
            "expected ISO 3166-1 alpha-2 countries, was \"" + country + "\"");
      }
    }
  }

  /** The alert of the first rule that suspects the order: it gets one alert, not one per rule. */
  public static Optional<FraudAlert> firstAlert(List<AmountRule> rules, Order order, Instant now) {
    return rules.stream().flatMap(rule -> rule.judge(order, now).stream()).findFirst();
  }

  Optional<FraudAlert> judge(Order order, Instant now) {
    return suspects(order)
        ? Optional.of(
            new FraudAlert(
                order.id(),
                reason,
                order.total(),
                order.country(),
                name,
                version(),
                now,
                order.sender()))
        : Optional.empty();
  }

  boolean suspects(Order order) {
    return amountHolds(order) && countryHolds(order);
  }

  boolean amountHolds(Order order) {
    return order.total().amount().compareTo(above) > 0;
  }

  boolean countryHolds(Order order) {
    return !except.contains(order.country());
  }

  /** The rule's inputs in words; they differ whenever its decisions could differ. */
  public String version() {
    return "amount > " + above.toPlainString() + ", country not in " + new TreeSet<>(except);
  }
}
