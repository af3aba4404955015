package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything in one process with a heap of 256 MB, and a crowd on the same address as everybody
 * else that wants all of it for itself. It stays alive, answers the others, and loses nothing.
 */
final class CrowdIT {

  private static final int LARGEST = 64 * 1_024;

  /** What the log says of a machine that has too much to do, and of readers that wait for it. */
  private static final String SLOW =
      ".*(BlockedThreadChecker|EventPerformanceMonitor|StateWatch): .*";

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @TempDir private Path data;

  private OrdersProcess process;
  private URI page;
  private final List<SocketChannel> crowd = new ArrayList<>();
  private final ConcurrentLinkedQueue<String> accepted = new ConcurrentLinkedQueue<>();

  @Test
  void aCrowdThatWantsEverythingKeepsNobodyOutAndNothingIsLost() throws Exception {
    int healthPort = OrdersProcess.freePort();
    try (OrdersProcess started =
        OrdersProcess.startWithHeap(
            "256m",
            data,
            Map.of("ORDERS_HEALTH_PORT", Integer.toString(healthPort)),
            "--source",
            "none")) {
      process = started;
      page = process.page();
      Await.until(Await.LONG, "it is ready", () -> isReady(healthPort));
      int lines = process.output().size();
      Others others = new Others();
      others.start();

      halfSentBodies(400);
      others.areAnswered("beside half-sent bodies");
      largeOrdersAndFullPages(120, 4);
      others.areAnswered("beside large orders");
      pipelinedReads(20, 100);
      others.areAnswered("beside reads that nobody takes");
      sockets(100, 20);
      others.areAnswered("beside sockets");
      idle(4_000, page.getPort());
      idle(4_000, healthPort);
      others.areAnswered("beside idle connections");
      Await.until(Await.LONG, "it is ready", () -> isReady(healthPort));

      others.stop();
      hangUp();
      assertThat(process.isAlive()).isTrue();
      everyAcceptedOrderHasItsOutcome();
      assertThat(process.output().subList(lines, process.output().size()))
          .as("lines of the log")
          .filteredOn(line -> !line.matches(SLOW))
          .hasSizeLessThan(40);
    } finally {
      hangUp();
    }
  }

  private static boolean isReady(int port) throws Exception {
    URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
    return CLIENT
            .send(
                HttpRequest.newBuilder(ready).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.discarding())
            .statusCode()
        == 200;
  }

  /** Each announces 2 MB and sends all but a byte of it. */
  private void halfSentBodies(int count) throws IOException {
    String head = head("POST /api/orders", "Content-Length: 2097152");
    ByteBuffer body = ByteBuffer.wrap((head + " ".repeat(2_097_151)).getBytes("US-ASCII"));
    List<ByteBuffer> left = new ArrayList<>();
    List<SocketChannel> senders = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      senders.add(connect(page.getPort()));
      left.add(body.duplicate());
    }
    long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    while (System.nanoTime() - until < 0) {
      for (int i = 0; i < count; i++) {
        write(senders.get(i), left.get(i));
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void largeOrdersAndFullPages(int orders, int pages) throws Exception {
    hangUp();
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < orders; i++) {
      String id = "large-" + i;
      String order = order(id, "x".repeat(LARGEST - 200));
      sent.add(CompletableFuture.runAsync(() -> sendUntilAccepted(id, order)));
    }
    CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).get();
    Await.until(
        Await.LONG,
        "the large ones are stored",
        () -> process.get("/api/orders?id=large-0").getJsonArray("orders").size() == 1);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < pages; i++) {
      asked.add(
          CLIENT.sendAsync(
              HttpRequest.newBuilder(page.resolve("/api/orders?limit=500")).build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    for (CompletableFuture<HttpResponse<String>> each : asked) {
      assertThat(each.get().statusCode()).isEqualTo(200);
      assertThat(each.get().body().length()).isLessThan(2_500_000);
      assertThat(new JsonObject(each.get().body()).getString("next")).isNotNull();
    }
  }

  private void pipelinedReads(int connections, int each) throws IOException {
    String reads = head("GET /api/orders?limit=500").repeat(each);
    for (int i = 0; i < connections; i++) {
      write(connect(page.getPort()), ByteBuffer.wrap(reads.getBytes("US-ASCII")));
    }
  }

  /** Some talk without end and never read, some listen and never read. */
  private void sockets(int talkers, int listeners) throws IOException {
    List<SocketChannel> talking = new ArrayList<>();
    for (int i = 0; i < talkers + listeners; i++) {
      SocketChannel socket = webSocket();
      if (i < talkers) {
        talking.add(socket);
      } else {
        write(socket, message("{\"type\":\"register\",\"address\":\"ui.overview\"}"));
      }
    }
    ByteBuffer nonsense = ByteBuffer.allocate(60_000);
    byte[] one = message("{\"type\":\"send\",\"address\":\"no\",\"body\":{}}").array();
    while (nonsense.remaining() >= one.length) {
      nonsense.put(one);
    }
    nonsense.flip();
    ByteBuffer[] left = new ByteBuffer[talkers];
    Arrays.setAll(left, i -> nonsense.duplicate());
    long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
    while (System.nanoTime() - until < 0) {
      for (int i = 0; i < talkers; i++) {
        write(talking.get(i), left[i]);
        if (!left[i].hasRemaining()) {
          left[i] = nonsense.duplicate();
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  private SocketChannel webSocket() throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", page.getPort()));
    crowd.add(channel);
    channel.socket().setSoTimeout((int) Await.LONG.toMillis());
    String upgrade =
        head(
            "GET /eventbus/websocket",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==");
    channel.socket().getOutputStream().write(upgrade.getBytes("US-ASCII"));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int read = channel.socket().getInputStream().read();
      assertThat(read).as("the answer to the upgrade: " + answer).isNotNegative();
      answer.append((char) read);
    }
    assertThat(answer.toString()).startsWith("HTTP/1.1 101 ");
    channel.configureBlocking(false);
    return channel;
  }

  /** Masked with zeroes. */
  private static ByteBuffer message(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer frame = ByteBuffer.allocate(6 + bytes.length);
    frame.put((byte) 0x81).put((byte) (0x80 | bytes.length)).putInt(0).put(bytes).flip();
    return frame;
  }

  private void idle(int count, int port) throws IOException {
    for (int i = 0; i < count; i++) {
      connect(port);
    }
  }

  private SocketChannel connect(int port) throws IOException {
    SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
    channel.configureBlocking(false);
    crowd.add(channel);
    return channel;
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) {
    try {
      channel.write(bytes);
    } catch (IOException hungUpOn) {
      bytes.position(bytes.limit());
    }
  }

  private void hangUp() throws IOException {
    for (SocketChannel each : crowd) {
      each.close();
    }
    crowd.clear();
  }

  private String head(String request, String... headers) {
    return request
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + String.join("\r\n", headers)
        + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
  }

  private static String order(String id, String note) {
    return "{\"order_id\":\"%s\",\"amount\":12.50,\"country\":\"FR\",\"note\":\"%s\"}"
        .formatted(id, note);
  }

  private void sendUntilAccepted(String id, String order) {
    Await.until(Await.LONG, id + " is accepted", () -> isAccepted(id, order));
  }

  private boolean isAccepted(String id, String order) {
    boolean taken = process.post("/api/orders", order).statusCode() == 202;
    if (taken) {
      accepted.add(id);
    }
    return taken;
  }

  private void everyAcceptedOrderHasItsOutcome() {
    process.awaitIdle(Await.LONG);
    assertThat(accepted).hasSizeGreaterThan(120);
    assertThat(TopicContents.byKey(process.broker(), "payments").keySet())
        .containsAll(List.copyOf(accepted));
  }

  /** Those who only want to know how it is, and those who send an order now and then. */
  private final class Others {

    private static final byte[] ASK =
        "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final List<Long> millis = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Thread asking = new Thread(this::ask);
    private final Thread sending = new Thread(this::send);
    private volatile boolean stopped;

    void start() {
      asking.start();
      sending.start();
    }

    private void ask() {
      while (!stopped) {
        long asked = System.nanoTime();
        String failure = answer();
        long took = (System.nanoTime() - asked) / 1_000_000;
        synchronized (millis) {
          millis.add(took);
          if (!failure.isEmpty()) {
            failures.add(failure);
          }
        }
        LockSupport.parkNanos(20_000_000);
      }
    }

    /** On a connection of its own. */
    private String answer() {
      try (Socket socket = new Socket("127.0.0.1", page.getPort())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(ASK);
        String answer = new String(socket.getInputStream().readAllBytes(), "US-ASCII");
        return answer.startsWith("HTTP/1.1 200 ") ? "" : "answered \"" + answer + "\"";
      } catch (IOException failed) {
        return failed.toString();
      }
    }

    private void send() {
      for (int i = 0; !stopped; i++) {
        String id = "small-" + i;
        try {
          isAccepted(id, order(id, ""));
        } catch (RuntimeException refused) {
          // not accepted, so nothing was promised
        }
        LockSupport.parkNanos(50_000_000);
      }
    }

    /** The median, since other tests have the processors, too. */
    void areAnswered(String beside) {
      Await.until(
          "enough are answered",
          () -> {
            synchronized (millis) {
              return millis.size() >= 40 || !process.isAlive();
            }
          });
      List<Long> sorted;
      List<String> failed;
      synchronized (millis) {
        sorted = millis.stream().sorted().toList();
        failed = List.copyOf(failures);
        System.out.printf(
            "%s: %d asked, median %d ms, 95 %% %d ms, at most %d ms, %d failed, %d sent%n",
            beside,
            sorted.size(),
            sorted.get(sorted.size() / 2),
            sorted.get(sorted.size() * 95 / 100),
            sorted.get(sorted.size() - 1),
            failed.size(),
            accepted.size());
        millis.clear();
        failures.clear();
      }
      assertThat(process.isAlive()).as(String.join("\n", process.output())).isTrue();
      assertThat(failed).as(beside).hasSizeLessThan(1 + sorted.size() / 20);
      assertThat(sorted.get(sorted.size() / 2)).as("milliseconds " + beside).isLessThan(1_000);
    }

    void stop() throws InterruptedException {
      stopped = true;
      asking.join();
      sending.join();
    }
  }
}
