package net.jumptotech.orders.fraud.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;

final class AmountRuleTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:42:18Z");
  private static final Order ORDER =
      new Order(
          OrderId.of(1),
          new Money(50_000, Money.DEFAULT_CURRENCY),
          "DE",
          OrderStatus.CREATED,
          Instant.EPOCH,
          Map.of());
  private static final AmountRule STRICT =
      new AmountRule("strict", "ANY", new BigDecimal("1E+2"), Set.of("US", "CA"));

  @Test
  void anAlertSaysWhatWasSuspectedByWhichRuleInWhichVersion() {
    assertThat(AmountRule.firstAlert(List.of(STRICT), ORDER, NOW))
        .contains(
            new FraudAlert(
                ORDER.id(),
                "ANY",
                ORDER.total(),
                "DE",
                "strict",
                "amount > 100, country not in [CA, US]",
                NOW));
  }

  @Test
  void anOrderIsSuspectedOnceByTheFirstRuleThatDoes() {
    AmountRule lax = new AmountRule("lax", "LAX", new BigDecimal("1000"), Set.of());
    assertThat(AmountRule.firstAlert(List.of(lax, STRICT, AmountRule.DEFAULT), ORDER, NOW))
        .map(FraudAlert::rule)
        .contains("strict");
    assertThat(AmountRule.firstAlert(List.of(lax), ORDER, NOW)).isEmpty();
    assertThat(AmountRule.firstAlert(List.of(), ORDER, NOW)).isEmpty();
  }
}
