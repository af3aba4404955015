package net.jumptotech.orders.intake.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappingsTest {

  private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"woocommerce", "ebay,currency=EUR"})
  void whatNoColumnHasMustBeGiven(String mapping) {
    assertThatThrownBy(() -> Mappings.find(mapping))
        .hasMessageContaining("has the zone; write --mapping " + mapping + ",zone=Europe/Berlin");
    assertThat(Mappings.find(mapping + ",zone=UTC").lacking()).isEmpty();
  }

  @Test
  void aCommandThatIsSuggestedQuotesTheNameOfAFile() throws IOException {
    Path file = directory.resolve("my shop.yaml");
    Files.writeString(file, "fields: {order_id: Nr, amount: Summe, country: Land}\n");
    assertThatThrownBy(() -> Mappings.find(file.toString()))
        .hasMessageEndingWith("write --mapping '" + file + ",currency=EUR'");
  }

  @Test
  void anUnknownNameIsToldTheNearestOne() {
    assertThatThrownBy(() -> Mappings.find("shopfy"))
        .hasMessageStartingWith("expected a mapping (shopify, ")
        .hasMessageEndingWith("or a file, was \"shopfy\", did you mean shopify?");
  }

  @Test
  void everyMistakeOfAFileIsNamedWithItsPlaceAndValue() throws IOException {
    Path file =
        write(
            """
            separator: abc
            decimal: dot
            encoding: latin-one
            zone: Berlin
            times: [dd.MM.yyyy, "tt.MM"]
            repeated: last
            statuses: {paid: PAID}
            fields:
              order_id: Id
              amout: Total
            no-order-if-blank: [status]
            no-order-if: {Type: []}
            optional: [note]
            country: Narnia
            """);
    assertThatThrownBy(() -> Mappings.find(file.toString()))
        .hasMessageContaining(file + ": separator: expected comma, semicolon, tab or one character")
        .hasMessageContaining("decimal: expected point or comma, was \"dot\"")
        .hasMessageContaining("encoding: expected a character encoding such as utf-8 or")
        .hasMessageContaining(
            "zone: expected a time zone such as Europe/Berlin, UTC or +02:00, was")
        .hasMessageContaining("times: expected iso, iso-local,")
        .hasMessageContaining("repeated: expected first, sum or conflict, was \"last\"")
        .hasMessageContaining("statuses.paid: expected one of [CREATED, CONFIRMED, CANCELLED], was")
        .hasMessageContaining("fields.amout: unknown, did you mean fields.amount?")
        .hasMessageContaining("fields.amount: required, but missing")
        .hasMessageContaining("no-order-if-blank: expected one of the fields [")
        .hasMessageContaining("no-order-if.Type: expected the values of rows that are no orders")
        .hasMessageContaining("optional: expected one of the fields [order_id, amount, Type], was")
        .hasMessageContaining("country: expected an ISO 3166-1 alpha-2 country, was \"Narnia\"");
  }

  @Test
  void whatIsNoYamlIsSaid() throws IOException {
    Path broken = write("fields: [");
    assertThatThrownBy(() -> Mappings.find(broken.toString())).hasMessageContaining("not YAML");
    Path text = write("just a text");
    assertThatThrownBy(() -> Mappings.find(text.toString()))
        .hasMessageContaining("expected keys and values");
  }

  @Test
  void oneJsonObjectIsMappedByPointers() throws Exception {
    Path file =
        write(
            """
            format: json
            fields:
              order_id: /id
              amount: /total/amount
              currency: /total/currency
              country: [/to/0/country, /billing/country]
              customer_id: /customer/id
              created_at: /created
            times: [epoch-seconds]
            minor-units: true
            minor-digits: {ISK: 2}
            country: NO
            keep: [/note, /lines]
            """);
    Mapping mapping = Mappings.find(file.toString());
    Order order =
        order(
            mapping,
            """
            {"id":9007199254740993,"total":{"amount":1250,"currency":"eur"},
             "billing":{"country":"Deutschland? no: DE"},"to":[{"country":"DE"}],
             "customer":{"id":5},"created":1767614538,"note":"x","lines":[{"a":1}],"other":1}
            """);
    assertThat(order.id()).hasToString("9007199254740993");
    assertThat(order.id().integer()).isTrue();
    assertThat(order.total()).hasToString("EUR 12.50");
    assertThat(order.country()).isEqualTo("DE");
    assertThat(order.createdAt()).isEqualTo("2026-01-05T12:02:18Z");
    assertThat(order.more())
        .hasSize(3)
        .containsEntry("note", "x")
        .containsKeys("lines", "customer_id");
    String small = "{\"id\":1,\"total\":{\"amount\":500,\"currency\":\"%s\"}}";
    assertThat(order(mapping, small.formatted("ISK")).total()).hasToString("ISK 5");
    assertThat(order(mapping, small.formatted("JPY")).total()).hasToString("JPY 500");
    assertThat(order(mapping, small.formatted("KWD")).country()).isEqualTo("NO");
    assertThatThrownBy(() -> order(mapping, "{\"id\":{},\"total\":{\"amount\":\"1,250\"}}"))
        .isInstanceOf(InvalidEvent.class)
        .hasMessageContaining("order_id: expected an integer, or text of 1 to 64 of")
        .hasMessageContaining("(from \"/id\")")
        .hasMessageContaining("currency");
  }

  @Test
  void aCurrencyInAnAmountMustBeTheOneOfItsColumn() throws Exception {
    Path file =
        write(
            """
            fields: {order_id: Id, amount: Total, currency: Cur, country: Land}
            currency-signs: {$: USD}
            locale: de
            """);
    Mapping mapping = Mappings.find(file.toString());
    assertThat(row(mapping, "1", "$12.50", "CAD", "Österreich").total()).hasToString("CAD 12.50");
    assertThat(row(mapping, "1", "12.50 EUR", "", "Austria").total()).hasToString("EUR 12.50");
    assertThatThrownBy(() -> row(mapping, "1", "12.50 EUR", "USD", "Schweiz"))
        .hasMessage("amount: expected an amount in USD, was one in EUR (column \"Total\")");
    assertThatThrownBy(() -> row(mapping, "1", "$12.50", "EUR", "Schweiz"))
        .hasMessage("amount: expected an amount in EUR, was one in $ (column \"Total\")");
    assertThatThrownBy(() -> row(mapping, "1", "1,25", "USD", "Schweiz"))
        .hasMessageStartingWith("amount: expected an amount such as 1,234.50, was \"1,25\"");
  }

  private static Order row(Mapping mapping, String... values) throws InvalidEvent {
    return mapping.order(values, NOW);
  }

  private static Order order(Mapping mapping, String json) throws InvalidEvent {
    Map<String, Object> object = Json.object(json.getBytes(UTF_8));
    return mapping.order(object, NOW);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "mapping", ".yaml"), text);
  }
}
