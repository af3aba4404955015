package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetryTest {

  private static final Duration MS = Duration.ofMillis(1);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger steps = new AtomicInteger();

  @AfterEach
  void close() {
    vertx.close();
  }

  @Test
  void aStepIsTakenUntilItSucceeds() throws Exception {
    assertThat(result(new Retry(5, MS, MS).run(vertx, () -> failsBefore(3)))).isEqualTo(3);
    assertThat(steps).hasValue(3);
  }

  @Test
  void afterTheLastAttemptItsFailureIsTheResult() {
    assertThatThrownBy(() -> result(new Retry(2, MS, MS).run(vertx, () -> failsBefore(9))))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("failure 2");
    assertThat(steps).hasValue(2);
  }

  @Test
  void aFailureThatDoesNotPassEndsIt() {
    Retry retry = new Retry(9, MS, MS);
    assertThatThrownBy(() -> result(retry.run(vertx, () -> failsBefore(9), any -> false)))
        .hasMessageContaining("failure 1");
    assertThat(steps).hasValue(1);
  }

  @Test
  void manyAttemptsEndLikeFew() throws Exception {
    Retry retry = new Retry(Integer.MAX_VALUE, MS, MS);
    assertThat(result(retry.run(vertx, () -> failsBefore(300)))).isEqualTo(300);
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

  private static <T> T result(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
