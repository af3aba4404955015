package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolledTest {

  private long now;
  private final List<Promise<String>> asked = new ArrayList<>();
  private final Polled<String> polled = new Polled<>(this::ask, Duration.ofSeconds(1), () -> now);

  @Test
  void isAskedAtMostOnceAPeriod() {
    polled.tick();
    asked.get(0).complete("a");
    now = 999;
    polled.tick();
    assertThat(asked).hasSize(1);
    now = 1_000;
    polled.tick();
    assertThat(asked).hasSize(2);
  }

  @Test
  void isNotAskedWhileAQuestionIsOpen() {
    polled.tick();
    now = 5_000;
    polled.tick();
    assertThat(asked).hasSize(1);
    assertThat(polled.ageMs()).isEqualTo(5_000);
  }

  @Test
  void aFailureKeepsTheLastGoodAnswerAndAnAnswerForgetsTheFailure() {
    polled.tick();
    asked.get(0).complete("a");
    now = 1_000;
    polled.tick();
    now = 1_500;
    asked.get(1).fail("away");
    assertThat(polled.value()).contains("a");
    assertThat(polled.failure()).get().extracting(Throwable::getMessage).isEqualTo("away");
    assertThat(polled.ageMs()).isEqualTo(1_500);
    now = 2_000;
    polled.tick();
    asked.get(2).complete("b");
    assertThat(polled.value()).contains("b");
    assertThat(polled.failure()).isEmpty();
  }

  @Test
  void aQuestionThatThrowsIsAFailedOne() {
    Polled<String> throwing =
        new Polled<>(
            () -> {
              throw new IllegalStateException("closed");
            },
            Duration.ofSeconds(1),
            () -> now);
    throwing.tick();
    assertThat(throwing.failure()).isPresent();
  }

  private Future<String> ask() {
    Promise<String> promise = Promise.promise();
    asked.add(promise);
    return promise.future();
  }
}
