package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The question and the answer are as {@code docs/event-bus.md} has them. */
final class ExternalVerdictTest {

  @Test
  void theQuestionHasEveryOrderWithAllItsFields() {
    Order first = order(1);
    Order second = order(2);
    assertThat(ExternalVerdict.question(List.of(first, second)).getJsonArray("orders"))
        .containsExactly(
            new JsonObject(EventJson.fields(first)), new JsonObject(EventJson.fields(second)));
  }

  @Test
  void theFirstAnswerAboutAnOrderCounts() {
    assertThat(
            answer(
                "{'alerts':[{'order_id':7,'reason':'VELOCITY','rule':'velocity','rule_version':'2'},"
                    + "{'order_id':'7','reason':'LATER','rule':'other'},"
                    + "{'order_id':'A','reason':'R','rule':'r','more':1}]}"))
        .isEqualTo(
            Map.of(
                "7", new ExternalVerdict("7", "VELOCITY", "velocity", "2"),
                "A", new ExternalVerdict("A", "R", "r", "")));
    assertThat(answer("{'alerts':[]}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'alerts':{}}", "{'alerts':null}"})
  void anAnswerHasAListOfAlerts(String body) {
    assertThatThrownBy(() -> answer(body))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected {\"alerts\":[…]}, was " + new JsonObject(json(body)));
    assertThatThrownBy(() -> ExternalVerdict.answer("x".repeat(200)))
        .hasMessage("expected {\"alerts\":[…]}, was " + "x".repeat(100) + "…");
    assertThatThrownBy(() -> ExternalVerdict.answer(null)).hasMessageEndingWith("was null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "{}", "{'order_id':null}", "null"})
  void anAlertNamesItsOrder(String alert) {
    assertThatThrownBy(
            () -> answer("{'alerts':[{'order_id':1,'reason':'R','rule':'r'},%s]}".formatted(alert)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected an alert with order_id, was " + json(alert));
  }

  @Test
  void reasonRuleAndVersionHaveABoundedLength() {
    assertThat(
            new ExternalVerdict("1", "R" + "_".repeat(63), "r".repeat(64), "v".repeat(200))
                .ruleVersion())
        .hasSize(200);
    for (String reason : List.of("", "r", "1R", "R S", "R" + "_".repeat(64))) {
      assertThatThrownBy(() -> new ExternalVerdict("1", reason, "r", ""))
          .hasMessageStartingWith("reason: expected capital letters")
          .hasMessageEndingWith("was \"" + reason + "\"");
    }
    for (String rule : List.of("", " ", "r".repeat(65))) {
      assertThatThrownBy(() -> new ExternalVerdict("1", "R", rule, ""))
          .hasMessageStartingWith("rule: expected 1 to 64 characters")
          .hasMessageEndingWith("was \"" + rule + "\" and \"\"");
    }
    assertThatThrownBy(() -> new ExternalVerdict("1", "R", "r", "v".repeat(201)))
        .hasMessageStartingWith("rule: expected 1 to 64 characters, and at most 200 in");
  }

  private static Order order(long id) {
    return new Order(
        OrderId.of(id),
        new Money(100, Money.DEFAULT_CURRENCY),
        "US",
        OrderStatus.CREATED,
        Instant.EPOCH,
        Map.of("note", "x"));
  }

  private static Map<String, ExternalVerdict> answer(String body) {
    return ExternalVerdict.answer(new JsonObject(json(body)));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
