package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.TlsClient;
import net.jumptotech.orders.server.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The page over HTTPS: what every answer has, and a browser's socket while a certificate changes.
 */
final class HttpsIT {

  private static final String UPGRADE =
      "GET /eventbus/websocket HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
          + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
          + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";

  @TempDir private static Path directory;

  private static TestServer secure;
  private static TestServer plain;
  private static Path certificate;
  private static Path key;

  @BeforeAll
  static void start() throws Exception {
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    put(TestCertificate.valid(directory, -20, 30, "EC"));
    secure = new TestServer(TestServer.options(5, new TlsFiles("http.tls", certificate, key)));
    plain = new TestServer(TestServer.options(5));
  }

  @AfterAll
  static void stop() throws Exception {
    secure.close();
    plain.close();
  }

  /** As when somebody leaves out the s. */
  @Test
  void plainHttpIsToldThatThisPortSpeaksHttps() throws Exception {
    try (Socket socket = new Socket("127.0.0.1", secure.verticle.port())) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket
          .getOutputStream()
          .write("GET /api/orders HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer)
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\r\nContent-Type: application/problem+json\r\n", "Connection: close\r\n")
          .endsWith(
              "\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                  + "\"detail\":\"This port speaks HTTPS only: begin the address with https://\"}");
    }
    try (TlsClient client = new TlsClient(secure.verticle.port())) {
      assertThat(client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").head())
          .startsWith("HTTP/1.1 200 ");
    }
  }

  private static void put(TestCertificate made) throws IOException {
    put(made.pemFile(), certificate);
    put(made.keyFile(), key);
  }

  private static void put(Path from, Path to) throws IOException {
    Path copy = Files.copy(from, directory.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          200 | GET / HTTP/1.1~Host: localhost~Accept: text/html~~
          200 | GET /docs HTTP/1.1~Host: localhost~~
          200 | HEAD /api/overview HTTP/1.1~Host: localhost~~
          200 | GET /api/export/orders HTTP/1.1~Host: localhost~~
          202 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Length: 47~~{"order_id":"a-1","amount":9.99,"country":"DE"}~
          400 | GET /api/orders?limit=no HTTP/1.1~Host: localhost~~
          400 | GET /%zz HTTP/1.1~Host: localhost~~
          400 | no request~~
          400 | GET /eventbus/websocket HTTP/1.1~Host: localhost~~
          400 | GET /eventbus/websocket HTTP/1.1~Host: localhost~Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 13~~
          403 | POST /api/orders HTTP/1.1~Host: localhost~Origin: https://evil.example~Content-Type: application/json~Content-Length: 2~~{}
          404 | GET /nothing.js HTTP/1.1~Host: localhost~~
          404 | GET /eventbus/info HTTP/1.1~Host: localhost~~
          405 | DELETE /api/orders HTTP/1.1~Host: localhost~~
          413 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Length: 99999999~~{}
          414 | GET /LONG HTTP/1.1~Host: localhost~~
          415 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: text/plain~Content-Length: 2~~{}
          417 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Expect: a miracle~Content-Length: 2~~{}
          421 | GET / HTTP/1.1~Host: evil.example~~
          101 | GET /eventbus/websocket HTTP/1.1~Host: localhost~Connection: Upgrade~Upgrade: websocket~Sec-WebSocket-Version: 7~Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==~~
          431 | GET / HTTP/1.1~Host: localhost~Long: LONG~~
          """)
  void everyAnswerHasTheSecurityHeaders(int status, String request) throws Exception {
    String raw = request.replace("LONG", "a".repeat(40_000)).replace("~", "\r\n");
    String overTls;
    try (TlsClient client = new TlsClient(secure.verticle.port())) {
      overTls = client.send(raw).head();
    }
    String inClear;
    try (Socket socket = new Socket("127.0.0.1", plain.verticle.port())) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket.getOutputStream().write(raw.getBytes(ISO_8859_1));
      inClear = TlsClient.head(socket.getInputStream());
    }
    for (String head : new String[] {overTls, inClear}) {
      assertThat(head).matches("(?s)HTTP/1\\.[01] " + status + " .*");
      WebPages.SECURITY_HEADERS.forEach(
          (name, value) -> assertThat(head).containsIgnoringCase("\r\n" + name + ": " + value));
    }
    assertThat(overTls).containsIgnoringCase("\r\nStrict-Transport-Security: max-age=31536000\r\n");
    assertThat(inClear.toLowerCase(Locale.ROOT)).doesNotContain("strict-transport-security");
  }

  @Test
  void aBrowsersSocketGoesOnWhileNewConnectionsGetANewCertificate() throws Exception {
    try (TlsClient browser = new TlsClient(secure.verticle.port())) {
      assertThat(browser.send(UPGRADE).head()).startsWith("HTTP/1.1 101 ");
      browser.send(frame("{\"type\":\"register\",\"address\":\"ui.overview\"}"));
      BigInteger before = browser.serial();
      Await.until(
          Await.LONG,
          "it is told that it expires",
          () -> kinds(browser).contains("certificate-expires"));

      put(TestCertificate.forLoopback(directory));
      Await.until(Await.LONG, "a new certificate", () -> !serial().equals(before));
      Await.until(
          Await.LONG,
          "it is told that there is a new one",
          () -> !kinds(browser).contains("certificate-expires"));
      assertThat(browser.serial()).isEqualTo(before);
    }
  }

  private static BigInteger serial() throws IOException {
    try (TlsClient client = new TlsClient(secure.verticle.port())) {
      assertThat(client.get("/healthz")).contains("\"ok\"");
      return client.serial();
    }
  }

  /** Of the problems in the next frame that the browser receives. */
  private static String kinds(TlsClient browser) throws IOException {
    return new JsonObject(read(browser.in())).getJsonObject("body").getJsonObject("state").encode();
  }

  /** A text frame of a client, masked with zeros. */
  private static String frame(String text) {
    return "" + (char) 0x81 + (char) (0x80 | text.length()) + "\0\0\0\0" + text;
  }

  /** The text of a message of the server, which may be several frames. */
  private static String read(InputStream in) throws IOException {
    DataInputStream frames = new DataInputStream(in);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    boolean last = false;
    while (!last) {
      last = (frames.readUnsignedByte() & 0x80) != 0;
      int length = frames.readUnsignedByte();
      if (length == 126) {
        length = frames.readUnsignedShort();
      }
      message.write(frames.readNBytes(length));
    }
    return message.toString(UTF_8);
  }
}
