package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeIT {

  private static final int STALLED = 20;
  private static final int TALKING = 4;

  private TestServer server;
  private WebSocketClient client;
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

  @BeforeEach
  void start() throws Exception {
    server = new TestServer();
    client = server.vertx.createWebSocketClient();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void overviewFramesArriveOneByOne() throws Exception {
    WebSocket socket = connect();
    register(socket, Addresses.UI_OVERVIEW);
    long first = next().getJsonObject("body").getLong("seq");
    JsonObject second = next().getJsonObject("body");
    assertThat(second.getLong("seq")).isEqualTo(first + 1);
    assertThat(second.getString("process")).isEqualTo("test-1");
    assertThat(second.getJsonArray("groups").size()).isEqualTo(3);
    assertThat(server.get("/api/overview").json()).containsKeys("seq", "intake", "totals");
  }

  @Test
  void whatChangedArrivesAndTheIntakeIsCounted() throws Exception {
    WebSocket socket = connect();
    register(socket, Addresses.UI_ORDERS);
    next();
    Instant now = Instant.now();
    JsonArray newest =
        new JsonArray().add(Map.of("order_id", 1, "amount", new java.math.BigDecimal("0.10")));
    RoleFrame frame =
        new RoleFrame("analytics", "other", 0, now, now, Map.of("stored", 1L), "UP", "", newest);
    server.vertx.eventBus().publish(Addresses.FRAMES, frame.toJson());
    String text = nextText();
    while (text.contains("\"orders\":[]")) {
      text = nextText();
    }
    assertThat(text)
        .contains("\"orders\":[{", "\"order_id\":1", "\"amount\":0.10", "\"changed\":1");

    server.post("{\"order_id\":1,\"amount\":1,\"country\":\"US\"}");
    Await.until(
        Await.LONG,
        "the overview counts it",
        () -> server.get("/api/overview").text().contains("\"accepted\":1,\"rejected\":0"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"publish", "send"})
  void nothingComesIn(String type) throws Exception {
    BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    server.vertx.eventBus().consumer(Addresses.UI_ORDERS + "x", it -> heard.add(it));
    WebSocket socket = connect();
    for (String address : List.of(Addresses.UI_ORDERS + "x", Addresses.FRAMES)) {
      say(socket, new JsonObject().put("type", type).put("address", address).put("body", 1));
      assertThat(next().encode()).contains("\"err\"", "rejected");
    }
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Addresses.FRAMES, "ui.other", "*"})
  void onlyFramesForBrowsersGoOut(String address) throws Exception {
    register(connect(), address);
    assertThat(next().encode()).contains("access_denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://evil.example", "null", "http://127.0.0.1:1"})
  void aPageOfAnotherSiteIsRefused(String origin) {
    assertThatThrownBy(() -> await(open(origin)))
        .isInstanceOf(UpgradeRejectedException.class)
        .hasMessageContaining("403");
  }

  @Test
  void theOwnPageIsLetIn() throws Exception {
    WebSocket socket = await(open("http://127.0.0.1:" + server.verticle.port()));
    assertThat(socket.isClosed()).isFalse();
  }

  @Test
  void theOwnPageIsLetInThroughAProxyThatEndsTls() throws Exception {
    WebSocketConnectOptions options =
        options("https://Orders.example").addHeader("Host", "orders.example");
    assertThat(await(client.connect(options)).isClosed()).isFalse();
  }

  @Test
  void otherTransportsAreNotThere() throws Exception {
    for (String path : List.of("/eventbus/info", "/eventbus", "/eventbus/1/2/xhr_streaming")) {
      assertThat(server.get(path).status()).as(path).isEqualTo(404);
    }
  }

  @Test
  void beyondTheBoundSocketsAreClosed() throws Exception {
    connect();
    connect();
    WebSocket third = await(open(null));
    Await.until(Await.LONG, "the third socket is closed", third::isClosed);
  }

  /** A server that cannot send its own goodbye has the socket for longer, closed as it is. */
  @Test
  void whoSaysGoodbyeAndNeverReadsTheAnswerIsNoTrouble() throws Exception {
    BlockingQueue<Throwable> unhandled = new LinkedBlockingQueue<>();
    server.vertx.exceptionHandler(unhandled::add);
    StalledBrowser browser = new StalledBrowser(server.verticle.port(), Addresses.UI_ORDERS);
    JsonObject frame = new JsonObject().put("orders", "x".repeat(8_000_000));
    server.vertx.eventBus().publish(Addresses.UI_ORDERS, frame);
    browser.sayGoodbye();
    for (int i = 0; i < 8; i++) { // for longer than from one look at the sockets to the next
      counts(server);
    }
    browser.close();
    assertThat(unhandled).isEmpty();
  }

  @Test
  void whoTalksWithoutEndIsHeardTenTimesASecond() throws Exception {
    WebSocket socket = await(open(null));
    long begin = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      say(socket, new JsonObject().put("type", "register").put("address", "not.permitted"));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(next().getString("body")).isEqualTo("access_denied");
    }
    counts(server); // the frame of a later moment
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    assertThat((long) received.size()).isLessThanOrEqualTo(10 * (seconds + 1));
  }

  @Test
  void browsersThatStopReadingCostBoundedMemoryWhateverTheySay() throws Exception {
    TestServer many = new TestServer(TestServer.options(STALLED));
    List<StalledBrowser> browsers = new ArrayList<>();
    try {
      for (int i = 0; i < STALLED; i++) {
        browsers.add(new StalledBrowser(many.verticle.port(), Addresses.UI_ORDERS));
      }
      JsonObject frame = new JsonObject().put("orders", "x".repeat(100_000));
      long before = usedMemory();
      browsers.stream().limit(TALKING).forEach(it -> new Thread(it::talk).start());
      for (int i = 0; i < 100; i++) { // 200 MB for all together, far more than sockets hold
        many.vertx.eventBus().publish(Addresses.UI_ORDERS, frame);
        if (i % 20 == 19) {
          assertThat(many.get("/healthz").status()).isEqualTo(200); // all before was handled
          browsers.stream().skip(TALKING).forEach(StalledBrowser::ping);
        }
      }
      assertThat(usedMemory() - before).isLessThan(30_000_000);
      assertThat(counts(many).get("frames_dropped")).isPositive();
      for (StalledBrowser browser : browsers) {
        browser.close();
      }
      Await.until(Await.LONG, "who has gone is forgotten", () -> counts(many).get("sockets") == 0);
    } finally {
      for (StalledBrowser browser : browsers) {
        browser.close();
      }
      many.close();
    }
  }

  private static Map<String, Long> counts(TestServer server) throws Exception {
    BlockingQueue<Map<String, Long>> counts = new LinkedBlockingQueue<>();
    var consumer =
        server
            .vertx
            .eventBus()
            .<JsonObject>consumer(
                Addresses.FRAMES, it -> counts.add(RoleFrame.of(it.body()).counts()));
    Map<String, Long> next = counts.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    await(consumer.unregister());
    return next;
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private WebSocket connect() throws Exception {
    WebSocket socket = await(open(null));
    server.vertx.setPeriodic(1_000, any -> say(socket, new JsonObject().put("type", "ping")));
    return socket;
  }

  private Future<WebSocket> open(String origin) {
    return client
        .connect(options(origin))
        .onSuccess(it -> it.handler(message -> received.add(message.toString())));
  }

  private WebSocketConnectOptions options(String origin) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(server.verticle.port())
            .setURI("/eventbus/websocket");
    if (origin != null) {
      options.addHeader("Origin", origin);
    }
    return options;
  }

  private static void register(WebSocket socket, String address) {
    say(socket, new JsonObject().put("type", "register").put("address", address));
  }

  private static void say(WebSocket socket, JsonObject message) {
    socket.writeTextMessage(message.encode());
  }

  private JsonObject next() throws InterruptedException {
    return new JsonObject(nextText());
  }

  private String nextText() throws InterruptedException {
    String message = received.poll(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    assertThat(message).as("a message within 10 s").isNotNull();
    return message;
  }
}
