package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import net.jumptotech.orders.stream.lookup.FoundRecord;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happened to one order, as our records tell it. */
class StoryIT extends ServerTest {

  /** Of the order's date, TEN + 1 s. */
  private static final Instant WRITTEN = TEN.plusMillis(1_010);

  private MessageConsumer<Buffer> fraud;
  private volatile boolean wouldFlag;

  @BeforeEach
  void fraudAnswers() throws Exception {
    wouldFlag = false;
    fraud = server.vertx.eventBus().consumer(Addresses.FRAUD_EXPLAIN);
    fraud.handler(
        question ->
            question.reply(
                new JsonObject()
                    .put("process", "p-1")
                    .put("flagged", wouldFlag)
                    .put("words", "Not flagged. Rule r asks for more than 300; this was 299.40.")
                    .put("near_miss", true)
                    .put("rules", new JsonArray())));
    await(fraud.completion());
  }

  @AfterEach
  void fraudIsGone() throws Exception {
    await(fraud.unregister());
  }

  @Test
  void whereTheTimeWentIsToldAsFarAsTheRecordsSay() throws Exception {
    committed(100, 100, 100);
    place(1);
    written("orders", 1, WRITTEN);
    settle(Optional.of(WRITTEN.plusMillis(20)), WRITTEN.plusMillis(120), 2);
    written("payments", 5, WRITTEN.plusMillis(150));
    JsonObject story = story();
    assertThat(story.getString("state")).isEqualTo("DONE");
    assertThat(story.getString("headline"))
        .isEqualTo(
            "Paid EUR 0.10 (pay-1), 120 ms after it was written. The gateway was asked 2 times.");
    JsonObject payment = step(story, 2);
    assertThat(payment.getDouble("waited_ms")).isEqualTo(20);
    assertThat(payment.getDouble("worked_ms")).isEqualTo(100);
    assertThat(payment.getJsonObject("place").encode())
        .isEqualTo("{\"topic\":\"payments\",\"partition\":2,\"offset\":5}");
    assertThat(payment.getString("written_at")).isEqualTo(WRITTEN.plusMillis(150).toString());
    assertThat(story.getJsonArray("spans").stream().map(it -> ((JsonObject) it).getString("kind")))
        .containsExactly("both", "waiting", "working");
    JsonObject verdict = step(story, 1);
    assertThat(verdict.getString("verdict")).isEqualTo("PASSED");
    assertThat(verdict.getString("words")).contains("asks for more than 300; this was 299.40");
    assertThat(verdict.getJsonObject("fraud").getBoolean("near_miss")).isTrue();
    assertThat(story.getJsonArray("unknown").encode())
        .contains("an order that passes leaves no record")
        .contains("the clocks of two machines differ"); // processed_at is before the record
  }

  @Test
  void theTraceOfAnOrderIsThatOfItsRecordWithALinkToIt() throws Exception {
    committed(100, 100, 100);
    place(1);
    assertThat(story().getValue("trace")).isNull();
    found("orders", 1, WRITTEN, Optional.of("4bf92f3577b34da6a3ce929d0e0e4736"));
    assertThat(story().getJsonObject("trace").encode())
        .isEqualTo(
            "{\"id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"link\":\"https://traces.example/4bf92f3577b34da6a3ce929d0e0e4736?back=1\"}");
  }

  @Test
  void aPaymentThatDoesNotSayWhenItBeganLeavesWaitingAndWorkingTogether() throws Exception {
    committed(100, 100, 100);
    place(1);
    written("orders", 1, WRITTEN);
    settle(Optional.empty(), WRITTEN.plusMillis(120), 0);
    JsonObject story = story();
    assertThat(step(story, 2).getValue("waited_ms")).isNull();
    assertThat(story.getJsonArray("spans").encode()).contains("\"both\"", "\"ms\":120.0");
    assertThat(story.getJsonArray("unknown").encode()).contains("how long the payment waited");
  }

  @Test
  void otherContentIsToldBesideWhatWasCharged() throws Exception {
    committed(100, 100, 100);
    place(1);
    pay(1);
    sendAgain(order(1), 3);
    assertThat(step(story(), 0).getString("words"))
        .isEqualTo(
            "EUR 0.10 from DE, at orders-2@1. The same order has arrived again since; that changes"
                + " neither the fraud check nor the payment.");
    sendAgain(
        new Order(
            OrderId.of(1),
            new Money(99_900, Money.currency("USD")),
            "US",
            OrderStatus.CREATED,
            TEN,
            Map.of()),
        4);
    JsonObject story = story();
    assertThat(step(story, 0).getString("words"))
        .isEqualTo(
            "EUR 0.10 from DE, at orders-2@1. The same order has arrived again since. It also"
                + " arrived as USD 999.00 from US, CREATED, at offset 4: not charged.");
    assertThat(step(story, 0).getBoolean("changed")).isTrue();
    await(
        server.store.apply(
            List.of(
                new OrderFact.Flagged(
                    new FraudAlert(
                        OrderId.of(1),
                        "HIGH",
                        new Money(99_900, Money.currency("USD")),
                        "US",
                        "rule",
                        "1",
                        TEN),
                    1))));
    assertThat(step(story(), 1).getString("verdict")).isEqualTo("PASSED");
    assertThat(step(story(), 1).getString("words"))
        .endsWith(
            " The later content was flagged: HIGH, for USD 999.00 from US. That is not what is"
                + " shown here.");
    assertThat(story.getString("headline"))
        .isEqualTo(
            "Paid EUR 0.10 (pay-1). It also arrived with different content, which was not"
                + " charged.");
    sendAgain(order(1).with(OrderStatus.CANCELLED), 5);
    story = story();
    assertThat(step(story, 0).getString("words"))
        .endsWith(
            "The shop cancelled it, but it is paid: refund it. It arrived with 2 other versions,"
                + " the newest of them EUR 0.10 from DE, CANCELLED, at offset 5: not charged.");
    assertThat(story.getString("headline")).endsWith("Cancelled since: a refund is due.");
  }

  @Test
  void aSecondPaymentIsNeverSaidToChangeNothing() throws Exception {
    committed(100, 100, 100);
    place(1);
    pay(1);
    sendAgain(order(1), 3);
    payAgain(1);
    JsonObject story = story();
    assertThat(story.encode()).doesNotContain("changes nothing");
    assertThat(step(story, 2).getString("words"))
        .isEqualTo(
            "Paid EUR 0.10 (pay-1). Paid again at 2026-01-05T10:08:20Z: EUR 0.77 (again-1). The"
                + " money moved more than once: refund the excess.");
    assertThat(story.getString("headline")).contains("Paid again at");
  }

  @Test
  void whatIsSentAfterACancelledOrderIsSaidToBeNeverCharged() throws Exception {
    committed(100, 100, 100);
    sendAgain(order(1).with(OrderStatus.CANCELLED), 1);
    await(
        server.store.apply(
            List.of(
                new OrderFact.Settled(
                    new Payment(
                        OrderId.of(1),
                        Payment.Status.NOT_CHARGED,
                        Payment.ORDER_CANCELLED,
                        new Money(10, Money.currency("EUR")),
                        "DE",
                        "",
                        TEN),
                    1))));
    sendAgain(order(1), 2);
    JsonObject story = story();
    assertThat(step(story, 0).getString("words"))
        .contains("An order that arrives cancelled is never charged, whatever arrives later.");
    assertThat(story.getString("headline"))
        .isEqualTo(
            "Not charged: ORDER_CANCELLED. It also arrived without being cancelled; that version is"
                + " not charged.");
  }

  @Test
  void whileItWaitsItSaysForWhomAndBehindHowMany() throws Exception {
    place(7); // order 7 is at offset 7
    committed(0, 3, 100);
    JsonObject story = new JsonObject(server.get("/api/orders/7/story").text());
    assertThat(story.getString("state")).isEqualTo("WAITING");
    assertThat(step(story, 1).getString("state")).isEqualTo("WAITING");
    assertThat(step(story, 1).getInteger("behind")).isEqualTo(7);
    assertThat(step(story, 2).getString("words"))
        .isEqualTo("Waits for payments-group, behind 4 other records.");
    assertThat(step(story, 3).getString("state")).isEqualTo("DONE");
  }

  @Test
  void theVerdictThatWasGivenIsToldWithItsRule() throws Exception {
    committed(100, 100, 100);
    place(1);
    flag(1);
    JsonObject verdict = step(story(), 1);
    assertThat(verdict.getString("verdict")).isEqualTo("FLAGGED");
    assertThat(verdict.getString("words"))
        .isEqualTo("Flagged as HIGH by rule r (1): this was 0.10 from DE.");
  }

  @Test
  void anAlertThatMayStillBeOnItsWayIsNotCalledAPass() throws Exception {
    wouldFlag = true;
    place(1);
    committed(100, 100, 50);
    assertThat(step(story(), 1).getString("state")).isEqualTo("WAITING");
    assertThat(step(story(), 1).getString("words"))
        .isEqualTo(
            "fraud-group has read past it. Its alert, if any, is not in the store yet:"
                + " analytics-group is 50 records behind on fraud-alerts-2.");
    committed(100, 100, 100);
    assertThat(step(story(), 1).getString("words"))
        .startsWith("Checked and not flagged at the time.");
  }

  @Test
  void anOrderThatWasPassedOverIsNotCalledSettled() throws Exception {
    place(1);
    committed(100, 100, 50);
    assertThat(step(story(), 2).getString("words"))
        .isEqualTo(
            "payments-group has read past it. Its outcome is not in the store yet: analytics-group"
                + " is 50 records behind on payments-2.");
    committed(100, 100, 100);
    JsonObject passed = step(story(), 2);
    assertThat(passed.getString("state")).isEqualTo("UNKNOWN");
    assertThat(passed.getString("words"))
        .startsWith("Skipped: the committed offset of payments-group is past this order");
  }

  @Test
  void noGroupIsSaidToBeBehindAnOrderOfWhichOnlyThePaymentIsStored() throws Exception {
    committed(100, 100, 50);
    pay(1);
    JsonObject story = story();
    assertThat(step(story, 0).getString("words"))
        .isEqualTo("The order itself is not in the store, only what was recorded about it.");
    assertThat(step(story, 1).getString("words"))
        .isEqualTo(
            "How far fraud-group is with it is not known: its own record is not in the store.");
  }

  @Test
  void aReaderThatGaveUpIsNamedWithItsReason() throws Exception {
    committed(100, 100, 100);
    place(1);
    letter("1", "payments-group", "no answer from the gateway");
    JsonObject story = story();
    assertThat(story.getString("state")).isEqualTo("DEAD_LETTER");
    assertThat(story.getString("headline"))
        .isEqualTo("payments-group gave up on it: no answer from the gateway");
    assertThat(story.getJsonArray("dead_letters").size()).isEqualTo(1);
    assertThat(step(story, 2).getString("letter"))
        .isEqualTo(story.getJsonArray("dead_letters").getJsonObject(0).getString("place"));
    assertThat(story.getJsonObject("searched").getBoolean("all")).isTrue();
  }

  @Test
  void anOrderOfWhichOnlyDeadLettersAreKnownHasAStoryAndAnUnknownOneHasNone() throws Exception {
    letter("lost", "fraud-group", "not JSON");
    JsonObject story = new JsonObject(server.get("/api/orders/lost/story").text());
    assertThat(story.getValue("document")).isNull();
    assertThat(story.getString("state")).isEqualTo("DEAD_LETTER");
    assertProblem(server.get("/api/orders/nobody/story"), 404);
  }

  @Test
  void whatTheProducerRefusedHasAStoryToo() throws Exception {
    letter("C7", null, "amount: expected a number of 0 or more, was -1");
    JsonObject story = new JsonObject(server.get("/api/orders/C7/story").text());
    assertThat(story.getString("headline"))
        .isEqualTo("The producer rejected it: amount: expected a number of 0 or more, was -1");
    assertThat(story.getString("state")).isEqualTo("DEAD_LETTER");
    assertThat(step(story, 0).getString("letter"))
        .isEqualTo(story.getJsonArray("dead_letters").getJsonObject(0).getString("place"));
    assertThat(story.getJsonArray("steps")).as("it came no further").hasSize(1);
  }

  @Test
  void whoDoesNotAnswerIsMissedAndTheRestIsTold() throws Exception {
    committed(100, 100, 100);
    place(1);
    pay(1);
    await(fraud.unregister());
    server.lookup.broken = new IllegalStateException("away");
    JsonObject story = story();
    assertThat(step(story, 1).getString("words")).contains("No fraud process answers");
    assertThat(story.getJsonArray("unknown").encode())
        .contains("When it was written is not known: Kafka did not answer.")
        .contains("Kafka did not answer, so it is not known whether it was a dead letter.");
    assertThat(story.getJsonObject("searched").getValue("all")).isNull();
    server.store.broken = new IllegalStateException("away");
    assertProblem(server.get("/api/orders/1/story"), 503);
  }

  /** How far the three groups are, in all topics, whose ends are at 100. */
  private static void committed(long fraud, long payment, long analytics) throws Exception {
    server.lag =
        Future.succeededFuture(
            List.of(
                new PartitionLag("fraud-group", "orders", 2, fraud, 100),
                new PartitionLag("payments-group", "orders", 2, payment, 100),
                new PartitionLag("analytics-group", "orders", 2, analytics, 100),
                new PartitionLag("analytics-group", "fraud-alerts", 2, analytics, 100),
                new PartitionLag("analytics-group", "payments", 2, analytics, 100)));
    List<Long> lags = List.of(100 - fraud, 100 - payment, 3 * (100 - analytics));
    Await.until(
        Await.LONG,
        "Kafka was asked",
        () ->
            server.get("/api/overview").list("groups").stream()
                .map(it -> it.get("lag") == null ? -1 : ((Number) it.get("lag")).longValue())
                .toList()
                .equals(lags));
  }

  private static JsonObject story() throws Exception {
    return new JsonObject(server.get("/api/orders/1/story").text());
  }

  private static JsonObject step(JsonObject story, int index) {
    return story.getJsonArray("steps").getJsonObject(index);
  }

  private static void written(String topic, long offset, Instant at) {
    found(topic, offset, at, Optional.empty());
  }

  private static void found(String topic, long offset, Instant at, Optional<String> trace) {
    server.lookup.found.put(new WrittenRecord(topic, 2, offset), new FoundRecord(at, trace));
  }

  private static void settle(Optional<Instant> started, Instant decided, int attempts)
      throws Exception {
    Payment payment =
        new Payment(
            OrderId.of(1),
            Payment.Status.PAID,
            "",
            new Money(10, Money.currency("EUR")),
            "DE",
            "pay-1",
            decided,
            started,
            attempts);
    await(server.store.apply(List.of(new OrderFact.Settled(payment, 5))));
  }

  private static void letter(String key, String group, String reason) {
    server.lookup.letters.add(
        new DeadLetter(
            new DeadLetterNote(
                0,
                0,
                TEN,
                Optional.of(key),
                reason,
                Optional.of("invalid"),
                "java.lang.Exception",
                Optional.ofNullable(group),
                Optional.of(5),
                0,
                Optional.of("0.1.0"),
                Optional.of(new WrittenRecord("orders", 2, 1)),
                Optional.of(TEN),
                Optional.empty(),
                Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            List.of()));
  }
}
