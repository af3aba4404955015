package net.jumptotech.orders.http.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.Parameters;
import org.junit.jupiter.api.Test;

class IdempotentAnswersTest {

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger worked = new AtomicInteger();
  private final IdempotentAnswers answers = new IdempotentAnswers(clock::get, 100_000);

  @Test
  void anAnswerIsKeptForTenMinutes() {
    send("k", 10);
    clock.set(Duration.ofMinutes(10).toMillis() - 1);
    send("k", 10);
    assertThat(worked).hasValue(1);
    clock.incrementAndGet();
    send("k", 10);
    assertThat(worked).hasValue(2);
  }

  @Test
  void beyondTheBoundTheOldestAreForgotten() {
    for (int i = 0; i < 200; i++) {
      send("k" + i, 1_000);
    }
    assertThat(worked).hasValue(200);
    send("k199", 1_000);
    assertThat(worked).as("the newest is kept").hasValue(200);
    send("k0", 1_000);
    assertThat(worked).as("the oldest is not").hasValue(201);
  }

  @Test
  void anAnswerLargerThanTheBoundIsNotKeptAndHarmsNothing() {
    send("large", 200_000);
    send("large", 200_000);
    assertThat(worked).hasValue(2);
    send("small", 10);
    send("small", 10);
    assertThat(worked).hasValue(3);
  }

  private void send(String key, int answerBytes) {
    Call call =
        new Call(
            new Parameters(Map.of()),
            "application/json",
            Buffer.buffer("{}"),
            new Client("", "", Principal.ANYONE, () -> false),
            PersonalFields.NONE);
    Answer answer = new Answer(202, "application/json", Buffer.buffer(new byte[answerBytes]));
    Future<Answer> sent =
        answers.once(
            key,
            call,
            () -> {
              worked.incrementAndGet();
              return Future.succeededFuture(answer);
            });
    assertThat(sent.result().status()).isEqualTo(202);
  }
}
