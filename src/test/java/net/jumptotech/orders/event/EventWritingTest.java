package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What stores, lists and foreign readers get of an event. */
final class EventWritingTest {

  private static final Instant AT = Instant.parse("2026-01-05T10:42:18.091234Z");
  private static final Money AMOUNT = Money.of(new BigDecimal("12.5"), Money.currency("EUR"));
  private static final Order ORDER =
      new Order(
          OrderId.of(7),
          AMOUNT,
          "DE",
          OrderStatus.CONFIRMED,
          AT,
          Map.of("customer_id", "c-1", "note", "ring twice"));
  private static final FraudAlert ALERT =
      new FraudAlert(OrderId.of(7), "HIGH_AMOUNT", AMOUNT, "DE", "amount", "1", AT);
  private static final Payment PAYMENT =
      new Payment(
          OrderId.of(7), Payment.Status.PAID, "", AMOUNT, "DE", "p-1", AT, Optional.of(AT), 2);

  @Test
  void aStoreMayKeepAnOrderAsFieldsOrAsBytes() throws Exception {
    for (Order order : List.of(ORDER, ORDER.withoutCreatedAt(AT))) {
      Map<String, Object> fields = EventJson.storedFields(order);
      assertThat(EventJson.accepted(fields)).isEqualTo(order);
      assertThat(Json.bytes(fields)).isEqualTo(EventJson.stored(order));
    }
  }

  @Test
  void peopleSeeEveryFieldThatTheTopicHas() throws Exception {
    assertThat(Json.bytes(EventJson.fields(ORDER))).isEqualTo(EventJson.bytes(ORDER));
    assertThat(EventJson.fields(ORDER)).containsEntry("note", "ring twice");
    assertThat(Json.bytes(EventJson.fields(ALERT))).isEqualTo(EventJson.bytes(ALERT));
    assertThat(EventJson.fields(ALERT)).containsEntry("reason", "HIGH_AMOUNT");
    assertThat(Json.bytes(EventJson.fields(PAYMENT))).isEqualTo(EventJson.bytes(PAYMENT));
    assertThat(EventJson.fields(PAYMENT)).containsEntry("payment_id", "p-1");
  }

  @Test
  void whatIsJudgedAndChargedIsWrittenApartFromTheTime() {
    assertThat(Json.fields(out -> EventJson.writeContent(AMOUNT, "DE", OrderStatus.CONFIRMED, out)))
        .containsExactly(
            entry("amount", new BigDecimal("12.50")),
            entry("currency", "EUR"),
            entry("country", "DE"),
            entry("status", "CONFIRMED"));
    assertThat(Json.fields(out -> EventJson.writeCreatedAt(ORDER, out)))
        .containsExactly(entry("created_at", AT.toString()));
  }

  @Test
  void aListShowsAnOrderInBrief() {
    assertThat(Json.fields(out -> EventJson.writeBriefly(ORDER, out)))
        .containsExactly(
            entry("order_id", BigInteger.valueOf(7)),
            entry("customer_id", "c-1"),
            entry("amount", new BigDecimal("12.50")),
            entry("currency", "EUR"),
            entry("country", "DE"),
            entry("created_at", "2026-01-05T10:42:18.091Z"));
    assertThat(Json.fields(out -> EventJson.writeBriefly(ORDER.with(Map.of()), out)))
        .doesNotContainKey("customer_id");
    assertThat(Json.fields(out -> EventJson.writeBriefly(ALERT, out)))
        .containsExactly(entry("reason", "HIGH_AMOUNT"));
    assertThat(Json.fields(out -> EventJson.writeBriefly(PAYMENT, out)))
        .containsExactly(entry("status", "PAID"));
  }

  @Test
  void aListShowsAtMostTheBeginningOfWhatEarlierVersionsLetPassAsACustomer() {
    assertThat(customerInAList(4711)).isEqualTo(4711);
    assertThat(customerInAList(null)).isNull();
    BigInteger longest = new BigInteger("9".repeat(64));
    assertThat(customerInAList(longest)).isEqualTo(longest);
    assertThat(customerInAList(longest.multiply(BigInteger.TEN))).isEqualTo("9".repeat(64) + "…");
    assertThat(customerInAList("x".repeat(129))).isEqualTo("x".repeat(128) + "…");
    assertThat(customerInAList(Map.of("name", "Ann"))).isEqualTo("{\"name\":\"Ann\"}");
  }

  @Test
  void onlyWhatIsPaidHasATimeOfPayment() {
    assertThat(EventJson.fields(PAYMENT))
        .containsEntry("paid_at", AT.toString())
        .containsEntry("attempts", 2L)
        .doesNotContainKey("decided_at");
    Payment declined =
        new Payment(OrderId.of(7), Payment.Status.DECLINED, "limit", AMOUNT, "DE", "", AT);
    assertThat(EventJson.fields(declined))
        .containsEntry("decided_at", AT.toString())
        .doesNotContainKeys("paid_at", "attempts", "started_at", "payment_id");
  }

  @Test
  void aForeignWriterIsToldWhatIsWrongWithItsPaymentOrAlert() throws Exception {
    InvalidEvent alert =
        catchThrowableOfType(
            InvalidEvent.class,
            () -> EventJson.fraudAlert("{\"order_id\":7,\"amount\":1}".getBytes(UTF_8), AT));
    assertThat(alert).hasMessage("reason: required, but missing; country: required, but missing");
    assertThat(alert.orderId()).contains(OrderId.of(7));

    String json =
        "{\"order_id\":7,\"status\":\"PAID\",\"amount\":12345678901,\"country\":\"DE\",\"attempts\":%d}";
    assertThat(EventJson.payment(json.formatted(0).getBytes(UTF_8), AT).attempts()).isZero();
    InvalidEvent payment =
        catchThrowableOfType(
            InvalidEvent.class, () -> EventJson.payment(json.formatted(-1).getBytes(UTF_8), AT));
    assertThat(payment).hasMessage("attempts: expected a whole number of 0 or more, was -1");
    assertThat(payment.orderId()).contains(OrderId.of(7));
  }

  @Test
  void aMapAndJsonTakeTheSameFields() throws Exception {
    Map<String, Object> map = Json.fields(EventWritingTest::sections);
    assertThat(new String(Json.bytes(EventWritingTest::sections), UTF_8))
        .isEqualTo("{\"a\":1,\"b\":{\"c\":\"x\",\"d\":[true,null]},\"e\":{}}");
    assertThat(Json.bytes(map)).isEqualTo(Json.bytes(EventWritingTest::sections));
  }

  @Test
  void anOrderWithAnotherStatusOrOtherFieldsIsTheSameOtherwise() {
    Order cancelled = ORDER.with(OrderStatus.CANCELLED);
    assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
    assertThat(cancelled.with(OrderStatus.CONFIRMED)).isEqualTo(ORDER);
    Order bare = ORDER.withoutCreatedAt(AT).with(Map.of());
    assertThat(bare.more()).isEmpty();
    assertThat(bare.createdAtGiven()).isFalse();
    assertThat(bare.with(ORDER.more())).isEqualTo(ORDER.withoutCreatedAt(AT));
  }

  @Test
  void onlyWhatWasNeverChargedBecauseItWasCancelledIsOfACancelledOrder() {
    assertThat(payment(Payment.Status.NOT_CHARGED, "ORDER_CANCELLED").isOfCancelledOrder())
        .isTrue();
    assertThat(payment(Payment.Status.NOT_CHARGED, "other").isOfCancelledOrder()).isFalse();
    assertThat(payment(Payment.Status.DECLINED, "ORDER_CANCELLED").isOfCancelledOrder()).isFalse();
  }

  private static Payment payment(Payment.Status status, String reason) {
    return new Payment(OrderId.of(7), status, reason, AMOUNT, "DE", "", AT);
  }

  private static void sections(FieldSink out) {
    out.put("a", 1);
    out.object(
        "b",
        b -> {
          b.put("c", "x");
          b.put("d", Arrays.asList(true, null));
        });
    out.object("e", e -> {});
  }

  private static Object customerInAList(Object customer) {
    Order order = ORDER.with(Collections.singletonMap("customer_id", customer));
    return Json.fields(out -> EventJson.writeBriefly(order, out)).get("customer_id");
  }
}
