package net.jumptotech.orders.fraud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.fraud.rules.AmountRule;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;

final class FraudOptionsTest {

  @Test
  void withoutSettingsThereIsTheOneRuleAndNobodyIsAskedOrTold() {
    assertThat(FraudOptions.from(new Settings(new JsonObject())))
        .isEqualTo(new FraudOptions(List.of(AmountRule.DEFAULT), Optional.empty(), false));
  }

  @Test
  void rulesAreReadInTheirOrderEachWithTheDefaultsOfTheOne() {
    Settings settings =
        settings(
            "{'ask':true,'ask-within':'1s','announce':true,'rules':["
                + "{'name':'a','reason':'A','above':'9.5','except':['FR']},{'above':50}]}");
    assertThat(FraudOptions.from(settings))
        .isEqualTo(
            new FraudOptions(
                List.of(
                    new AmountRule("a", "A", new BigDecimal("9.5"), Set.of("FR")),
                    new AmountRule(
                        "high-amount-risky-country",
                        "HIGH_AMOUNT_RISKY_COUNTRY",
                        new BigDecimal("50"),
                        Set.of("CA", "US"))),
                Optional.of(Duration.ofSeconds(1)),
                true));
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @Test
  void aCountryThatIsNoneIsAMistakeOfItsRule() {
    Settings settings = settings("{'rules':[{'except':['US','XY']}]}");
    assertThat(FraudOptions.from(settings).rules()).containsExactly(AmountRule.DEFAULT);
    assertThatThrownBy(settings::check)
        .hasMessageContaining("rules[0].except: expected ISO 3166-1 alpha-2 countries, was \"XY\"");
  }

  private static Settings settings(String json) {
    return new Settings(new JsonObject(json.replace('\'', '"')));
  }
}
