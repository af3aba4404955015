package net.jumptotech.orders.fraud;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.fraud.rules.AmountRule;
import net.jumptotech.orders.monitor.NextFrame;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which orders get an alert, of which rule, and who is told. */
@ExtendWith({BrokerExtension.class, VertxExtension.class})
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
final class FraudVerticleIT {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final AmountRule HUGE =
      new AmountRule("huge", "HUGE_AMOUNT", new BigDecimal("5000"), Set.of());

  private final List<JsonObject> asked = new CopyOnWriteArrayList<>();
  private KafkaFixture kafka;

  /** Somebody on the event bus suspects order {@code other}, whatever it is worth. */
  @BeforeEach
  void open(KafkaFixture fixture, Vertx vertx, VertxTestContext opened) {
    kafka = fixture;
    kafka.createTopics(2);
    JsonObject verdict =
        new JsonObject()
            .put("order_id", "other")
            .put("reason", "TOO_MANY")
            .put("rule", "too-many")
            .put("rule_version", "v1");
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Addresses.FRAUD_ASK,
            question -> {
              asked.add(question.body());
              question.reply(new JsonObject().put("alerts", new JsonArray().add(verdict)));
            });
    vertx
        .deployVerticle(
            new FraudVerticle(
                kafka.connection("process"),
                new TestPumps(kafka).options(kafka.groups().fraud(), kafka.topics().fraudAlerts()),
                kafka.topics().fraudAlerts(),
                new FraudOptions(List.of(AmountRule.DEFAULT, HUGE), Optional.of(Await.LONG), true),
                new ProcessInfo("process", "test", NOW, List.of("fraud")),
                Clock.fixed(NOW, ZoneOffset.UTC)))
        .onComplete(opened.succeedingThenComplete());
  }

  @Test
  void anAlertNamesTheFirstRuleThatSuspectsAndWhatItSaw() {
    Order risky = order("a", "300.01", "DE");
    Order huge = order("b", "5000.01", "US");
    Order both = order("c", "6000.00", "FR");

    kafka.writeOrders(List.of(risky, huge, both));

    assertThat(alerts())
        .containsExactlyInAnyOrder(
            alert(risky, AmountRule.DEFAULT), alert(huge, HUGE), alert(both, AmountRule.DEFAULT));
    assertThat(asked).as("asked about what our own rules suspect").isEmpty();
  }

  @Test
  void anOrderThatNobodySuspectsGetsNone() {
    kafka.writeOrders(List.of(order("a", "300.00", "DE"), order("b", "5000.00", "US")));
    assertThat(alerts()).isEmpty();
  }

  @Test
  void anOrderThatComesAgainGetsNoSecondAlert() {
    Order risky = order("a", "300.01", "DE");
    kafka.writeOrders(List.of(risky, risky, order("a", "9000.00", "DE")));
    assertThat(alerts()).containsExactly(alert(risky, AmountRule.DEFAULT));
  }

  @Test
  void whatOthersSuspectBecomesAnAlertToo() {
    Order other = order("other", "1.00", "DE");
    kafka.writeOrders(List.of(other, order("a", "1.00", "DE")));
    assertThat(alerts())
        .containsExactly(
            new FraudAlert(other.id(), "TOO_MANY", other.total(), "DE", "too-many", "v1", NOW));
  }

  @Test
  void whatIsNoOrderBecomesADeadLetter() {
    kafka.write(kafka.topics().orders(), "a", "{}");
    assertThat(alerts()).isEmpty();
    assertThat(kafka.read(kafka.topics().deadLetters()))
        .singleElement()
        .extracting(StoredRecord::keyText)
        .isEqualTo("a");
  }

  @Test
  void anAlertIsAnnouncedOnceItIsInKafka(Vertx vertx, VertxTestContext test) {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Addresses.FRAUD_ALERTS,
            alert ->
                test.verify(
                    () -> {
                      assertThat(alert.body().getString("order_id")).isEqualTo("a");
                      assertThat(alert.body().getString("reason"))
                          .isEqualTo("HIGH_AMOUNT_RISKY_COUNTRY");
                      test.completeNow();
                    }));
    kafka.writeOrders(List.of(order("a", "300.01", "DE")));
  }

  @Test
  void whoAsksIsToldWhatTheRulesSayOfAnOrder(Vertx vertx, VertxTestContext test) {
    vertx
        .eventBus()
        .<JsonObject>request(
            Addresses.FRAUD_EXPLAIN, Buffer.buffer(EventJson.bytes(order("a", "5000.01", "US"))))
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer.body().getString("process")).isEqualTo("process");
                          assertThat(answer.body().getBoolean("flagged")).isTrue();
                          assertThat(answer.body().getString("words"))
                              .startsWith("Flagged. Rule huge ");
                          test.completeNow();
                        })));
  }

  @Test
  void itsFramesCountAlertsInAllAndByRule(Vertx vertx, VertxTestContext test) {
    NextFrame.of(
            vertx,
            frame -> frame.counts().get("received") == 5 && frame.counts().get("in_flight") == 0)
        .onComplete(
            test.succeeding(
                frame ->
                    test.verify(
                        () -> {
                          assertThat(frame.role()).isEqualTo("fraud");
                          assertThat(frame.counts())
                              .containsEntry("alerts", 4L)
                              .containsEntry("asked", 2L)
                              .containsEntry("ask_suspected", 1L);
                          JsonArray rules = frame.about().getJsonArray(RoleFrame.RULES);
                          assertThat(rules.getJsonObject(0).getLong("alerts")).isEqualTo(2);
                          assertThat(rules.getJsonObject(1).getLong("alerts")).isEqualTo(1);
                          test.completeNow();
                        })));
    kafka.writeOrders(
        List.of(
            order("a", "300.01", "DE"),
            order("b", "5000.01", "US"),
            order("c", "6000.00", "FR"),
            order("d", "1.00", "DE"),
            order("other", "1.00", "DE")));
  }

  /** All of them, once every order that was written is judged. */
  private List<FraudAlert> alerts() {
    kafka.awaitNoLag(kafka.groups().fraud());
    return kafka.read(kafka.topics().fraudAlerts()).stream().map(FraudVerticleIT::alert).toList();
  }

  private static FraudAlert alert(StoredRecord record) {
    try {
      return EventJson.fraudAlert(record.value(), Instant.EPOCH);
    } catch (InvalidEvent wrong) {
      throw new AssertionError(record.text(), wrong);
    }
  }

  private static FraudAlert alert(Order order, AmountRule rule) {
    return new FraudAlert(
        order.id(),
        rule.reason(),
        order.total(),
        order.country(),
        rule.name(),
        rule.version(),
        NOW);
  }

  private static Order order(String id, String amount, String country) {
    return new Order(
        OrderId.of(id),
        Money.of(new BigDecimal(amount), Money.currency("EUR")),
        country,
        OrderStatus.CREATED,
        NOW,
        Map.of());
  }
}
