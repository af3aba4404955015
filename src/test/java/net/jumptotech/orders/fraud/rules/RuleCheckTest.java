package net.jumptotech.orders.fraud.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleCheckTest {

  @ParameterizedTest
  @CsvSource({
    "300.01, EUR, DE, true,  true,  true,  false",
    "300.00, EUR, DE, false, true,  false, true",
    "270.00, EUR, DE, false, true,  false, true",
    "269.99, EUR, DE, false, true,  false, false",
    "300.01, EUR, US, true,  false, false, false",
    "299.00, EUR, CA, false, false, false, false",
    "301,    JPY, FR, true,  true,  true,  false",
    "300,    JPY, FR, false, true,  false, true",
    "300.001, KWD, KW, true, true,  true,  false"
  })
  void itSuspectsAboveTheLimitFromACountryThatIsNotTrusted(
      String amount,
      String currency,
      String country,
      boolean amountHolds,
      boolean countryHolds,
      boolean suspects,
      boolean nearMiss) {
    RuleCheck check = check(amount, currency, country);
    assertThat(check.amountHolds()).isEqualTo(amountHolds);
    assertThat(check.countryHolds()).isEqualTo(countryHolds);
    assertThat(check.suspects()).isEqualTo(suspects);
    assertThat(check.isNearMiss()).isEqualTo(nearMiss);
  }

  @Test
  void itsJsonHasTheRuleTheVerdictAndEveryInput() {
    RuleCheck check = check("349.99", "EUR", "US");
    assertThat(check.toJson().encode())
        .isEqualTo(
            "{\"rule\":\"high-amount-risky-country\","
                + "\"version\":\"amount > 300, country not in [CA, US]\","
                + "\"reason\":\"HIGH_AMOUNT_RISKY_COUNTRY\",\"suspects\":false,"
                + "\"near_miss\":false,\"words\":\""
                + check.words()
                + "\",\"checks\":["
                + "{\"input\":\"amount\",\"value\":349.99,\"asks\":\"more than 300\","
                + "\"holds\":true},"
                + "{\"input\":\"country\",\"value\":\"US\",\"asks\":\"none of CA, US\","
                + "\"holds\":false}]}");
  }

  private static RuleCheck check(String amount, String currency, String country) {
    return new RuleCheck(
        AmountRule.DEFAULT,
        new Order(
            OrderId.of(1),
            Money.of(new BigDecimal(amount), Money.currency(currency)),
            country,
            OrderStatus.CREATED,
            Instant.EPOCH,
            Map.of()));
  }
}
