package net.jumptotech.orders.runtime;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class RetryTest {

  private static final Duration MS = Duration.ofMillis(1);

  private final AtomicInteger steps = new AtomicInteger();

  @Test
  void aStepIsTakenUntilItSucceeds(Vertx vertx) {
    assertThat(await(new Retry(5, MS, MS).run(vertx, () -> failsBefore(3)))).isEqualTo(3);
    assertThat(steps).hasValue(3);
  }

  @Test
  void afterTheLastAttemptItsFailureIsTheResult(Vertx vertx) {
    assertThatThrownBy(() -> await(new Retry(2, MS, MS).run(vertx, () -> failsBefore(9))))
        .hasMessage("failure 2");
    assertThat(steps).hasValue(2);
  }

  @Test
  void aFailureThatDoesNotPassEndsIt(Vertx vertx) {
    Retry retry = new Retry(9, MS, MS);
    assertThatThrownBy(() -> await(retry.run(vertx, () -> failsBefore(9), any -> false)))
        .hasMessage("failure 1");
    assertThat(steps).hasValue(1);
  }

  @Test
  void manyAttemptsEndLikeFew(Vertx vertx) {
    Retry retry = new Retry(Integer.MAX_VALUE, MS, MS);
    assertThat(await(retry.run(vertx, () -> failsBefore(300)))).isEqualTo(300);
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    Retry retry = new Retry(99, Duration.ofMillis(100), Duration.ofSeconds(1));
    assertThat(retry.pause(1)).hasMillis(100);
    assertThat(retry.pause(2)).hasMillis(200);
    assertThat(retry.pause(4)).hasMillis(800);
    assertThat(retry.pause(5)).hasSeconds(1);
    assertThat(retry.pause(Integer.MAX_VALUE)).hasSeconds(1);
  }

  private Future<Integer> failsBefore(int attempt) {
    int step = steps.incrementAndGet();
    return step < attempt ? Future.failedFuture("failure " + step) : Future.succeededFuture(step);
  }
}
