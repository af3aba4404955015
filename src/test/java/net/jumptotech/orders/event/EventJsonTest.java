package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventJsonTest {

  private static final Instant RECEIVED = Instant.parse("2026-01-05T10:42:18.091Z");

  @Test
  void theOrderOfTheContractLeavesAsItCame() throws Exception {
    String json =
        "{\"order_id\":1,\"customer_id\":4711,\"amount\":249.99,\"currency\":\"USD\",\"country\":\"US\","
            + "\"status\":\"CREATED\",\"created_at\":\"2026-01-05T10:42:18.091Z\"}";
    assertThat(passedThrough(json)).isEqualTo(json);
  }

  @Test
  void whatAnOrderDoesNotSayHasADefault() throws Exception {
    Order order = order("{\"order_id\":1,\"amount\":5,\"country\":\"DE\"}");
    assertThat(order.total()).hasToString("USD 5.00");
    assertThat(order.status()).isEqualTo(OrderStatus.CREATED);
    assertThat(order.createdAt()).isEqualTo(RECEIVED);
    assertThat(order.more()).isEmpty();
    assertThat(
            order(
                "{\"order_id\":1,\"amount\":5,\"country\":\"DE\",\"currency\":null,"
                    + "\"status\":null,\"created_at\":null}"))
        .isEqualTo(order);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"7", "\"7\"", "-3", "123456789012345678901234567890", "\"A-1.b:c_D\"", "\"007\""})
  void anIdLeavesAsWhatItCame(String id) throws Exception {
    String json = passedThrough("{\"order_id\":" + id + ",\"amount\":1,\"country\":\"DE\"}");
    assertThat(json).startsWith("{\"order_id\":" + id + ",");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1e3", "true", "null", "[1]", "\"\"", "\"a b\"", "\"ä\""})
  void anIdIsAnIntegerOrPlainText(String id) {
    assertThat(invalid("{\"order_id\":" + id + ",\"amount\":1,\"country\":\"DE\"}"))
        .hasMessageStartingWith("order_id: expected an integer, or text of 1 to 64");
  }

  @Test
  void anIdHasAtMostSixtyFourCharacters() throws Exception {
    assertThat(
            order("{\"order_id\":\"" + "x".repeat(64) + "\",\"amount\":1,\"country\":\"DE\"}")
                .id()
                .text())
        .hasSize(64);
    assertThat(invalid("{\"order_id\":\"" + "x".repeat(65) + "\",\"amount\":1,\"country\":\"DE\"}"))
        .isNotNull();
    assertThat(invalid("{\"order_id\":" + "9".repeat(65) + ",\"amount\":1,\"country\":\"DE\"}"))
        .isNotNull();
  }

  @Test
  void unknownFieldsAreKeptAtAnyDepthInTheirOrder() throws Exception {
    String more =
        "\"z\":{\"b\":[1,2.50,{\"c\":null}],\"a\":true},\"y\":12345678901234567890.123456789,\"x\":1E+999999";
    String json = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"," + more + "}";
    assertThat(passedThrough(json)).endsWith("," + more + "}");
  }

  @Test
  void halfACharacterIsKeptToo() throws Exception {
    String json = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"note\":\"\\uD83D and é\"}";
    Order order = order(json);
    assertThat(EventJson.order(EventJson.bytes(order), RECEIVED)).isEqualTo(order);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"order_id\":1,\"order_id\":2,\"amount\":1,\"country\":\"DE\"}",
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"x\":{\"a\":1,\"a\":1}}",
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"} x",
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}{}",
        "{\"order_id\":1,\"amount\":01,\"country\":\"DE\"}",
        "{\"order_id\":1,\"amount\":NaN,\"country\":\"DE\"}",
        "{\"order_id\":1,\"amount\":1e99999999999,\"country\":\"DE\"}",
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"",
        "{'order_id':1}",
        "not json",
        "\u0000"
      })
  void whatIsNoJsonOrAmbiguousIsInvalid(String json) {
    assertThat(invalid(json)).hasMessageStartingWith("not JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"text\"", "null", "true"})
  void onlyAnObjectIsAnOrder(String json) {
    assertThat(invalid(json)).hasMessage("expected a JSON object, was " + json);
  }

  @Test
  void nothingAndTooDeepAreInvalid() {
    assertThat(invalid("")).hasMessage("expected JSON, was empty");
    assertThat(
            catchThrowableOfType(
                InvalidEvent.class, () -> EventJson.order((byte[]) null, RECEIVED)))
        .hasMessage("expected JSON, was empty");
    assertThat(invalid("{\"a\":" + "[".repeat(100_000))).hasMessageStartingWith("not JSON");
    assertThat(invalid("{\"a\":" + "9".repeat(100_000) + "}")).hasMessageStartingWith("not JSON");
  }

  @ParameterizedTest
  @CsvSource({
    "0, USD, USD 0.00",
    "12.5, USD, USD 12.50",
    "12.500, USD, USD 12.50",
    "1e2, EUR, EUR 100.00",
    "1200, JPY, JPY 1200",
    "1200.0, JPY, JPY 1200",
    "1.234, KWD, KWD 1.234",
    "0.1, USD, USD 0.10",
    "0e999999999, USD, USD 0.00",
    "0e-999999999, USD, USD 0.00",
    "-0.0, USD, USD 0.00",
    "99999999999.99, USD, USD 99999999999.99"
  })
  void amountsAreExact(String amount, String currency, String money) throws Exception {
    assertThat(order(json(amount, currency)).total()).hasToString(money);
  }

  @ParameterizedTest
  @CsvSource({
    "-5, USD, 'expected a number of 0 or more, was -5'",
    "-0.01, USD, 'expected a number of 0 or more, was -0.01'",
    "1.005, USD, 'expected at most 2 decimals in USD, was 1.005'",
    "1.5, JPY, 'expected at most 0 decimals in JPY, was 1.5'",
    "1.2345, KWD, 'expected at most 3 decimals in KWD, was 1.2345'",
    "1e999999, USD, 'expected at most 99999999999.99, was 1E+999999'",
    "-1e999999999, USD, 'expected a number of 0 or more, was -1E+999999999'",
    "1e-999999999, USD, 'expected at most 2 decimals in USD, was 1E-999999999'",
    "100000000000, USD, 'expected at most 99999999999.99, was 100000000000'",
    "99999999999999999999, USD, 'expected at most 99999999999.99, was 99999999999999999999'"
  })
  void amountsOutOfRangeAreInvalidWithTheirValue(String amount, String currency, String problem) {
    assertThat(invalid(json(amount, currency))).hasMessage("amount: " + problem);
  }

  @Test
  void noAmountIsRoundedThroughBinary() throws Exception {
    String json =
        "{\"order_id\":1,\"amount\":70368744177664.13,\"currency\":\"KRW\",\"country\":\"KR\"}";
    assertThat(invalid(json)).hasMessageContaining("70368744177664.13");
    assertThat(EventJson.fields(order(json("90071992547.41", "USD"))))
        .containsEntry("amount", new BigDecimal("90071992547.41"));
    assertThat(order("{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"x\":0.1}").more())
        .containsEntry("x", new BigDecimal("0.1"));
  }

  @Test
  void whatIsNoOrderSaysWhichItWasToBeIfItDoes() {
    assertThat(invalid("{\"order_id\":\"C7\",\"amount\":-1,\"country\":\"US\"}").orderId())
        .contains(OrderId.of("C7"));
    assertThat(invalid("{\"order_id\":\"no id\",\"amount\":1,\"country\":\"US\"}").orderId())
        .isEmpty();
    assertThat(invalid("[1]").orderId()).isEmpty();
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnceWithItsValue() {
    InvalidEvent invalid =
        invalid(
            "{\"amount\":\"12\",\"currency\":\"XAU\",\"country\":\"de\",\"status\":\"PAID\","
                + "\"created_at\":\"yesterday\"}");
    assertThat(invalid.problems())
        .extracting(InvalidEvent.Violation::toString)
        .containsExactly(
            "order_id: required, but missing",
            "amount: expected a number, not text: send 12 without quotes, was \"12\"",
            "currency: expected a currency with minor units, was \"XAU\"",
            "country: expected an ISO 3166-1 alpha-2 country, was \"de\", did you mean DE?",
            "status: expected one of [CREATED, CONFIRMED, CANCELLED], was \"PAID\"",
            "created_at: expected an ISO 8601 time with zone such as 2026-01-05T10:42:18Z, was"
                + " \"yesterday\"");
  }

  @Test
  void aRequiredFieldMustNotBeNull() {
    assertThat(invalid("{\"order_id\":null,\"amount\":null,\"country\":null}").problems())
        .hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-05",
        "2026-01-05T10:42:18",
        "0000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z"
      })
  void aTimeHasAZoneAndAYearOfFourDigits(String time) {
    assertThat(
            invalid(
                "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"created_at\":\"" + time + "\"}"))
        .hasMessageEndingWith("was \"" + time + "\"");
  }

  @Test
  void aLongValueIsShownInPart() {
    String country = "x".repeat(5_000);
    assertThat(
            invalid("{\"order_id\":1,\"amount\":1,\"country\":\"" + country + "\"}").getMessage())
        .hasSizeLessThan(200)
        .endsWith("…");
  }

  @Test
  void paymentsAndAlertsLeaveAsTheyCame() throws Exception {
    OrderId id = OrderId.of("A-1");
    Money amount = Money.of(new BigDecimal("12.5"), Money.currency("EUR"));
    for (Payment payment :
        new Payment[] {
          new Payment(id, Payment.Status.PAID, "", amount, "DE", "p-1", RECEIVED),
          new Payment(id, Payment.Status.NOT_CHARGED, "CANCELLED", amount, "DE", "", RECEIVED),
          new Payment(OrderId.of(7), Payment.Status.DECLINED, "limit", amount, "DE", "", RECEIVED),
          new Payment(
              id,
              Payment.Status.PAID,
              "",
              amount,
              "DE",
              "p-1",
              RECEIVED,
              Optional.of(RECEIVED.minusMillis(100)),
              3)
        }) {
      assertThat(EventJson.payment(EventJson.bytes(payment), Instant.EPOCH)).isEqualTo(payment);
    }
    FraudAlert alert =
        new FraudAlert(id, "HIGH_AMOUNT_RISKY_COUNTRY", amount, "DE", "high", "1", RECEIVED);
    assertThat(EventJson.fraudAlert(EventJson.bytes(alert), Instant.EPOCH)).isEqualTo(alert);
  }

  @Test
  void theEventsOfForeignWritersNeedOnlyWhatTheContractNames() throws Exception {
    FraudAlert alert =
        EventJson.fraudAlert(
            "{\"order_id\":1,\"reason\":\"R\",\"amount\":349.99,\"country\":\"DE\"}"
                .getBytes(UTF_8),
            RECEIVED);
    assertThat(alert.detectedAt()).isEqualTo(RECEIVED);
    Payment payment =
        EventJson.payment(
            "{\"order_id\":1,\"status\":\"PAID\",\"amount\":249.99,\"country\":\"US\"}"
                .getBytes(UTF_8),
            RECEIVED);
    assertThat(payment.amount()).hasToString("USD 249.99");
    assertThat(payment.decidedAt()).isEqualTo(RECEIVED);
  }

  @ParameterizedTest
  @CsvSource({
    "1, true",
    "-1, true",
    "0, true",
    "-0, false",
    "01, false",
    "1.0, false",
    "'1 ', false"
  })
  void aTextIdBecomesAnIntegerWhereItIsWrittenLikeOne(String text, boolean integer) {
    Object id = EventJson.typed(Map.of("order_id", text)).get("order_id");
    assertThat(id instanceof Number).isEqualTo(integer);
  }

  @Test
  void textsThatAreNoNumbersOfAContractStayTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("amount", "1e99999999999");
    texts.put("order_id", "9".repeat(65));
    texts.put("note", "5");
    texts.put("status", "");
    Map<String, Object> expected = new LinkedHashMap<>(texts);
    expected.remove("status");
    assertThat(EventJson.typed(texts)).isEqualTo(expected);
  }

  @Test
  void aTextOfTheLongestNumberIsOneStill() {
    assertThat(EventJson.typed(Map.of("order_id", "9".repeat(64))))
        .containsEntry("order_id", new BigInteger("9".repeat(64)));
  }

  @Test
  void whereJsonIsCutOffIsSaidInWordsForPeople() {
    for (String cut : List.of("{\"order_id\":1", "{\"a\":[1,2", "{\"a\":\"b")) {
      assertThat(invalid(cut).getMessage())
          .as(cut)
          .startsWith("not JSON at line 1, column ")
          .doesNotContain("REDACTED", "StreamReadFeature");
    }
  }

  @Test
  void whenAnOrderWasPlacedIsWrittenOnlyIfItSaysSo() throws Exception {
    String json = "{\"order_id\":1,\"amount\":5.00,\"currency\":\"USD\",\"country\":\"DE\"}";
    Order first = EventJson.order(json.getBytes(UTF_8), RECEIVED);
    Order again = EventJson.order(EventJson.bytes(first), RECEIVED.plusSeconds(10));
    assertThat(EventJson.bytes(first)).asString().doesNotContain("created_at");
    assertThat(EventJson.fields(first)).containsEntry("created_at", RECEIVED.toString());
    assertThat(again.createdAt()).isEqualTo(RECEIVED.plusSeconds(10));
    assertThat(first).isNotEqualTo(again);
    assertThat(first).isEqualTo(again.withoutCreatedAt(RECEIVED));

    Order given = EventJson.order(EventJson.fields(first), RECEIVED);
    assertThat(given).isNotEqualTo(first);
    for (Order order : List.of(first, again, given)) {
      assertThat(EventJson.accepted(EventJson.stored(order))).isEqualTo(order);
    }
  }

  @Test
  void anOrderIsPlacedAtMostADayAfterItIsReceived() throws Exception {
    String json = "{\"order_id\":1,\"amount\":5,\"country\":\"DE\",\"created_at\":\"%s\"}";
    Instant last = RECEIVED.plusSeconds(86_400);
    Order early = order(json.formatted(last));
    assertThat(early.createdAt()).isEqualTo(last);
    for (String ahead : List.of(last.plusNanos(1).toString(), "9999-12-31T23:59:59Z")) {
      assertThat(invalid(json.formatted(ahead)))
          .hasMessage(
              "created_at: expected at most one day after it was received at "
                  + RECEIVED
                  + ", was \""
                  + ahead
                  + "\"");
      assertThat(EventJson.accepted(json.formatted(ahead).getBytes(UTF_8)).createdAt())
          .as("earlier versions accepted it")
          .isEqualTo(ahead);
    }
    assertThat(order(json.formatted("1970-01-21T11:12:13Z")).createdAt()).isNotNull();
    assertThat(order(json.formatted("0001-01-01T00:00:00Z")).createdAt()).isNotNull();
  }

  @Test
  void aCustomerIsAnIntegerOrAShortText() throws Exception {
    String json = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"customer_id\":%s}";
    for (String right :
        List.of("4711", "-1", "9".repeat(64), "\"c\"", '"' + "ä".repeat(64) + '"', "null")) {
      assertThat(passedThrough(json.formatted(right))).contains("\"customer_id\":" + right + ",");
    }
    for (String wrong :
        List.of("{\"name\":\"Ann\"}", "[1]", "true", "1.5", "\"\"", "9".repeat(65))) {
      assertThat(invalid(json.formatted(wrong)).getMessage())
          .startsWith("customer_id: expected an integer, or text of 1 to 64 characters, was ")
          .hasSizeLessThan(200)
          .contains(", was " + wrong.substring(0, Math.min(9, wrong.length())));
      assertThat(EventJson.accepted(json.formatted(wrong).getBytes(UTF_8)).more())
          .as("earlier versions accepted it")
          .containsKey("customer_id");
    }
    assertThat(invalid(json.formatted('"' + "x".repeat(990_000) + '"')).getMessage())
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void anIdThatUrlsLoseIsRefused(String id) throws Exception {
    String json = "{\"order_id\":\"" + id + "\",\"amount\":1,\"country\":\"DE\"}";
    assertThat(invalid(json))
        .hasMessage(
            "order_id: expected " + OrderId.EXPECTED + ", but not . or .., was \"" + id + "\"");
    assertThat(EventJson.accepted(json.getBytes(UTF_8)).id()).hasToString(id);
  }

  @ParameterizedTest
  @CsvSource({"UK, GB", "us, US", "GBR, GB", "' de', DE", "xk, XK"})
  void aCountryThatIsMeantIsNamed(String country, String meant) {
    assertThat(invalid("{\"order_id\":1,\"amount\":1,\"country\":\"" + country + "\"}"))
        .hasMessage(
            "country: expected an ISO 3166-1 alpha-2 country, was \"%s\", did you mean %s?"
                .formatted(country, meant));
  }

  @Test
  void kosovoIsACountry() throws Exception {
    assertThat(order("{\"order_id\":1,\"amount\":1,\"country\":\"XK\"}").country()).isEqualTo("XK");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-05-01 09:59:00 +0200, 2026-05-01T09:59:00+02:00",
    "2026-05-01T09:59:00+0200, 2026-05-01T09:59:00+02:00",
    "2026-05-01T09:59:00+02, 2026-05-01T09:59:00+02:00",
    "2026-05-01 09:59:00Z, 2026-05-01T09:59:00Z"
  })
  void aTimeThatIsMeantIsNamed(String time, String meant) throws Exception {
    String json = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"created_at\":\"%s\"}";
    assertThat(invalid(json.formatted(time)))
        .hasMessageEndingWith("was \"" + time + "\", did you mean " + meant + "?");
    assertThat(EventJson.accepted(json.formatted(meant).getBytes(UTF_8)).createdAt()).isNotNull();
  }

  @Test
  void whatCannotBeSeenIsShownAsAnEscape() {
    for (String hidden : List.of("\u202e", "\u200b", "\u00a0", "\ufeff", "\u2066", "\u009b")) {
      String id = "A" + hidden + "1";
      assertThat(invalid("{\"order_id\":\"" + id + "\",\"amount\":1,\"country\":\"DE\"}"))
          .hasMessageEndingWith("was \"A\\u%04x1\"".formatted((int) hidden.charAt(0)));
    }
    assertThat(invalid("{\"a\u202e\":1,\"a\u202e\":2}").getMessage())
        .contains("a\\u202e")
        .doesNotContain("\u202e");
    assertThat(Shown.visible("Grüße, 你好 🛒")).isEqualTo("Grüße, 你好 🛒");
    assertThat(Shown.visible("a\ud83db\udb40\udc01")).isEqualTo("a\\ud83db\\udb40\\udc01");
  }

  @Test
  void whatIsMissingIsSaidWithWhatWasFoundInstead() {
    assertThat(invalid("{\"schema\":{},\"payload\":{}}"))
        .hasMessage(
            "order_id: required, but missing; found schema, payload;"
                + " amount: required, but missing; country: required, but missing");
    assertThat(invalid("{\"Order ID\":1,\"amount\":1,\"country\":\"DE\",\"x\":1}"))
        .hasMessage("order_id: required, but missing; found Order ID");
    assertThat(invalid("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"" + "f".repeat(9_000) + "\":1}"))
        .hasMessageContaining("found a, b, c, d, e …;");
    assertThat(invalid("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1}"))
        .hasMessageContaining("found a, b, c, d, e;");
    String json = "{\"order%sid\":1,\"amount\":1,\"country\":\"DE\"}";
    assertThat(invalid(json.formatted("-".repeat(121)))).hasMessageContaining("; found order---");
    assertThat(invalid(json.formatted("-".repeat(122))))
        .hasMessageStartingWith("order_id: required, but missing; expected names of at most 128");
  }

  @Test
  void howManyFieldsAnOrderBringsAndHowLongTheirNamesAreIsBounded() throws Exception {
    StringBuilder json = new StringBuilder("{\"order_id\":1,\"amount\":1,\"country\":\"DE\"");
    json.append(",\"customer_id\":7,\"").append("n".repeat(128)).append("\":0");
    for (int i = 1; i < 100; i++) {
      json.append(",\"x").append(i).append("\":0");
    }
    assertThat(order(json + "}").more()).hasSize(101);
    assertThat(invalid(json + ",\"y\":0}"))
        .hasMessage("expected at most 100 additional fields, was 101");
    assertThat(
            invalid(
                "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\""
                    + "n".repeat(40_000)
                    + "\":0}"))
        .hasMessageStartingWith("expected names of at most 128 characters, was \"nnn")
        .hasMessageEndingWith("… of 40000");
  }

  @Test
  void bytesThatAreNoUtf8AreRefusedByWhatTheyAre() throws Exception {
    byte[] json = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"n\":\"xx\"}".getBytes(UTF_8);
    assertThat(refused(with(json, 0xC0, 0xAF))).isEqualTo("not UTF-8 at byte 46 (0xC0)");
    assertThat(refused(with(json, 0xED, 0xA0))).startsWith("not UTF-8 at byte 46 (0xED)");
    assertThat(refused(with(json, 'x', 0xE4))).isEqualTo("not UTF-8 at byte 47 (0xE4)");
    String text = new String(json, UTF_8);
    for (Charset charset : List.of(UTF_16, UTF_16BE, UTF_16LE)) {
      assertThat(refused(text.getBytes(charset))).isEqualTo("not JSON: UTF-16: send UTF-8");
    }
    assertThat(refused(("\0\0\0\0\7" + text).getBytes(UTF_8)))
        .isEqualTo(
            "not JSON: starts with a schema id (magic byte 0 of a schema registry's serializer):"
                + " send plain JSON");
    assertThat(refused(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0}))
        .isEqualTo("not JSON: compressed with gzip: send it uncompressed");
    assertThat(order("\ufeff" + text).id()).as("a byte order mark").isEqualTo(OrderId.of(1));
    assertThat(order(text.replace("xx", "\ufffd")).more()).containsEntry("n", "\ufffd");
  }

  @Test
  void namesThatSendersChooseFillNoTableOfOurs() throws Exception {
    byte[] json = "{\"a name of no contract\":1}".getBytes(UTF_8);
    String once = Json.object(json).keySet().iterator().next();
    String again = Json.object(json).keySet().iterator().next();
    assertThat(once).isEqualTo("a name of no contract").isNotSameAs("a name of no contract");
    assertThat(again).isEqualTo(once).isNotSameAs(once);
  }

  private static String refused(byte[] json) {
    return catchThrowableOfType(InvalidEvent.class, () -> EventJson.order(json, RECEIVED))
        .getMessage();
  }

  private static byte[] with(byte[] json, int first, int second) {
    byte[] changed = json.clone();
    changed[json.length - 4] = (byte) first;
    changed[json.length - 3] = (byte) second;
    return changed;
  }

  private static String json(String amount, String currency) {
    return "{\"order_id\":1,\"amount\":"
        + amount
        + ",\"currency\":\""
        + currency
        + "\",\"country\":\"DE\"}";
  }

  private static Order order(String json) throws InvalidEvent {
    return EventJson.order(json.getBytes(UTF_8), RECEIVED);
  }

  private static String passedThrough(String json) throws InvalidEvent {
    return new String(EventJson.bytes(order(json)), UTF_8);
  }

  private static InvalidEvent invalid(String json) {
    return catchThrowableOfType(InvalidEvent.class, () -> order(json));
  }
}
