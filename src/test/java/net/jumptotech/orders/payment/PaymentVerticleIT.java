package net.jumptotech.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Payment.Status;
import net.jumptotech.orders.monitor.NextFrame;
import net.jumptotech.orders.payment.ScriptedGateway.Request;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the payment role charges, and what it says of it, with a gateway that follows a script. */
@ExtendWith({BrokerExtension.class, VertxExtension.class})
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
final class PaymentVerticleIT {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final int ATTEMPTS = 4;

  private KafkaFixture kafka;
  private ScriptedGateway gateway;

  @BeforeEach
  void open(KafkaFixture fixture, Vertx vertx, VertxTestContext opened) {
    kafka = fixture;
    kafka.createTopics(2);
    gateway = new ScriptedGateway(vertx);
    vertx
        .deployVerticle(
            new PaymentVerticle(
                kafka.connection("process"),
                new TestPumps(kafka).payments(),
                kafka.topics().payments(),
                context -> gateway,
                new Retry(ATTEMPTS, Duration.ofMillis(1), Duration.ofMillis(2)),
                new ProcessInfo("process", "test", NOW, List.of("payment")),
                Clock.fixed(NOW, ZoneOffset.UTC)))
        .onComplete(opened.succeedingThenComplete());
  }

  @Test
  void anOrderThatTheGatewayTookIsPaid() {
    Money amount = money("12.99", "EUR");

    Payment payment = settle(order("a", amount));

    assertThat(payment)
        .isEqualTo(
            new Payment(
                OrderId.of("a"),
                Status.PAID,
                "",
                amount,
                "DE",
                "scripted-a",
                NOW,
                Optional.of(NOW),
                1));
    assertThat(gateway.requests()).containsExactly(new Request("a", amount));
  }

  @Test
  void anOrderThatTheGatewayDeclinedIsNotPaid() {
    Money amount = money("12.99", "EUR");
    gateway.decline("a", "CARD_EXPIRED");

    Payment payment = settle(order("a", amount));

    assertThat(payment)
        .isEqualTo(
            new Payment(
                OrderId.of("a"),
                Status.DECLINED,
                "CARD_EXPIRED",
                amount,
                "DE",
                "",
                NOW,
                Optional.of(NOW),
                1));
    assertThat(gateway.charged()).isEmpty();
  }

  @Test
  void aCancelledOrderIsNeverShownToTheGateway() {
    Money amount = money("12.99", "EUR");

    Payment payment = settle(order("a", amount).with(OrderStatus.CANCELLED));

    assertThat(payment)
        .isEqualTo(
            new Payment(
                OrderId.of("a"),
                Status.NOT_CHARGED,
                "ORDER_CANCELLED",
                amount,
                "DE",
                "",
                NOW,
                Optional.of(NOW),
                0));
    assertThat(gateway.requests()).isEmpty();
  }

  @Test
  void aLostAnswerIsAskedForAgainWithTheSameKeyAndAmountAndEachAttemptCounts() {
    Money amount = money("12.99", "EUR");
    gateway.loseAnswers("a", ATTEMPTS - 1);

    Payment payment = settle(order("a", amount));

    assertThat(payment.status()).isEqualTo(Status.PAID);
    assertThat(payment.attempts()).isEqualTo(ATTEMPTS);
    assertThat(gateway.requests()).hasSize(ATTEMPTS).containsOnly(new Request("a", amount));
    assertThat(gateway.charged()).containsExactly(Map.entry(OrderId.of("a"), amount));
  }

  @Test
  void anOrderWithoutAnAnswerHasNoOutcomeAndBecomesADeadLetter() {
    gateway.loseAnswers("a", ATTEMPTS);

    write(order("a", money("12.99", "EUR")), order("b", money("1.00", "EUR")));

    assertThat(payments()).extracting(payment -> payment.orderId().text()).containsExactly("b");
    assertThat(kafka.read(kafka.topics().deadLetters()))
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.keyText()).isEqualTo("a");
              assertThat(letter.headers())
                  .containsEntry("dlq.attempts", Integer.toString(ATTEMPTS))
                  .containsEntry("dlq.message", ScriptedGateway.NO_ANSWER);
            });
    assertThat(gateway.requests()).filteredOn(it -> it.order().equals("a")).hasSize(ATTEMPTS);
  }

  @Test
  void whatIsChargedIsWhatWasOrderedToTheLastMinorUnit() {
    Map<OrderId, Money> ordered =
        Map.of(
            OrderId.of("cent"), money("0.01", "USD"),
            OrderId.of("nothing"), money("0.00", "USD"),
            OrderId.of("euros"), money("1234.50", "EUR"),
            OrderId.of("yen"), money("301", "JPY"),
            OrderId.of("dinars"), money("1.234", "KWD"),
            OrderId.of("most"), new Money(Money.MAX_MINOR_UNITS, Money.currency("EUR")));

    ordered.forEach((id, amount) -> kafka.writeOrders(List.of(order(id.text(), amount))));

    assertThat(payments().stream().collect(Collectors.toMap(Payment::orderId, Payment::amount)))
        .isEqualTo(ordered);
    assertThat(gateway.charged()).isEqualTo(ordered);
  }

  @Test
  void anOrderThatComesAgainIsNotChargedAgainWhateverItSaysNow() {
    Money first = money("10.00", "EUR");
    write(
        order("a", first),
        order("a", first),
        order("a", money("99.00", "EUR")),
        order("a", first).with(OrderStatus.CANCELLED));

    assertThat(payments()).singleElement().extracting(Payment::amount).isEqualTo(first);
    assertThat(gateway.requests()).containsExactly(new Request("a", first));
  }

  @Test
  void ordersOneAfterAnotherCountByWhatBecameOfThem(Vertx vertx, VertxTestContext test) {
    NextFrame.of(
            vertx,
            frame -> frame.counts().get("in_flight") == 0 && frame.counts().get("received") == 6)
        .onComplete(
            test.succeeding(
                frame ->
                    test.verify(
                        () -> {
                          assertThat(frame.role()).isEqualTo("payment");
                          assertThat(frame.counts())
                              .containsEntry("paid", 3L)
                              .containsEntry("declined", 2L)
                              .containsEntry("not_charged", 1L);
                          test.completeNow();
                        })));
    gateway.decline("declined-0", "CARD_EXPIRED").decline("declined-1", "CARD_EXPIRED");
    kafka.writeOrders(
        IntStream.range(0, 3).mapToObj(i -> order("paid-" + i, money("1.00", "EUR"))).toList());
    kafka.writeOrders(
        IntStream.range(0, 2).mapToObj(i -> order("declined-" + i, money("1", "EUR"))).toList());
    kafka.writeOrders(
        List.of(order("cancelled", money("1.00", "EUR")).with(OrderStatus.CANCELLED)));
  }

  @Test
  void anOrderWhoseChargeIsNotKnownIsAskedOrUnansweredUntilItIs(
      Vertx vertx, VertxTestContext test) {
    NextFrame.of(
            vertx,
            frame ->
                frame.counts().get("received") == 4
                    && frame.counts().get("paid") == 1
                    && frame.counts().get("gateway_in_flight") == 3)
        .onComplete(
            test.succeeding(
                frame ->
                    test.verify(
                        () -> {
                          assertThat(frame.counts())
                              .containsEntry("gateway_asked", 2L)
                              .containsEntry("gateway_unanswered", 1L);
                          test.completeNow();
                        })));
    gateway.hold("a").hold("b").loseAnswers("b", ATTEMPTS - 1).hold("c").loseAnswers("d", 1);
    kafka.writeOrders(
        Stream.of("a", "b", "c", "d").map(id -> order(id, money("1.00", "EUR"))).toList());
  }

  private Payment settle(Order order) {
    write(order);
    List<Payment> payments = payments();
    assertThat(payments).hasSize(1);
    return payments.get(0);
  }

  private void write(Order... orders) {
    kafka.writeOrders(List.of(orders));
  }

  /** All of them, once every order that was written is done with. */
  private List<Payment> payments() {
    kafka.awaitNoLag(kafka.groups().payments());
    return kafka.read(kafka.topics().payments()).stream().map(PaymentVerticleIT::payment).toList();
  }

  private static Payment payment(StoredRecord record) {
    try {
      return EventJson.payment(record.value(), Instant.EPOCH);
    } catch (InvalidEvent wrong) {
      throw new AssertionError(record.text(), wrong);
    }
  }

  private static Order order(String id, Money amount) {
    return new Order(OrderId.of(id), amount, "DE", OrderStatus.CREATED, NOW, Map.of());
  }

  private static Money money(String amount, String currency) {
    return Money.of(new BigDecimal(amount), Money.currency(currency));
  }
}
