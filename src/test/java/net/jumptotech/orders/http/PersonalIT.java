package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is not shown who the customers are. */
final class PersonalIT {

  private static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");

  /** In every personal field, and in whatever may quote one. */
  private static final String SECRET = "4915123456";

  private static final Map<String, Set<Right>> PEOPLE =
      Map.of(
          "viewer", EnumSet.of(Right.READ_ORDERS),
          "operator", EnumSet.of(Right.READ_ORDERS, Right.OPERATE),
          "sender", EnumSet.of(Right.SEND_ORDERS),
          "exporter", EnumSet.of(Right.READ_ORDERS, Right.OPERATE, Right.EXPORT_ORDERS));

  /** Those whose answers have the orders that this test makes; a new one must be put here. */
  private static final Set<String> WITH_ORDERS =
      Set.of(
          "listOrders",
          "getOrder",
          "getStory",
          "getAnalytics",
          "getAnalyticsAtRoot",
          "exportOrders",
          "listDeadLetters",
          "getDeadLetter");

  private static final String ORDER =
      """
      {"order_id": 7, "amount": 10, "country": "DE", "customer_id": %1$s, "billing_email": "%1$s",
       "shipping": {"street": "%1$s", "method": "air"}, "lines": [{"buyerName": "%1$s", "sku": "s-1"}]}
      """
          .formatted(SECRET);

  private static final Map<String, String> KEY = new HashMap<>();

  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Path file = directory.resolve("keys");
    for (Map.Entry<String, Set<Right>> each : PEOPLE.entrySet()) {
      String key = AccessKey.draw();
      KeyFile.append(file, KeyFile.line(each.getKey(), each.getValue(), key, Optional.empty()));
      KEY.put(each.getKey(), key);
    }
    server =
        new TestServer(
            TestServer.options(
                5,
                new AccessOptions(
                    Optional.of(Keys.read(file)),
                    Optional.of(new Secret("a secret of this test, 32 long.")))));
    Order order = EventJson.order(ORDER.getBytes(UTF_8), TEN);
    await(server.store.apply(List.of(new OrderFact.Placed(order, 0, 0, TEN))));
    letter("7", ORDER, "customer_id: expected an integer, was " + SECRET);
    letter("8", "{\"broken\": \"" + SECRET, "not JSON at line 1, column 20: token " + SECRET);
    letter(SECRET + "@shop.example", SECRET, "amount: expected a number, was \"" + SECRET + "\"");
  }

  private static void letter(String key, String value, String reason) {
    int offset = server.lookup.letters.size();
    DeadLetterNote note =
        new DeadLetterNote(
            0,
            offset,
            TEN.plusSeconds(offset),
            Optional.of(key),
            reason,
            Optional.empty(),
            offset == 0 ? "net.jumptotech.orders.event.InvalidEvent" : "com.example.Gateway",
            Optional.of("payments-group"),
            Optional.of(1),
            0,
            Optional.of("0.1.0"),
            Optional.of(new WrittenRecord("orders", 0, offset)),
            Optional.of(TEN),
            Optional.empty(),
            Optional.empty());
    server.lookup.letters.add(
        new DeadLetter(
            note,
            content(key),
            content(value),
            List.of(
                new DeadLetter.Field("dlq.message", content(reason)),
                new DeadLetter.Field("dlq.topic", content("orders")),
                new DeadLetter.Field("x-customer", content(SECRET)))));
  }

  private static Optional<DeadLetter.Content> content(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return Optional.of(new DeadLetter.Content(bytes, bytes.length));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void noOperationTellsThemToThoseWhoLackTheRight() throws Exception {
    List<Operation> operations = await(Contract.load(server.vertx)).openApi().operations();
    List<String> withOrders = new ArrayList<>();
    for (Operation operation : operations) {
      if (operation.getHttpMethod() != HttpMethod.GET) {
        continue;
      }
      String id = operation.getOperationId();
      String path = operation.getOpenAPIPath().replace("{id}", "7").replace("{place}", "0-0");
      for (String person : List.of("viewer", "operator")) {
        assertThat(get(path, person).text())
            .as("%s asked by %s", id, person)
            .doesNotContain(SECRET);
      }
      if (get(path, "exporter").text().contains(SECRET)) {
        withOrders.add(id);
      }
    }
    assertThat(withOrders)
        .as("where others see them")
        .containsExactlyInAnyOrderElementsOf(WITH_ORDERS);
  }

  @Test
  void theOtherFieldsAreShown() throws Exception {
    Map<String, Object> order = get("/api/orders/7", "viewer").json();
    assertThat(order)
        .containsEntry("order_id", 7)
        .containsEntry("country", "DE")
        .containsEntry("customer_id", "***")
        .containsEntry("billing_email", "***")
        .containsEntry("shipping", Map.of("street", "***", "method", "air"))
        .containsEntry("lines", List.of(Map.of("buyerName", "***", "sku", "s-1")));
    assertThat(get("/api/orders?brief=true", "viewer").list("orders").get(0))
        .containsEntry("customer_id", "***");
  }

  @Test
  void aDeadLetterIsShownAsFarAsOneKnowsWhatIsInIt() throws Exception {
    assertThat(get("/api/dead-letters/0-0", "operator").json())
        .containsEntry("order_id", "7")
        .containsEntry("reason", "customer_id: expected an integer, was ***")
        .satisfies(it -> assertThat(it.get("value").toString()).contains("\"sku\":\"s-1\""))
        .satisfies(it -> assertThat(it.get("headers").toString()).contains("{text=orders"));
    for (String place : List.of("0-1", "0-2")) {
      Map<String, Object> letter = get("/api/dead-letters/" + place, "operator").json();
      assertThat(letter)
          .containsEntry("reason", "***")
          .containsEntry("value", Map.of("text", "***", "bytes", 3, "cut", false));
      assertThat(letter.toString()).doesNotContain(SECRET);
    }
    assertThat(get("/api/dead-letters/0-2", "exporter").text()).contains(SECRET);
  }

  @Test
  void nothingThatIsHiddenCanBeSearchedFor() throws Exception {
    for (String filter : List.of("customer_id", "billing_email", "q")) {
      assertThat(get("/api/orders?" + filter + "=" + SECRET, "viewer").status()).isEqualTo(400);
    }
    assertThat(get("/api/orders?id=" + SECRET, "viewer").list("orders")).isEmpty();
    assertThat(get("/api/orders/" + SECRET + "/story", "viewer").status()).isEqualTo(404);
    assertThat(get("/api/dead-letters?order_id=" + SECRET, "operator").list("dead_letters"))
        .isEmpty();
  }

  @Test
  void whatOneSendsOneselfIsShownInItsReport() throws Exception {
    TestServer.Reply report =
        server.send(
            server
                .request("/api/import?dry_run=true")
                .header("Authorization", "Bearer " + KEY.get("sender"))
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(ORDER.replace("\n", " ") + "\n")));
    assertThat(report.status()).isEqualTo(200);
    assertThat(report.text()).contains(SECRET);
  }

  @Test
  void everySocketGetsWhatItsOwnerMaySee() throws Exception {
    BlockingQueue<String> viewer = listen("viewer");
    BlockingQueue<String> exporter = listen("exporter");
    next(viewer);
    next(exporter);
    Instant now = Instant.now();
    JsonArray newest =
        new JsonArray().add(Map.of("order_id", 7, "amount", 0.5, "customer_id", SECRET));
    RoleFrame frame =
        new RoleFrame("analytics", "other", 0, now, now, Map.of("stored", 1L), "UP", "", newest);
    server.vertx.eventBus().publish(Addresses.FRAMES, frame.toJson());
    assertThat(withOrder(viewer))
        .contains("\"customer_id\":\"***\"", "\"order_id\":7")
        .doesNotContain(SECRET);
    assertThat(withOrder(exporter)).contains("\"customer_id\":\"" + SECRET + "\"");
  }

  private static BlockingQueue<String> listen(String person) throws Exception {
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    WebSocket socket =
        await(
            server
                .vertx
                .createWebSocketClient()
                .connect(
                    new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(server.verticle.port())
                        .setURI("/eventbus/websocket")
                        .putHeader("Authorization", "Bearer " + KEY.get(person)))
                .onSuccess(it -> it.handler(message -> received.add(message.toString()))));
    socket.writeTextMessage(
        new JsonObject().put("type", "register").put("address", Addresses.UI_ORDERS).encode());
    return received;
  }

  private static String next(BlockingQueue<String> frames) throws InterruptedException {
    return frames.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private static String withOrder(BlockingQueue<String> frames) throws InterruptedException {
    String text = next(frames);
    while (text.contains("\"orders\":[]")) {
      text = next(frames);
    }
    return text;
  }

  private static TestServer.Reply get(String path, String person) throws Exception {
    return server.send(server.request(path).header("Authorization", "Bearer " + KEY.get(person)));
  }
}
