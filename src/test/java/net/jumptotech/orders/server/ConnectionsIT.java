package net.jumptotech.orders.server;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clients that connect and do nothing, ask and do not read, or ask without end. */
@ExtendWith(VertxExtension.class)
class ConnectionsIT {

  private static final Duration SHORT = Duration.ofMillis(700);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final String ASK = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private Vertx vertx;
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  /** Answers at once, with 64 MB, or never. */
  private void listen(Connections connections) throws Exception {
    server =
        await(
            connections
                .watch(vertx, vertx.createHttpServer(Connections.options()))
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1"));
  }

  private void answer(HttpServerRequest request) {
    asked.incrementAndGet();
    switch (request.path()) {
      case "/much" -> request.response().end(Buffer.buffer(new byte[64 << 20]));
      case "/never" -> request.response().setChunked(true);
      default -> request.response().end("here");
    }
  }

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @AfterEach
  void close() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static Connections.Timeouts timeouts(Duration first, Duration next, Duration answer) {
    return new Connections.Timeouts(first, next, answer);
  }

  @Test
  void whereThereAreTooManyTheOneThatWaitsLongestGoesAndNobodyIsKeptOut() throws Exception {
    listen(new Connections(3, 1, timeouts(LONG, LONG, LONG)));
    Socket works = connect("127.0.0.1");
    send(works, "never");
    Await.until(Await.LONG, "it is at work", () -> asked.get() == 1);
    Socket idle = connect("127.0.0.1");
    Socket kept = connect("127.0.0.1");
    assertThat(answerOf(kept)).contains("here");
    Socket newest = connect("127.0.0.1");
    assertThat(answerOf(newest)).contains("here");
    assertThat(isEnded(idle)).isTrue();
    assertThat(answerOf(kept)).contains("here");
    for (int i = 0; i < 50; i++) {
      connect("127.0.0.1");
    }
    assertThat(answerOf(connect("127.0.0.1"))).contains("here");
    works.setSoTimeout(100);
    assertThat(isEnded(works)).as("one with a request at work is left alone").isFalse();
  }

  @Test
  void oneAddressLeavesRoomForTheOthers() throws Exception {
    listen(new Connections(4, 0.5, timeouts(LONG, LONG, LONG)));
    for (int i = 1; i <= 2; i++) {
      send(connect("127.0.0.2"), "never");
      int now = i;
      Await.until(Await.LONG, "it is at work", () -> asked.get() == now);
    }
    assertThat(isEnded(connect("127.0.0.2"))).isTrue();
    assertThat(answerOf(connect("127.0.0.3"))).contains("here");
  }

  @Test
  void whoSendsNoRequestInTimeOrNoFurtherOneIsHungUpOn() throws Exception {
    listen(new Connections(10, 1, timeouts(SHORT, SHORT, LONG)));
    Socket silent = connect("127.0.0.1");
    Socket slow = connect("127.0.0.1");
    slow.getOutputStream().write("GET / HT".getBytes(StandardCharsets.ISO_8859_1));
    Socket once = connect("127.0.0.1");
    assertThat(answerOf(once)).contains("here");
    assertThat(isEnded(silent)).isTrue();
    assertThat(isEnded(slow)).isTrue();
    assertThat(isEnded(once)).isTrue();
  }

  @Test
  void whoDoesNotTakeItsAnswerIsHungUpOn() throws Exception {
    Connections connections = new Connections(10, 1, timeouts(LONG, LONG, SHORT));
    listen(connections);
    Socket stalled = connect("127.0.0.1");
    send(stalled, "much");
    Await.until(Await.LONG, "it waits", () -> connections.pendingBytes() > 10 << 20);
    Socket reads = connect("127.0.0.1");
    send(reads, "much");
    assertThat(reads.getInputStream().readNBytes(64 << 20)).hasSize(64 << 20);
    Await.until(Await.LONG, "nothing waits any more", () -> connections.pendingBytes() == 0);
  }

  @Test
  void whoAsksWithoutWaitingForAnswersIsHungUpOn() throws Exception {
    listen(new Connections(10, 1, timeouts(LONG, LONG, LONG)));
    Socket patient = connect("127.0.0.1");
    send(patient, "", 16);
    for (int i = 0; i < 16; i++) {
      assertThat(read(patient)).contains("here");
    }
    Socket greedy = connect("127.0.0.1");
    send(greedy, "never", 500);
    assertThat(isEnded(greedy)).isTrue();
    assertThat(asked.get()).isLessThanOrEqualTo(17);
  }

  private Socket connect(String from) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(16_384);
    socket.setSoTimeout((int) Await.LONG.toMillis());
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(new InetSocketAddress("127.0.0.1", server.actualPort()));
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String path) throws IOException {
    send(socket, path, 1);
  }

  private static void send(Socket socket, String path, int times) throws IOException {
    String requests = ASK.formatted(path).repeat(times);
    socket.getOutputStream().write(requests.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String answerOf(Socket socket) throws IOException {
    send(socket, "");
    return read(socket);
  }

  private static String read(Socket socket) throws IOException {
    StringBuilder read = new StringBuilder();
    InputStream in = socket.getInputStream();
    for (int each = in.read(); each >= 0; each = in.read()) {
      read.append((char) each);
      if (read.toString().endsWith("here")) {
        break;
      }
    }
    return read.toString();
  }

  /** Waits for it, as long as the socket waits for anything. */
  private static boolean isEnded(Socket socket) {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // what came before
      }
      return true;
    } catch (java.net.SocketTimeoutException stillThere) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }
}
