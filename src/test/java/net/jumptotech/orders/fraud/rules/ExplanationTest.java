package net.jumptotech.orders.fraud.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplanationTest {

  private static final List<AmountRule> RULES = List.of(AmountRule.DEFAULT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "299.40 | DE | false | true  | asks for more than 300; this was 299.40",
        "300.00 | DE | false | true  | asks for more than 300; this was 300.00",
        "269.99 | DE | false | false | asks for more than 300; this was 269.99",
        "349.99 | US | false | false | asks for a country other than CA, US; this was from US",
        "299.40 | US | false | false |"
            + " asks for more than 300 and a country other than CA, US; this was 299.40 from US",
        "300.01 | DE | true  | false |"
            + " asks for more than 300 and a country other than CA, US; this was 300.01 from DE"
      })
  void itSaysWhatDecidedAndHowNearItWas(
      String amount, String country, boolean flagged, boolean near, String words) {
    JsonObject said = Explanation.of(RULES, order(amount, country)).toJson("p");
    assertThat(said.getBoolean("flagged")).isEqualTo(flagged);
    assertThat(said.getBoolean("near_miss")).isEqualTo(near);
    assertThat(said.getString("words"))
        .isEqualTo(
            (flagged ? "Flagged" : "Not flagged")
                + ". Rule high-amount-risky-country "
                + words
                + ".");
  }

  @ParameterizedTest
  @CsvSource({"299.40,DE", "300.00,DE", "300.01,DE", "300.01,US", "0.00,CA"})
  void itAgreesWithTheVerdict(String amount, String country) {
    Order order = order(amount, country);
    assertThat(Explanation.of(RULES, order).toJson("p").getBoolean("flagged"))
        .isEqualTo(AmountRule.firstAlert(RULES, order, Instant.EPOCH).isPresent());
  }

  @Test
  void everyRuleIsListedWithWhatItChecked() {
    AmountRule strict = new AmountRule("strict", "ANY", new BigDecimal("1"), Set.of());
    JsonObject said =
        Explanation.of(List.of(AmountRule.DEFAULT, strict), order("5.00", "US")).toJson("p");
    assertThat(said.getJsonArray("rules"))
        .extracting(rule -> ((JsonObject) rule).getString("rule"))
        .containsExactly("high-amount-risky-country", "strict");
    assertThat(said.getString("process")).isEqualTo("p");
  }

  @Test
  void ofSeveralRulesTheFirstThatSuspectsIsNamed() {
    AmountRule strict = new AmountRule("strict", "ANY", new BigDecimal("1"), Set.of());
    String words =
        Explanation.of(List.of(AmountRule.DEFAULT, strict), order("5.00", "US"))
            .toJson("p")
            .getString("words");
    assertThat(words).startsWith("Flagged. Rule strict ").doesNotContain("high-amount");
  }

  private static Order order(String amount, String country) {
    return new Order(
        OrderId.of(1),
        Money.of(new BigDecimal(amount), Money.currency("EUR")),
        country,
        OrderStatus.CREATED,
        Instant.EPOCH,
        Map.of());
  }
}
