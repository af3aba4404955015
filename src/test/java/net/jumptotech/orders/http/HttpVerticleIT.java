package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.BindException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jumptotech.orders.runtime.Health;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every request. */
class HttpVerticleIT extends ServerTest {

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
    assertThat(server.get("/openapi.json").text())
        .isEqualTo(server.get("/api/openapi.json").text());
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
}
