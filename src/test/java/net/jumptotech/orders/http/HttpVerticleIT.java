package net.jumptotech.orders.http;

import static net.jumptotech.orders.http.TestServer.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.BindException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.WrittenRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpVerticleIT {

  private static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");
  private static final String ORDER =
      "{\"order_id\":1,\"amount\":249.99,\"country\":\"US\",\"note\":{\"a\":1.10}}";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer();
  }

  @BeforeEach
  void forgetTheTestBefore() {
    server.reset();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  // ---- orders come in

  @Test
  void anOrderIsAnsweredWithItsPlaceInKafkaAndKeepsItsExactNumbers() throws Exception {
    TestServer.Reply reply = server.post(ORDER);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text())
        .isEqualTo(
            "{\"accepted\":[{\"order_id\":1,\"topic\":\"orders\",\"partition\":2,\"offset\":0}]}");
    assertThat(new String(EventJson.bytes(server.writer.written.get(0)), "UTF-8"))
        .contains("\"amount\":249.99", "\"note\":{\"a\":1.10}");
  }

  @Test
  void anArrayIsAcceptedInItsOrder() throws Exception {
    TestServer.Reply reply =
        server.post("[" + ORDER + ",{\"order_id\":\"web-2\",\"amount\":3,\"country\":\"DE\"}]");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.list("accepted").stream().map(it -> it.get("order_id")))
        .containsExactly(1, "web-2");
  }

  @Test
  void oneWrongOrderOfAnArrayKeepsAllOut() throws Exception {
    TestServer.Reply reply =
        server.post("[" + ORDER + ",{\"order_id\":2,\"amount\":-5,\"country\":\"XX\"},7]");
    assertProblem(reply, 400);
    assertThat(errors(reply))
        .containsEntry("[1].amount", "expected a number of 0 or more, was -5")
        .containsEntry("[1].country", "expected an ISO 3166-1 alpha-2 country, was \"XX\"")
        .containsEntry("[2]", "expected an order (a JSON object), was 7");
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void aSingleWrongOrderNamesItsFieldsPlainly() throws Exception {
    assertThat(errors(server.post("{\"order_id\":1,\"amount\":-5,\"country\":\"US\"}")))
        .containsOnly(Map.entry("amount", "expected a number of 0 or more, was -5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "7", "\"text\"", "[]", "{\"order_id\":1,\"order_id\":2}"})
  void whatIsNoOrderIsABadRequest(String body) throws Exception {
    assertProblem(server.post(body), 400);
  }

  @Test
  void moreThanAThousandOrdersAreRefused() throws Exception {
    TestServer.Reply reply = server.post(orders(1_001));
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("expected 1 to 1000 orders, was 1001");
    assertThat(server.post(orders(1_000)).status()).isEqualTo(201);
  }

  @Test
  void aBodyOfMoreThanTwoMebibytesIsTooLarge() throws Exception {
    assertProblem(server.post(" ".repeat(2 * 1_024 * 1_024) + ORDER), 413);
  }

  @Test
  void anOrderThatNoRecordCanHoldIsTheSendersMistakeNotKafkas() throws Exception {
    String note = "x".repeat(1_000_000);
    TestServer.Reply reply =
        server.post(
            "[" + ORDER + "," + ORDER.replaceFirst("\\{", "{\"memo\":\"" + note + "\",") + "]");
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("[1]", "expected at most 1000000 bytes");
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void whoAsksForAnotherHostIsNotAnsweredSoThatNoForeignNameMayPointHere() throws Exception {
    for (String path : List.of("/api/orders", "/", "/eventbus/websocket")) {
      assertThat(statusFor(path, "evil.example:" + server.verticle.port())).isEqualTo(421);
      assertThat(statusFor(path, "localhost:" + server.verticle.port())).isNotEqualTo(421);
    }
  }

  /** By hand: Java's client does not let us choose the host. */
  private static int statusFor(String path, String host) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.verticle.port())) {
      socket.setSoTimeout(10_000);
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String status =
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine();
      return Integer.parseInt(status.split(" ")[1]);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void onlyJsonIsTaken(String type) throws Exception {
    TestServer.Reply reply = server.send(postAs(type));
    assertProblem(reply, 415);
    assertThat(reply.text()).contains(type);
  }

  @Test
  void jsonWithACharsetIsTaken() throws Exception {
    assertThat(server.send(postAs("application/JSON; charset=utf-8")).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, 403",
    "null, 403",
    "http://127.0.0.1:1, 403",
    "SELF, 201",
    "TLS, 201"
  })
  void aPageOfAnotherSiteCannotSendOrders(String origin, int status) throws Exception {
    String own = "127.0.0.1:" + server.verticle.port();
    String sent = origin.replace("SELF", "http://" + own).replace("TLS", "https://" + own);
    TestServer.Reply reply = server.send(postAs("application/json").header("Origin", sent));
    assertThat(reply.status()).isEqualTo(status);
    assertThat(server.writer.written).hasSize(status == 201 ? 1 : 0);
  }

  @Test
  void whatKafkaDoesNotAcknowledgeIsToBeSentAgain() throws Exception {
    server.writer.broken = new TimeoutException("secret detail of the driver");
    TestServer.Reply reply = server.post(ORDER);
    assertProblem(reply, 503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(reply.text()).contains("Kafka did not acknowledge 1 of 1").doesNotContain("secret");
  }

  @Test
  void beyondTheBoundSendersAreToldToComeAgainUntilKafkaAnswers() throws Exception {
    server.writer.silent = true;
    var waiting =
        server.client.sendAsync(
            postAs("application/json", orders(1_000)).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    Await.until(Await.LONG, "all wait for Kafka", () -> server.writer.waiting.size() == 1_000);
    TestServer.Reply refused = server.post(ORDER);
    assertProblem(refused, 503);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    server.writer.silent = false;
    server.writer.waiting.forEach(it -> it.complete(new WrittenRecord("orders", 0, 1)));
    assertThat(waiting.get().statusCode()).isEqualTo(201);
    assertThat(server.post(ORDER).status()).isEqualTo(201);
  }

  // ---- documents and totals go out

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() throws Exception {
    place(25);
    List<Object> ids = new ArrayList<>();
    String cursor = "";
    do {
      TestServer.Reply reply = server.get("/api/orders?limit=10" + cursor);
      reply.list("orders").forEach(it -> ids.add(it.get("order_id")));
      Object next = reply.json().get("next");
      cursor = next == null ? null : "&cursor=" + next;
    } while (cursor != null);
    assertThat(ids).isEqualTo(IntStream.range(0, 25).mapToObj(i -> 25 - i).toList());
  }

  @Test
  void filtersReachTheStore() throws Exception {
    place(3);
    flag(2);
    assertThat(server.get("/api/orders?flagged=true").list("orders")).hasSize(1);
    assertThat(server.get("/api/orders?flagged=false&payment=PENDING").list("orders")).hasSize(2);
    assertThat(server.get("/api/orders?country=FR").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?status=CANCELLED").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?amount_min=0.11").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?amount_min=0.1&amount_max=0.10").list("orders")).hasSize(3);
    assertThat(
            server
                .get("/api/orders?since=2026-01-05T10:00:02Z&before=2026-01-05T10:00:03Z")
                .list("orders"))
        .extracting(it -> it.get("order_id"))
        .containsExactly(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0     | limit   | expected a whole number from 1 to 500, was \"0\"",
        "limit=501   | limit   | expected a whole number from 1 to 500, was \"501\"",
        "limit=ten   | limit   | expected a whole number from 1 to 500, was \"ten\"",
        "limit=1&limit=2 | limit | expected once, was given 2 times",
        "flagged=yes | flagged | expected true or false, was \"yes\"",
        "status=NEW  | status  | expected one of [CREATED, CONFIRMED, CANCELLED], was \"NEW\"",
        "country=de  | country | expected an ISO 3166-1 alpha-2 country, was \"de\"",
        "country=XX  | country | expected an ISO 3166-1 alpha-2 country, was \"XX\"",
        "payment=NO | payment | expected one of [PAID, DECLINED, NOT_CHARGED, PENDING], was \"NO\"",
        "amount_min=-1 | amount_min | expected a number from 0 to 9999999999999, was \"-1\"",
        "amount_max=1e3 | amount_max | expected a number from 0 to 9999999999999, was \"1e3\"",
        "amount_min=2&amount_max=1.5 | amount_min | expected at most amount_max (1.5), was \"2\"",
        "since=today | since | expected an ISO 8601 time with zone such as 2026-01-05T10:42:18Z,"
            + " was \"today\"",
        "since=2026-01-05T10:00:00Z&before=2026-01-05T10:00:00Z | since | expected earlier than"
            + " before (2026-01-05T10:00:00Z), was \"2026-01-05T10:00:00Z\"",
        "cursor=e30  | cursor  | expected the next of an earlier answer, was \"e30\"",
        "cursor=*    | cursor  | expected the next of an earlier answer, was \"*\"",
      })
  void aWrongParameterIsNamedWithItsValue(String query, String field, String message)
      throws Exception {
    TestServer.Reply reply = server.get("/api/orders?" + query);
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsExactly(Map.entry(field, message));
  }

  @Test
  void everyMistakeIsToldAtOnce() throws Exception {
    assertThat(errors(server.get("/api/orders?limit=0&colour=red&flagged=1")))
        .containsOnlyKeys("limit", "colour", "flagged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/analytics",
        "/api/analytics",
        "/api/overview",
        "/api/health",
        "/api/orders/1",
        "/api/summary",
        "/api/openapi.yaml",
        "/api/openapi.json"
      })
  void anUnknownParameterIsAnErrorEverywhere(String path) throws Exception {
    TestServer.Reply reply = server.get(path + "?x=1");
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsOnlyKeys("x");
  }

  @Test
  void aDocumentShowsWhatIsKnown() throws Exception {
    place(1);
    Map<String, Object> plain = server.get("/api/orders/1").json();
    assertThat(plain)
        .containsEntry("order_id", 1)
        .containsEntry("amount", new BigDecimal("0.10"))
        .containsEntry("kafka_partition", 2)
        .doesNotContainKeys("fraud", "payment");
    flag(1);
    assertThat(server.get("/api/orders/1").json()).containsKey("fraud");
  }

  @Test
  void anIdThatNoOrderHasIsNotFoundAndAnIdOfTheWrongShapeIsABadRequest() throws Exception {
    assertProblem(server.get("/api/orders/404"), 404);
    assertProblem(server.get("/api/orders/a%20b"), 400);
    assertProblem(server.get("/api/orders/" + "x".repeat(65)), 400);
    assertThat(errors(server.get("/api/orders/a%2Fb")))
        .containsEntry(
            "id", "expected an integer, or text of 1 to 64 of A-Za-z0-9_.:-, was \"a/b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/analytics", "/api/analytics"})
  void analyticsShowsTheTenNewest(String path) throws Exception {
    place(12);
    TestServer.Reply reply = server.get(path);
    assertThat(reply.json()).containsEntry("status", "ok");
    assertThat(reply.list("orders").stream().map(it -> it.get("order_id")))
        .isEqualTo(IntStream.range(0, 10).mapToObj(i -> 12 - i).toList());
  }

  @Test
  void theSummaryIsExactAndBeginsAnHourBeforeTheNewestOrder() throws Exception {
    place(3);
    TestServer.Reply reply = server.get("/api/summary");
    assertThat(reply.text()).contains("\"amount\":0.30", "\"minute\":\"2026-01-05T10:42:00Z\"");
    assertThat(server.get("/api/summary?since=2026-01-05T09:00:00Z").status()).isEqualTo(200);
    assertProblem(server.get("/api/summary?since=yesterday"), 400);
    TestServer.Reply early = server.get("/api/summary?since=2020-01-01T00:00:00Z");
    assertProblem(early, 400);
    assertThat(early.text()).contains("expected 2025-12-29T10:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/orders", "/api/orders/1", "/analytics", "/api/analytics", "/api/summary"})
  void aStoreThatDoesNotAnswerIsToBeAskedAgain(String path) throws Exception {
    server.store.broken = new IllegalStateException("secret/path.db is locked");
    TestServer.Reply reply = server.get(path);
    assertProblem(reply, 503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(reply.text()).doesNotContain("secret");
  }

  // ---- health

  @Test
  void healthzIsOkWhateverElseIsBroken() throws Exception {
    server.store.broken = new IllegalStateException("x");
    assertThat(server.get("/healthz").text()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Test
  void healthIsDownWithTheStoreAndSaysWhy() throws Exception {
    assertThat(server.get("/api/health").status()).isEqualTo(200);
    server.store.health = Health.down("cannot write");
    TestServer.Reply reply = server.get("/api/health");
    assertThat(reply.status()).isEqualTo(503);
    assertThat(reply.json())
        .containsEntry("status", "DOWN")
        .containsEntry("process", "test-1")
        .containsEntry("store", Map.of("status", "DOWN", "detail", "cannot write"));
  }

  // ---- the rest

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void headAnswersAsGetWithoutABody(HttpClient.Version version) throws Exception {
    for (String path : List.of("/healthz", "/api/orders", "/", "/api/openapi.yaml")) {
      TestServer.Reply head =
          server.send(
              server
                  .request(path)
                  .version(version)
                  .method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertThat(head.status()).as(path).isEqualTo(200);
      assertThat(head.text()).isEmpty();
      if (!path.equals("/")) { // StaticHandler leaves it out
        assertThat(head.header("Content-Type")).isEqualTo(server.get(path).header("Content-Type"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELETE, /api/orders, 'GET, HEAD, POST'",
    "PUT, /api/orders/1, 'GET, HEAD'",
    "POST, /healthz, 'GET, HEAD'",
    "POST, /, 'GET, HEAD'",
  })
  void anotherMethodIsToldWhichAreAllowed(String method, String path, String allowed)
      throws Exception {
    TestServer.Reply reply =
        server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    assertProblem(reply, 405);
    assertThat(reply.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void whatIsNotThereIsAProblemForProgramsAndThePageForBrowsers() throws Exception {
    assertProblem(server.get("/api/nothing"), 404);
    assertProblem(server.send(server.request("/api/nothing").header("Accept", "text/html")), 404);
    assertProblem(server.get("/nothing"), 404);
    TestServer.Reply deep =
        server.send(server.request("/orders/1042").header("Accept", "text/html,*/*"));
    assertThat(deep.status()).isEqualTo(200);
    assertThat(deep.text()).contains("Test page");
    assertThat(server.get("/docs").text()).contains("Test page");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/orders", "/api/nothing", "/healthz", "/main.js"})
  void everyAnswerHasTheSecurityHeaders(String path) throws Exception {
    TestServer.Reply reply = server.get(path);
    assertThat(reply.header("Content-Security-Policy"))
        .startsWith("default-src 'none'; script-src 'self'; ")
        .endsWith("frame-ancestors 'none'");
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(reply.header("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "/, no-cache",
    "/index.html, no-cache",
    "/main.js, no-cache",
    "/chunk-3QZ7K2AB.js, 'public, max-age=31536000, immutable'",
    "/api/orders, no-store"
  })
  void onlyWhatCannotChangeIsCached(String path, String policy) throws Exception {
    assertThat(server.get(path).header("Cache-Control")).isEqualTo(policy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/../openapi.yaml", "/%2e%2e/openapi.yaml", "/..%2fopenapi.yaml"})
  void nothingOutsideTheWebRootIsServed(String path) throws Exception {
    assertThat(server.get(path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/orders/%zz", "/api/orders?limit=%zz", "/%zz"})
  void whatCannotBeDecodedIsABadRequest(String uri) throws Exception {
    var client = server.vertx.createHttpClient();
    var response =
        await(
            client
                .request(HttpMethod.GET, server.verticle.port(), "127.0.0.1", uri)
                .compose(request -> request.send()));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.getHeader("Content-Type")).isEqualTo("application/problem+json");
    await(client.close());
  }

  @Test
  void theContractIsServedInBothForms() throws Exception {
    assertThat(server.get("/api/openapi.yaml").text()).contains("openapi: 3.1.0");
    assertThat(server.get("/api/openapi.json").json()).containsEntry("openapi", "3.1.0");
    assertThat(server.get("/api/openapi.json").text()).contains("application/problem+json");
  }

  @Test
  void aPortInUseIsSaidAndLeavesNothingOpen() {
    int taken = server.verticle.port();
    HttpOptions options = new HttpOptions("127.0.0.1", taken, Set.of());
    assertThatThrownBy(() -> new TestServer(options))
        .isInstanceOf(BindException.class)
        .hasMessageContaining("http.port " + taken + " on 127.0.0.1");
  }

  @Test
  void stoppingClosesTheWriterOnce() throws Exception {
    TestServer another = new TestServer();
    another.undeploy();
    assertThat(another.writer.closed).hasValue(1);
    another.close();
  }

  private static HttpRequest.Builder postAs(String type) {
    return postAs(type, ORDER);
  }

  private static HttpRequest.Builder postAs(String type, String body) {
    return server
        .request("/api/orders")
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static String orders(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"order_id\":" + i + ",\"amount\":1,\"country\":\"US\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static void place(int count) throws Exception {
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Order order =
          new Order(
              OrderId.of(i),
              new Money(10, Money.currency("EUR")),
              "DE",
              OrderStatus.CREATED,
              TEN.plusSeconds(i),
              Map.of());
      facts.add(new OrderFact.Placed(order, 2, i, TEN));
    }
    await(server.store.apply(facts));
  }

  private static void flag(int id) throws Exception {
    FraudAlert alert =
        new FraudAlert(
            OrderId.of(id), "HIGH", new Money(10, Money.currency("EUR")), "DE", "r", "1", TEN);
    await(server.store.apply(List.of(new OrderFact.Flagged(alert, 1))));
  }

  private static void assertProblem(TestServer.Reply reply, int status) throws Exception {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json())
        .containsEntry("type", "about:blank")
        .containsEntry("status", status)
        .containsKeys("title", "detail");
  }

  private static Map<String, String> errors(TestServer.Reply reply) throws Exception {
    Map<String, String> errors = new LinkedHashMap<>();
    reply
        .list("errors")
        .forEach(it -> errors.put((String) it.get("field"), (String) it.get("message")));
    return errors;
  }
}
