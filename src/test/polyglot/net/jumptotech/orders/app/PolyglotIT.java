package net.jumptotech.orders.app;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped verticles, in a process as a user starts it, with the languages in target/plugins.
 */
@ExtendWith(VertxExtension.class)
class PolyglotIT {

  @TempDir static Path directory;
  private static final List<JsonObject> POSTED = new CopyOnWriteArrayList<>();
  private static Path javascript;
  private static Path groovy;
  private static OrdersProcess process;

  @BeforeAll
  static void start(Vertx vertx) throws IOException {
    HttpServer webhook =
        await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        request
                            .body()
                            .onSuccess(
                                body -> {
                                  POSTED.add(new JsonObject(body));
                                  // the first of all is refused once
                                  request
                                      .response()
                                      .setStatusCode(POSTED.size() == 1 ? 503 : 204)
                                      .end();
                                }))
                .listen(0, "127.0.0.1"));
    javascript = Files.writeString(directory.resolve("own.js"), "const a = 1;\nlet b = ;\n");
    groovy =
        Files.writeString(
            directory.resolve("own.groovy"),
            """
            vertx.setTimer(1) {
              throw new IllegalStateException('of mine')
            }
            """);
    Path descriptor =
        Files.writeString(
            directory.resolve("descriptor.yaml"),
            """
            fraud: {announce: true, ask: true, ask-within: 5s}
            verticles:
              - file: conf/verticles/fraud-webhook.js
                config: {url: "http://127.0.0.1:%d/alerts", pauseMs: 10}
              - file: conf/verticles/customer-in-a-hurry.groovy
                config: {orders: 2, seconds: 600}
              - file: %s
              - file: %s
            """
                .formatted(webhook.actualPort(), javascript, groovy));
    process =
        OrdersProcess.start(
            directory.resolve("data"),
            "--conf",
            descriptor.toString(),
            "--plugins",
            Path.of("target", "plugins").toString(),
            "--watch",
            "--source",
            "none");
    awaitInstance("fraud-webhook.js", "UP", "");
    awaitInstance("customer-in-a-hurry.groovy", "UP", "");
  }

  @AfterAll
  static void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Test
  void everyAlertIsPostedAndTheRuleInGroovyRaisesSome() {
    place("own-rule", 1, "349.99", "DE");
    for (int i = 1; i <= 3; i++) {
      place("hurried-" + i, 4711, "10.00", "US");
    }
    place("calm", 4712, "10.00", "US");

    Await.until("both alerts are posted", () -> posts("own-rule") > 0 && posts("hurried-3") > 0);
    Await.until("the refused one came again", () -> POSTED.size() == 3);
    assertThat(POSTED)
        .filteredOn(it -> it.getString("order_id").equals("hurried-3"))
        .allSatisfy(
            it -> {
              assertThat(it.getString("reason")).isEqualTo("CUSTOMER_IN_A_HURRY");
              assertThat(it.getString("rule")).isEqualTo("customer-in-a-hurry");
              assertThat(it.getString("rule_version")).isEqualTo("more than 2 orders in 600 s");
            });
    Await.until(
        "the document has it",
        () ->
            Optional.ofNullable(process.documents().get("hurried-3"))
                .map(document -> document.getJsonObject("fraud"))
                .map(fraud -> fraud.getString("rule"))
                .equals(Optional.of("customer-in-a-hurry")));
    JsonObject counts = instance("fraud").getJsonObject("counts");
    assertThat(counts.getLong("asked")).isEqualTo(4);
    assertThat(counts.getLong("ask_suspected")).isEqualTo(1);
    assertThat(counts.getLong("ask_unanswered")).isZero();
  }

  @Test
  void anErrorIsToldWithItsLineAndAChangeMendsIt() throws IOException {
    awaitInstance("own.js", "DEGRADED", "own.js:2:8");
    awaitInstance("own.groovy", "DEGRADED", "own.groovy:2: of mine");

    change(javascript, "function start() {\n  return Promise.reject(new TypeError('no'));\n}\n");
    awaitInstance("own.js", "DEGRADED", "own.js:2: TypeError: no");

    change(javascript, "bus.send('own', {});\nbus.consumer('own', async () => {\n  absent();\n});");
    awaitInstance("own.js", "UP", "");
    change(
        javascript, "bus.consumer('own', async () => {\n  absent();\n});\nbus.send('own', {});\n");
    awaitInstance("own.js", "DEGRADED", "own.js:2: ReferenceError: absent is not defined");
    assertThat(instance("own.js").getJsonObject("counts").getLong("instances")).isEqualTo(1);
  }

  private static void change(Path file, String text) throws IOException {
    FileTime later = FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(10));
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, later);
  }

  private static void place(String id, int customer, String amount, String country) {
    String order =
        "{\"order_id\":\"%s\",\"customer_id\":%d,\"amount\":%s,\"country\":\"%s\"}"
            .formatted(id, customer, amount, country);
    assertThat(process.post("/api/orders", order).statusCode()).isEqualTo(202);
  }

  private static long posts(String order) {
    return POSTED.stream().filter(it -> it.getString("order_id").equals(order)).count();
  }

  private static void awaitInstance(String role, String status, String detail) {
    AtomicReference<JsonObject> seen = new AtomicReference<>();
    Await.until(
        Await.LONG,
        role + " " + status + " " + detail,
        () -> {
          JsonObject instance = instance(role);
          seen.set(instance);
          return status.equals(instance.getString("status"))
              && instance.getString("detail").contains(detail)
              && (!detail.isEmpty() || instance.getString("detail").isEmpty());
        },
        () -> "seen last: %s%nlog:%n%s".formatted(seen, String.join("\n", process.output())));
  }

  /** As the system page shows it; empty if it does not. */
  private static JsonObject instance(String role) {
    JsonArray processes = process.get("/api/system").getJsonArray("processes");
    return processes.stream()
        .flatMap(each -> ((JsonObject) each).getJsonArray("instances").stream())
        .map(JsonObject.class::cast)
        .filter(each -> role.equals(each.getString("role")))
        .findFirst()
        .orElseGet(JsonObject::new);
  }
}
