package net.jumptotech.orders.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLException;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.TlsClient;
import net.jumptotech.orders.runtime.StartFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server over TLS: its certificate is replaced while it runs, and its connections are limited.
 */
@ExtendWith(VertxExtension.class)
class ServerTlsIT {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int MEGABYTE = 1 << 20;

  @TempDir private Path directory;

  private Vertx vertx;
  private Path certificate;
  private Path key;
  private HttpServer server;
  private Connections connections;
  private ServerTls tls;

  @BeforeEach
  void begin(Vertx vertx) throws IOException {
    this.vertx = vertx;
    certificate = directory.resolve("tls.crt");
    key = directory.resolve("tls.key");
    put(TestCertificate.forLoopback(directory));
  }

  private void listen(Duration answer) {
    connections = new Connections(100, 1, new Connections.Timeouts(LONG, LONG, answer));
    tls = new ServerTls(vertx, Optional.of(new TlsFiles("http.tls", certificate, key)), 1);
    Future<HttpServer> listening =
        tls.addTo(Connections.options())
            .compose(
                options ->
                    connections
                        .watch(vertx, vertx.createHttpServer(options))
                        .requestHandler(ServerTlsIT::answer)
                        .listen(0, "127.0.0.1"))
            .onSuccess(tls::follow);
    server = await(listening);
  }

  private static void answer(HttpServerRequest request) {
    switch (request.path()) {
      case "/much" -> request.response().end(Buffer.buffer(new byte[64 * MEGABYTE]));
      case "/last" -> request.response().putHeader("Connection", "close").end("bye");
      default -> request.response().end("here");
    }
  }

  private TlsClient connect() throws IOException {
    return new TlsClient(server.actualPort());
  }

  private BigInteger serial() throws IOException {
    try (TlsClient client = connect()) {
      assertThat(client.get("/")).endsWith("here");
      return client.serial();
    }
  }

  /** Replaces the files at once, one after the other. */
  private void put(TestCertificate made) throws IOException {
    put(made.pemFile(), certificate);
    put(made.keyFile(), key);
  }

  private void put(Path from, Path to) throws IOException {
    Path copy = Files.copy(from, directory.resolve("copy"), StandardCopyOption.REPLACE_EXISTING);
    Files.move(copy, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aNewCertificateIsForNewConnectionsAndOpenOnesGoOn() throws IOException {
    listen(LONG);
    try (TlsClient open = connect()) {
      assertThat(open.get("/")).endsWith("here");
      BigInteger before = open.serial();
      put(TestCertificate.forLoopback(directory));
      Await.until(Await.LONG, "a new certificate", () -> !serial().equals(before));
      assertThat(open.get("/")).endsWith("here");
      assertThat(open.serial()).isEqualTo(before);
    }
  }

  @Test
  void aPairThatIsNotWholeIsNotUsedUntilItIs() throws IOException {
    listen(LONG);
    BigInteger before = serial();
    TestCertificate next = TestCertificate.forLoopback(directory);
    put(next.keyFile(), key);
    Await.until(Await.LONG, "it is refused", () -> tls.refused().contains("does not belong"));
    assertThat(serial()).isEqualTo(before);
    Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nMIIB");
    Await.until(Await.LONG, "it is refused", () -> tls.refused().contains("no complete"));
    assertThat(serial()).isEqualTo(before);
    Files.delete(certificate);
    Await.until(Await.LONG, "it is refused", () -> tls.refused().contains("does not exist"));
    put(TestCertificate.valid(directory, -10, 5, "EC"));
    Await.until(Await.LONG, "it is refused", () -> tls.refused().contains("has expired"));
    assertThat(serial()).isEqualTo(before);
    put(next);
    Await.until(Await.LONG, "a new certificate", () -> !serial().equals(before));
    assertThat(tls.refused()).isEmpty();
  }

  @Test
  void aCertificateThatExpiresSoonIsAProblemUntilThereIsANewOne() throws IOException {
    put(TestCertificate.valid(directory, -20, 30, "RSA"));
    listen(LONG);
    assertThat(tls.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.kind()).isEqualTo("certificate-expires");
              assertThat(problem.text())
                  .startsWith("the certificate of http.tls expires soon: ")
                  .contains("for 127.0.0.1, localhost");
            });
    put(TestCertificate.forLoopback(directory));
    Await.until(Await.LONG, "no problem", () -> tls.problems().isEmpty());
  }

  @Test
  void filesThatCannotBeUsedFailTheStart() throws IOException {
    Files.writeString(key, "nothing");
    assertThatThrownBy(() -> listen(LONG))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("http.tls.key: " + key);
  }

  @Test
  void oldVersionsAndHttp2AreNotOffered() throws IOException {
    listen(LONG);
    for (String version : List.of("TLSv1.3", "TLSv1.2")) {
      try (TlsClient client = new TlsClient(server.actualPort(), version)) {
        assertThat(client.get("/")).endsWith("here");
        assertThat(client.applicationProtocol()).isEmpty();
      }
    }
    try (Socket plain = new Socket("127.0.0.1", server.actualPort())) {
      plain.setSoTimeout((int) Await.LONG.toMillis());
      plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(new String(plain.getInputStream().readAllBytes(), ISO_8859_1))
          .doesNotContain("here");
    }
  }

  /** OpenSSL, unlike Java, complains about a connection that is only cut. */
  @Test
  void whoEndsAnAnswerEndsTheConnectionAsTlsDoes() throws Exception {
    listen(LONG);
    Process client =
        new ProcessBuilder(
                "openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + server.actualPort())
            .redirectErrorStream(true)
            .start();
    client.getOutputStream().write("GET /last HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(ISO_8859_1));
    client.getOutputStream().flush();
    assertThat(new String(client.getInputStream().readAllBytes(), ISO_8859_1))
        .contains("bye")
        .doesNotContain("unexpected eof");
  }

  @Test
  void whoReadsSlowlyButReadsIsNotHungUpOn() throws IOException {
    Duration timeout = Duration.ofSeconds(4);
    listen(timeout);
    try (TlsClient client = connect()) {
      client.send("GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.head();
      long end = System.nanoTime() + timeout.multipliedBy(2).toNanos();
      for (int i = 0; i < 600 && System.nanoTime() < end; i++) { // less than 64 MB
        assertThat(client.in().readNBytes(100_000)).hasSize(100_000);
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
      assertThat(connections.counts()).containsEntry("hung_up", 0L);
    }
  }

  @Test
  void whoDoesNotReadIsHungUpOn() throws IOException {
    listen(Duration.ofMillis(500));
    try (TlsClient client = connect()) {
      client.send("GET /much HTTP/1.1\r\nHost: localhost\r\n\r\n");
      client.head();
      Await.until("it is hung up on", () -> connections.counts().get("hung_up") == 1);
    }
  }

  @Test
  void whoNeverEndsTheHandshakeKeepsNobodyOut() throws IOException {
    listen(LONG);
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < Handshakes.MOST + 10; i++) {
        silent.add(new Socket("127.0.0.1", server.actualPort()));
      }
      assertThat(serial()).isNotNull();
      Socket first = silent.get(0);
      first.setSoTimeout((int) Await.LONG.toMillis());
      long started = System.nanoTime();
      assertThat(first.getInputStream().read()).isEqualTo(-1);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(9));
    } finally {
      for (Socket each : silent) {
        each.close();
      }
    }
  }

  @Test
  void aBrokenHandshakeIsTheClientsFault() throws IOException {
    listen(LONG);
    try {
      new TlsClient(server.actualPort(), "TLSv1.1").close();
    } catch (SSLException | IllegalArgumentException refused) {
      // by the server, or by this Java
    }
    assertThat(serial()).isNotNull();
  }
}
