package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.runtime.SystemProblem.Severity;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;

/** What runs, and how far behind it is. */
class SystemIT extends ServerTest {

  /** Not yet where the end was when the server started. */
  private static final PartitionLag FRAUD = new PartitionLag("fraud-group", "orders", 0, 10, 1_010);

  @Test
  void lostRecordsAreListedUntilWhoeverWasShownThemAcknowledgesThem() throws Exception {
    Instant noticed = Instant.parse("2026-01-05T10:00:00Z");
    Breach breach =
        new Breach("payments-group", "orders", 1, List.of(new Loss(300, 475, 175, noticed)));
    server.breaches = List.of(breach);
    Map<String, Object> listed = server.get("/api/breaches").list("breaches").get(0);
    assertThat(listed)
        .containsEntry("group", "payments-group")
        .containsEntry(
            "text",
            "175 records of orders-1, offsets 300 to 474, were deleted before payments-group read"
                + " them");
    String place = "/api/breaches/acknowledge?group=payments-group&topic=orders&partition=1";
    assertThat(post(place + "&last=473").status()).as("less than was shown").isEqualTo(404);
    assertThat(post(place).status()).as("without its end").isEqualTo(400);
    assertThat(post(place + "&last=474", "Origin", "http://evil.example").status()).isEqualTo(403);
    assertThat(server.acknowledged).isEmpty();

    TestServer.Reply reply = post(place + "&last=474");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.list("breaches")).isEmpty();
    assertThat(server.acknowledged).containsExactly(breach);
  }

  private static TestServer.Reply post(String path, String... headers) throws Exception {
    HttpRequest.Builder request = server.request(path).POST(HttpRequest.BodyPublishers.noBody());
    return server.send(headers.length == 0 ? request : request.headers(headers));
  }

  @Test
  void everyProcessIsListedWithItsVersionItsRolesAndItsInstances() throws Exception {
    heard("/api/system", "\"process\":\"test-1\"", () -> {}); // its first frame takes 250 ms
    JsonObject system =
        heard(
            "/api/system",
            "\"process\":\"p-2\"",
            () -> {
              publish("fraud", "p-1", 3, "0.1.0");
              publish("payment", "p-1", 0, "0.1.0");
              publish("fraud", "p-2", 4, "0.2.0");
            });
    JsonObject first = process(system, "p-1");
    assertThat(first.getString("version")).isEqualTo("0.1.0");
    assertThat(first.getString("started_at")).isEqualTo("2026-01-05T10:00:00Z");
    assertThat(first.getJsonArray("roles").encode()).isEqualTo("[\"fraud\",\"payment\"]");
    assertThat(first.getJsonArray("instances").size()).isEqualTo(2);
    assertThat(process(system, "p-2").getString("version")).isEqualTo("0.2.0");
    assertThat(process(system, "test-1").getJsonArray("roles").encode()).contains("http");
  }

  @Test
  void theRulesInForceAreThoseThatTheFraudProcessesName() throws Exception {
    JsonArray rules =
        heard(
                "/api/fraud/rules",
                "\"alerts\":7",
                () -> {
                  publish("fraud", "p-1", 3, "0.1.0");
                  publish("fraud", "p-2", 4, "0.1.0");
                })
            .getJsonArray("rules");
    assertThat(rules.size()).isEqualTo(1);
    assertThat(rules.getJsonObject(0).getInteger("above")).isEqualTo(300);
    assertThat(rules.getJsonObject(0).getJsonArray("processes").encode())
        .isEqualTo("[\"p-1\",\"p-2\"]");
  }

  @Test
  void lagIsShownInRecordsSecondsMoneyAndTimeToDrain() throws Exception {
    Instant oldest = Instant.now().minusSeconds(30);
    server.lag = Future.succeededFuture(List.of(FRAUD));
    server.lookup.waiting.add(
        new Backlog(FRAUD, Optional.of(oldest), 200, Map.of(Currency.getInstance("EUR"), 20_000L)));
    Await.until(
        Await.LONG,
        "Kafka was asked",
        () -> fraud().getInteger("lag") == 1_000 && fraud().getValue("money_waiting") != null);
    JsonObject group = fraud();
    assertThat(group.getJsonArray("money_waiting").encode())
        .isEqualTo("[{\"currency\":\"EUR\",\"amount\":1000.0}]");
    assertThat(group.getBoolean("money_estimated")).isTrue();
    assertThat(group.getDouble("seconds_behind")).isGreaterThanOrEqualTo(29);
    assertThat(group.getString("oldest_waiting_at")).isEqualTo(oldest.toString());
    assertThat(group.getString("complete_up_to")).isEqualTo(oldest.toString());
    assertThat(group.getJsonArray("trend").size()).isPositive();
    JsonObject partition = group.getJsonArray("partitions").getJsonObject(0);
    assertThat(partition.getInteger("offset")).isEqualTo(10);
    assertThat(partition.getInteger("end")).isEqualTo(1_010);

    // 100 a second
    server.lag =
        Future.succeededFuture(List.of(new PartitionLag("fraud-group", "orders", 0, 110, 1_010)));
    Await.until(Await.LONG, "it drains", () -> fraud().getValue("drain_seconds") != null);
    assertThat(fraud().getDouble("handled_rate")).isPositive();
  }

  @Test
  void moneyThatWaitsBehindAnOpenTransactionIsNotKnown() throws Exception {
    server.lag = Future.succeededFuture(List.of(FRAUD));
    server.lookup.waiting.add(new Backlog(FRAUD, Optional.empty(), 0, Map.of()));
    Await.until(
        Await.LONG,
        "Kafka was asked",
        () -> fraud().getInteger("lag") == 1_000 && server.lookup.asked.get() > 0);
    // what another test was answered counts for two seconds
    Await.until(Await.LONG, "no sum", () -> fraud().getValue("money_waiting") == null);
  }

  @Test
  void aProblemIsShownOnceWhoeverReportsItSinceItsFirstReport() throws Exception {
    SystemProblem held =
        SystemProblem.of(
                ProblemKind.OPEN_TRANSACTION, Severity.HALTED, "orders-1 is held", Instant.now())
            .at("orders", 1)
            .fixedBy("orders transactions");
    server.problems = List.of(held);
    Instant earlier = held.since().minusSeconds(60);
    SystemProblem same =
        SystemProblem.of(ProblemKind.OPEN_TRANSACTION, Severity.HALTED, "held", earlier)
            .at("orders", 1);
    SystemProblem worse =
        SystemProblem.of(ProblemKind.RECORDS_LOST, Severity.BREACH, "7 are lost", Instant.now());
    JsonObject about =
        new JsonObject()
            .put(RoleFrame.PROBLEMS, new JsonArray().add(same.toJson()).add(worse.toJson()));
    Runnable frame = () -> publish("payment", "p-1", about);
    heard("/api/system", "7 are lost", frame);
    JsonObject system = heard("/api/system", "orders transactions", frame);
    assertThat(system.getInteger("problem_count")).isEqualTo(2);
    assertThat(system.getJsonArray("problems").getJsonObject(0).getString("text"))
        .isEqualTo("7 are lost");
    JsonObject second = system.getJsonArray("problems").getJsonObject(1);
    assertThat(second.getString("since")).isEqualTo(earlier.toString());
    assertThat(second.getString("fix")).isEqualTo("orders transactions");
    for (String path : List.of("/api/orders/404", "/api/orders/404/story")) {
      TestServer.Reply none = server.get(path);
      assertThat(none.status()).isEqualTo(404);
      assertThat(none.text())
          .contains("If it was accepted, it may still be waiting: orders-1 is held.");
    }
    for (String path : List.of("/api/overview", "/api/health")) {
      JsonObject answer = heard(path, "7 are lost", frame);
      assertThat(answer.getString("status")).isNotEqualTo("UP");
      assertThat(answer.getInteger("problem_count")).isEqualTo(2);
    }
    server.problems = List.of();
  }

  @Test
  void withoutKafkaTheRestIsShown() throws Exception {
    server.lookup.broken = new IllegalStateException("away");
    server.lag = Future.failedFuture("away");
    TestServer.Reply reply = server.get("/api/system");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).containsKeys("processes", "store", "broker");
  }

  /**
   * The first answer that has it; who is silent for 3 seconds is forgotten, so they say it anew.
   */
  private static JsonObject heard(String path, String what, Runnable frames) {
    AtomicReference<String> answer = new AtomicReference<>("");
    Await.until(
        Await.LONG,
        what,
        () -> {
          frames.run();
          answer.set(server.get(path).text());
          return answer.get().contains(what);
        });
    return new JsonObject(answer.get());
  }

  private static JsonObject fraud() throws Exception {
    JsonArray groups = new JsonObject(server.get("/api/system").text()).getJsonArray("groups");
    return groups.getJsonObject(0);
  }

  private static JsonObject process(JsonObject system, String name) {
    return system.getJsonArray("processes").stream()
        .map(JsonObject.class::cast)
        .filter(it -> it.getString("process").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void publish(String role, String process, int alerts, String version) {
    JsonObject rule =
        new JsonObject()
            .put("rule", "r")
            .put("version", "amount > 300")
            .put("reason", "HIGH")
            .put("above", 300)
            .put("except", new JsonArray().add("US"))
            .put("alerts", alerts);
    JsonObject about =
        new JsonObject()
            .put(RoleFrame.VERSION, version)
            .put(RoleFrame.PROCESS_STARTED_AT, "2026-01-05T10:00:00Z")
            .put(RoleFrame.ROLES, new JsonArray().add("fraud").add("payment"))
            .put(RoleFrame.RULES, new JsonArray().add(rule));
    publish(role, process, about);
  }

  private static void publish(String role, String process, JsonObject about) {
    Instant now = Instant.now();
    RoleFrame frame =
        new RoleFrame(
            role, process, 0, now, now, Map.of("received", 1L), "UP", "", new JsonArray(), about);
    server.vertx.eventBus().publish(Addresses.FRAMES, frame.toJson());
  }
}
