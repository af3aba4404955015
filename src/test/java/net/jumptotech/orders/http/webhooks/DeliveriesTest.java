package net.jumptotech.orders.http.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.http.api.Answer;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

  private static final String REPLAYED = "Idempotency-Replayed";

  private long now;
  private final AtomicInteger done = new AtomicInteger();
  private final Deliveries deliveries = new Deliveries(() -> now, 1_000);

  @Test
  void aRepeatGetsTheAnswerOfTheFirstForADay() {
    Answer first = send("a");
    now += Duration.ofDays(1).toMillis() - 1;
    Answer again = send("a");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers()).containsEntry(REPLAYED, "true");
    now++;
    assertThat(send("a").headers()).isEmpty();
    assertThat(done).hasValue(2);
  }

  @Test
  void theOldestAreForgottenWhereTheyWouldTakeTooMuch() {
    for (String key : new String[] {"a", "b", "c", "d"}) {
      send(key); // some 300 bytes each
    }
    assertThat(send("d").headers()).containsKey(REPLAYED);
    assertThat(send("a").headers()).isEmpty();
  }

  @Test
  void aRepeatWaitsForTheFirstAndAFailureIsNotKept() {
    Promise<Answer> kafka = Promise.promise();
    Future<Answer> first = deliveries.once("a", () -> counted(kafka.future()));
    Future<Answer> second = deliveries.once("a", () -> counted(kafka.future()));
    assertThat(done).hasValue(1);
    kafka.fail("no broker");
    assertThat(first.failed()).isTrue();
    assertThat(second.failed()).isTrue();
    send("a");
    assertThat(done).hasValue(2);
  }

  private Answer send(String key) {
    return deliveries
        .once(key, () -> counted(Future.succeededFuture(new Answer(200, "", Buffer.buffer("1")))))
        .result();
  }

  private Future<Answer> counted(Future<Answer> answer) {
    done.incrementAndGet();
    return answer;
  }
}
