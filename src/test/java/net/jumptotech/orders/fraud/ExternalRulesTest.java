package net.jumptotech.orders.fraud;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.ExternalVerdict;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.runtime.Health;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ExternalRulesTest {

  private final List<JsonObject> questions = new CopyOnWriteArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private Vertx vertx;
  private ExternalRules opinion;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    opinion = opinion(Await.LONG);
  }

  @Test
  void allOrdersOfATaskAreOneQuestion() {
    answer(new JsonObject().put("alerts", new JsonArray().add(alert(3))));

    List<Optional<ExternalVerdict>> answers = ask(1, 2, 3);

    assertThat(answers.get(0)).isEmpty();
    assertThat(answers.get(1)).isEmpty();
    assertThat(answers.get(2)).contains(new ExternalVerdict("3", "TOO_MANY", "too-many", "v1"));
    assertThat(questions).hasSize(1);
    assertThat(questions.get(0).getJsonArray("orders").getJsonObject(0).encode())
        .isEqualTo(
            "{\"order_id\":1,\"customer_id\":7,\"amount\":10.00,\"currency\":\"USD\",\"country\":\"DE\","
                + "\"status\":\"CREATED\",\"created_at\":\"1970-01-01T00:00:00Z\"}");
    assertThat(opinion.counts())
        .containsEntry("asked", 3L)
        .containsEntry("ask_suspected", 1L)
        .containsEntry("ask_unanswered", 0L);
    assertThat(opinion.health()).isEqualTo(Health.UP);
  }

  @Test
  void withNobodyThereOrdersGoOnAtOnceAndAreCounted() {
    assertThat(ask(1, 2)).containsOnly(Optional.empty());
    assertThat(opinion.counts()).containsEntry("ask_unanswered", 2L);
    assertThat(opinion.health().state()).isEqualTo(Health.State.DEGRADED);
    assertThat(opinion.health().detail())
        .contains("2 orders continued without")
        .contains("No handlers");
  }

  @Test
  void anAnswerThatIsLateIsNotWaitedFor() {
    opinion = opinion(Duration.ofMillis(20));
    vertx.eventBus().consumer(Addresses.FRAUD_ASK, never -> {});

    assertThat(ask(1)).containsOnly(Optional.empty());
    assertThat(opinion.counts()).containsEntry("ask_unanswered", 1L);
  }

  @Test
  void anAnswerThatBreaksTheContractIsNone() {
    answer(
        new JsonObject()
            .put(
                "alerts", new JsonArray().add(alert(1)).add(alert(2).put("reason", "not a code"))));

    assertThat(ask(1, 2)).containsOnly(Optional.empty());
    assertThat(opinion.counts()).containsEntry("ask_unanswered", 2L);
    assertThat(opinion.health().detail()).contains("reason: expected capital letters");
  }

  @Test
  void aQuestionHasAtMost500Orders() {
    answer(new JsonObject().put("alerts", new JsonArray()));

    ask(IntStream.rangeClosed(1, 1_200).toArray());

    assertThat(questions)
        .extracting(it -> it.getJsonArray("orders").size())
        .containsExactly(500, 500, 200);
  }

  @Test
  void aFullQuestionIsNotFollowedByAnEmptyOne() {
    answer(new JsonObject().put("alerts", new JsonArray()));
    ask(IntStream.rangeClosed(1, 500).toArray());
    ask(1);
    assertThat(questions)
        .extracting(it -> it.getJsonArray("orders").size())
        .containsExactly(500, 1);
  }

  @Test
  void thatNobodyAnsweredIsRememberedForTenSecondsAndLoggedWithTheCountSoFar() {
    try (LogCapture log = new LogCapture(ExternalRules.class.getName(), Level.WARN)) {
      now.set(60_000);
      ask(1);
      ask(2);

      now.set(70_000);
      assertThat(opinion.health().state()).isEqualTo(Health.State.DEGRADED);
      ask(3);
      assertThat(log.lines()).hasSize(3);
      assertThat(log.lines().get(2)).startsWith("3 orders so far");

      now.set(80_001);
      assertThat(opinion.health()).isEqualTo(Health.UP);
    }
  }

  private ExternalRules opinion(Duration within) {
    return new ExternalRules(vertx, within, now::get);
  }

  private void answer(JsonObject answer) {
    vertx
        .eventBus()
        .<JsonObject>consumer(
            Addresses.FRAUD_ASK,
            asked -> {
              questions.add(asked.body());
              asked.reply(answer);
            });
  }

  /** In one task, as a poll of the pump is. */
  private List<Optional<ExternalVerdict>> ask(int... ids) {
    List<Future<Optional<ExternalVerdict>>> answers = new ArrayList<>();
    Future<?> asked =
        Future.future(
            promise ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        task -> {
                          for (int id : ids) {
                            answers.add(opinion.of(order(id)));
                          }
                          Future.join(answers)
                              .<Void>mapEmpty()
                              .onComplete(any -> promise.complete());
                        }));
    await(asked);
    return answers.stream().map(Future::result).toList();
  }

  private static JsonObject alert(int order) {
    return new JsonObject()
        .put("order_id", order)
        .put("reason", "TOO_MANY")
        .put("rule", "too-many")
        .put("rule_version", "v1");
  }

  private static Order order(int id) {
    return new Order(
        OrderId.of(id),
        Money.of(new BigDecimal("10.00"), Money.currency("USD")),
        "DE",
        OrderStatus.CREATED,
        Instant.EPOCH,
        Map.of("customer_id", 7));
  }
}
