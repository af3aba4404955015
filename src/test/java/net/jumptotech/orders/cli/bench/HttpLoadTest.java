package net.jumptotech.orders.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpLoadTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger bodies = new AtomicInteger();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<Object> connections = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /** Of a server that answers so. */
  private HttpLoad load(int most, Handler<HttpServerRequest> answer) {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  connections.add(request.connection());
                  request
                      .body()
                      .onSuccess(
                          body -> {
                            seen.add(request.path() + " " + body);
                            answer.handle(request);
                          });
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return new HttpLoad(
        vertx,
        "http://127.0.0.1:%d/".formatted(port),
        most,
        () -> Buffer.buffer("" + bodies.getAndIncrement()));
  }

  private static void accept(HttpServerRequest request) {
    request.response().setStatusCode(202).end("taken");
  }

  @Test
  void aClosedLoopSendsEachBodyOnceOnSoManyConnections() {
    try (HttpLoad load = load(3, HttpLoadTest::accept)) {
      Pace pace = load.closedLoop(100, LONG);
      assertThat(pace.count()).isEqualTo(100);
      assertThat(pace.perSecond()).isPositive();
    }
    assertThat(seen).hasSize(100).contains("/api/orders 0", "/api/orders 99");
    assertThat(connections).hasSize(3);
  }

  @Test
  void aClosedLoopEndsWhenItsTimeIsOver() {
    try (HttpLoad load = load(3, HttpLoadTest::accept)) {
      Pace pace = load.closedLoop(Integer.MAX_VALUE, Duration.ofMillis(50));
      assertThat(pace.count()).isPositive().isEqualTo(seen.size());
    }
  }

  @Test
  void moreConnectionsThanRequestsAreNoTrouble() {
    try (HttpLoad load = load(8, HttpLoadTest::accept)) {
      assertThat(load.closedLoop(1, LONG).count()).isEqualTo(1);
    }
  }

  @Test
  void anOpenLoopCountsTheTimeForWhichARequestCouldNotBeSent() {
    AtomicInteger requests = new AtomicInteger();
    Handler<HttpServerRequest> stallsOnce =
        request -> {
          if (requests.getAndIncrement() == 0) {
            vertx.setTimer(400, later -> accept(request));
          } else {
            accept(request);
          }
        };
    try (HttpLoad load = load(1, stallsOnce)) {
      Histogram micros = load.openLoop(new Schedule(100), 40);
      assertThat(micros.getTotalCount()).isEqualTo(40);
      assertThat(micros.getMaxValue()).isGreaterThanOrEqualTo(399_000);
      // the one in the middle was to be sent after 200 ms, but nothing could be before 400 ms
      assertThat(micros.getValueAtPercentile(50)).isGreaterThanOrEqualTo(180_000);
    }
  }

  @Test
  void anyOtherAnswerThan202EndsIt() {
    Handler<HttpServerRequest> refuses =
        request -> request.response().setStatusCode(503).end("no room");
    try (HttpLoad load = load(2, refuses)) {
      assertThatThrownBy(() -> load.closedLoop(10, LONG))
          .hasMessage("expected 202, was 503: no room");
      assertThatThrownBy(() -> load.openLoop(new Schedule(1_000), 10))
          .hasMessage("expected 202, was 503: no room");
    }
  }
}
