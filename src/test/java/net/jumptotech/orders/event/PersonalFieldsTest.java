package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PersonalFieldsTest {

  private static final PersonalFields USUAL = new PersonalFields(PersonalFields.USUAL);

  private record Page(List<Map<String, Object>> orders, Optional<String> name) {}

  @ParameterizedTest
  @ValueSource(
      strings = {
        "customer_id",
        "customerId",
        "CUSTOMER-ID",
        "customerID",
        "Email",
        "e-mail",
        "billing_email",
        "customerEmails",
        "phone_number",
        "Shipping Address",
        "addresses",
        "name",
        "name_on_card",
        "postalCode",
        "ip",
        "delivery_note"
      })
  void aNameStandsForEveryFieldThatContainsItsWords(String field) {
    assertThat(USUAL.has(field)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "order_id",
        "amount",
        "currency",
        "country",
        "status",
        "created_at",
        "sender",
        "payment",
        "payment_id",
        "reason",
        "rule_version",
        "shipping",
        "capacity",
        "tip",
        "velocity",
        "sku",
        ""
      })
  void partsOfWordsAreNoMatch(String field) {
    assertThat(USUAL.has(field)).isFalse();
  }

  @Test
  void whatIsHiddenIsReplacedByOneTextHoweverDeepAndOurOwnFieldsStay() {
    Map<String, Object> order =
        Map.of(
            "order_id",
            7,
            "customer_id",
            4711,
            "shipping",
            Map.of("street", "Main 1", "method", "air"),
            "lines",
            List.of(Map.of("sku", "a", "buyerEmail", "a@b.example")),
            "customer",
            Map.of("anything", "at all"),
            "more",
            new JsonObject().put("phone", "123"));
    String json =
        new String(Json.bytes(new Page(List.of(order), Optional.of("ours")), USUAL), UTF_8);
    assertThat(json)
        .contains(
            "\"order_id\":7",
            "\"customer_id\":\"***\"",
            "\"street\":\"***\"",
            "\"method\":\"air\"",
            "\"buyerEmail\":\"***\"",
            "\"customer\":\"***\"",
            "\"phone\":\"***\"",
            "\"sku\":\"a\"",
            "\"name\":\"ours\"")
        .doesNotContain("4711", "Main", "b.example", "at all", "123");
  }

  @Test
  void withoutNamesNothingIsHidden() {
    Map<String, Object> order = Map.of("email", "a@b.example");
    assertThat(Json.bytes(order, new PersonalFields(List.of()))).isEqualTo(Json.bytes(order));
    assertThat(PersonalFields.NONE.isEmpty()).isTrue();
  }
}
