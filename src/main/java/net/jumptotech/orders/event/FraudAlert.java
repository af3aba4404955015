package net.jumptotech.orders.event;

import java.time.Instant;
import java.util.Objects;

/**
 * A rule suspects an order. An alert stops nothing: the order is still paid.
 *
 * @param reason what the rule found, as a code: {@code HIGH_AMOUNT_RISKY_COUNTRY}
 * @param rule name of the rule, empty if a foreign writer gave none
 * @param ruleVersion changes whenever the rule's inputs do, empty if a foreign writer gave none
 * @param sender who sent the order, empty if that is unknown or nobody had to say
 */
public record FraudAlert(
    OrderId orderId,
    String reason,
    Money amount,
    String country,
    String rule,
    String ruleVersion,
    Instant detectedAt,
    String sender) {

  public FraudAlert {
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(country, "country");
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(ruleVersion, "ruleVersion");
    Objects.requireNonNull(detectedAt, "detectedAt");
    Objects.requireNonNull(sender, "sender");
  }

  /** An alert on an order of no known sender. */
  public FraudAlert(
      OrderId orderId,
      String reason,
      Money amount,
      String country,
      String rule,
      String ruleVersion,
      Instant detectedAt) {
    this(orderId, reason, amount, country, rule, ruleVersion, detectedAt, "");
  }
}
