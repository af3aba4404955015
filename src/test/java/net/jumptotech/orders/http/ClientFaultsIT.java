package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever clients do, at no level that is on by default does the log say anything of it. */
class ClientFaultsIT extends ServerTest {

  private LogCapture others;
  private LogCapture ours;

  @BeforeEach
  void capture() {
    others = new LogCapture("ROOT", Level.INFO);
    ours = new LogCapture("net.jumptotech.orders", Level.INFO);
  }

  @AfterEach
  void release() {
    ours.close();
    others.close();
  }

  private List<String> logged() throws Exception {
    List<String> all = new ArrayList<>(ours.shipped());
    all.addAll(others.shipped());
    // of a slow machine, and of readers, of which this server has none
    all.removeIf(line -> line.contains("BlockedThreadChecker: ") || line.contains("StateWatch: "));
    return all;
  }

  @Test
  void badRequestsAreNotLogged() throws Exception {
    for (String body :
        List.of("", "{", "[]", "{\"order_id\":1}", "\u0000", "[" + "{".repeat(500))) {
      assertThat(server.post(body).status()).isEqualTo(400);
    }
    assertThat(server.get("/api/orders?limit=many").status()).isEqualTo(400);
    assertThat(server.get("/api/orders/unknown").status()).isEqualTo(404);
    assertThat(server.get("/nowhere").status()).isEqualTo(404);
    for (String request :
        List.of(
            "NONSENSE\r\n\r\n",
            "GET / HTTP/9.9\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /api/orders HTTP/1.1\r\nHost: somewhere.else\r\n\r\n",
            "POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            "POST /api/orders HTTP/1.1\r\n"
                + "Host: localhost\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "zz\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "y".repeat(20_000) + "\r\n\r\n",
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n")) {
      try (Socket socket = connect()) {
        send(socket, request);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException refused) {
        // a reset is an answer too
      }
    }
    assertNothingIsLogged();
  }

  @Test
  void connectionsThatBreakAreNotLogged() throws Exception {
    String head =
        "POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for (String begun :
        List.of(
            "",
            "GET /api",
            head,
            head + "Content-Length: 500\r\n\r\n{\"order_id\":",
            head + "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"order",
            "GET /api/orders HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(10),
            "GET /eventbus/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\u0081")) {
      for (boolean reset : new boolean[] {true, false}) {
        try (Socket socket = connect()) {
          send(socket, begun);
          if (reset) {
            socket.setSoLinger(true, 0);
          }
        }
      }
    }
    assertNothingIsLogged();
  }

  @Test
  void anExportThatIsCancelledIsNotLogged() throws Exception {
    placeLarge(3_000);
    for (int i = 0; i < 4; i++) {
      try (Socket socket = connect()) {
        socket.setReceiveBufferSize(4_096);
        send(socket, "GET /api/export/orders HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
        socket.setSoLinger(true, 0);
      }
    }
    Await.until(
        Await.LONG,
        "the exports have ended",
        () -> server.get("/api/export/orders?country=FR").status() == 200);
    assertNothingIsLogged();
  }

  @Test
  void whatIsOurFaultIsLogged() throws Exception {
    server.store.broken = new IllegalStateException("disk full");
    assertThat(server.get("/api/orders/1").status()).isEqualTo(503);
    assertThat(logged())
        .singleElement()
        .asString()
        .startsWith("WARN net.jumptotech.orders.http.Failures: GET /api/orders/1 answered 503: ");
  }

  private void assertNothingIsLogged() throws Exception {
    assertThat(server.get("/api/orders/none").status()).isEqualTo(404);
    Promise<Void> handled = Promise.promise(); // what was in the loop before
    server.vertx.setTimer(100, later -> handled.complete());
    await(handled.future());
    assertThat(logged()).isEmpty();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.verticle.port());
    socket.setSoTimeout((int) Await.LONG.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }
}
