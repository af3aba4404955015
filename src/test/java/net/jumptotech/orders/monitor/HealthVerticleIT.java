package net.jumptotech.orders.monitor;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a container engine and a load balancer are told. */
@ExtendWith(VertxExtension.class)
final class HealthVerticleIT {

  private static final String HOST = "127.0.0.1";
  private static final ProcessInfo PROCESS =
      new ProcessInfo("this", "test", Instant.EPOCH, List.of("fraud", "payment"));

  private final ProcessMetrics metrics = ProcessMetrics.open();
  private final AtomicLong now = new AtomicLong();
  private final HealthVerticle health = health(0);
  private final HttpClient client = HttpClient.newHttpClient();
  private Vertx vertx;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    await(vertx.deployVerticle(health));
  }

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void readyOnceEveryRoleWasHeard() {
    assertThat(status("/health/live")).isEqualTo(200);
    assertThat(status("/health/ready")).isEqualTo(503);
    say("fraud", "UP");
    assertThat(status("/health/ready")).isEqualTo(503);
    say("payment", "DEGRADED");
    assertThat(status("/health/ready")).isEqualTo(200);
  }

  @Test
  void aRoleThatIsDownIsNotReadyAndSaysWhy() {
    say("fraud", "UP");
    say("payment", "DOWN");

    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/health/live")).isEqualTo(200);
    JsonObject payment = body("/health/ready").getJsonArray("instances").getJsonObject(1);
    assertThat(payment.getMap())
        .containsEntry("instance", "payment 0")
        .containsEntry("status", "DOWN")
        .containsEntry("detail", "because");
  }

  @Test
  void aSilentRoleIsFirstNotReadyAndThenNotAlive() {
    say("fraud", "UP");
    say("payment", "UP");
    now.addAndGet(3_000);
    say("fraud", "UP");
    assertThat(status("/health/ready")).isEqualTo(503);
    assertThat(status("/health/live")).isEqualTo(200);

    now.addAndGet(27_000);
    say("fraud", "UP");
    assertThat(status("/health/live")).isEqualTo(503);
    assertThat(body("/health/live").encode()).contains("no report from it for 30 s");

    say("payment", "UP");
    assertThat(status("/health/ready")).isEqualTo(200);
    assertThat(status("/health/live")).isEqualTo(200);
  }

  @Test
  void theSameRoleInAnotherProcessIsNotOurs() {
    say("fraud", "UP");
    say("payment", "UP");
    say("payment", "DOWN", "another");

    assertThat(status("/health/ready")).isEqualTo(200);
    assertThat(status("/")).isEqualTo(404);
  }

  @Test
  void prometheusReadsTheMetricsInTheFormatThatItTakes() {
    HttpResponse<String> plain = get("/metrics", "text/plain");
    HttpResponse<String> open =
        get("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

    assertThat(plain.statusCode()).isEqualTo(200);
    assertThat(contentType(plain)).startsWith("text/plain; version=0.0.4");
    assertThat(plain.body()).contains("# TYPE jvm_memory_used_bytes gauge");
    assertThat(plain.body()).doesNotContain("# EOF");
    assertThat(contentType(open)).startsWith("application/openmetrics-text; version=1.0.0");
    assertThat(open.body()).endsWith("# EOF\n");
  }

  private static String contentType(HttpResponse<String> response) {
    return response.headers().firstValue("content-type").orElseThrow();
  }

  @Test
  void aPortInUseIsSaid() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      assertThatThrownBy(() -> await(vertx.deployVerticle(health(taken.getLocalPort()))))
          .hasMessageContaining(HOST + ":" + taken.getLocalPort())
          .hasMessageContaining("ORDERS_HEALTH_PORT");
    }
  }

  private HealthVerticle health(int port) {
    return new HealthVerticle(
        HOST, port, Optional.empty(), PROCESS, PROCESS.roles(), Optional.of(metrics), now::get);
  }

  private void say(String role, String state) {
    say(role, state, PROCESS.name());
  }

  /** Once the frame has gone through: an address delivers to all its consumers in order. */
  private void say(String role, String state, String process) {
    RoleFrame frame =
        new RoleFrame(
            role,
            process,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Map.of(),
            state,
            state.equals("UP") ? "" : "because",
            new JsonArray());
    vertx.eventBus().publish(Addresses.FRAMES, frame.toJson());
    if (process.equals(PROCESS.name())) {
      Await.until(
          role + " " + state,
          () ->
              body("/health/ready").getJsonArray("instances").stream()
                  .map(JsonObject.class::cast)
                  .anyMatch(
                      it ->
                          it.getString("instance").equals(role + " 0")
                              && it.getString("status").equals(state)));
    }
  }

  private int status(String path) {
    return get(path).statusCode();
  }

  private JsonObject body(String path) {
    return new JsonObject(get(path).body());
  }

  private HttpResponse<String> get(String path) {
    return get(path, "*/*");
  }

  private HttpResponse<String> get(String path, String accept) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + health.port() + path))
            .header("accept", accept)
            .timeout(Await.LONG)
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(path, failed);
    }
  }
}
