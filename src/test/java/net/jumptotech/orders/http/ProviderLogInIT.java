package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestProvider;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.oidc.ClaimRules;
import net.jumptotech.orders.http.oidc.OidcOptions;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People log in with a provider, step by step as a browser would. */
final class ProviderLogInIT {

  /** Where a browser would find us; the test asks the real port instead. */
  private static final String URL = "http://localhost:8000";

  private static final String BEGIN = "/api/session/oidc";
  private static final String CALLBACK = BEGIN + "/callback";

  private static TestProvider provider;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    provider =
        new TestProvider()
            .person("anna", "ops", "cyclists")
            .person("victor", "viewers")
            .person("nora", "cyclists");
    provider.redirectTo(URL + CALLBACK);
    server = server(provider.issuer());
    Await.until(Await.LONG, "the provider is known", () -> problem(server) == null);
    Await.until(Await.LONG, "people can log in", () -> !begin("/").to().startsWith("/"));
  }

  private static TestServer server(String issuer) throws Exception {
    return new TestServer(
        TestServer.options(
            5,
            new AccessOptions(
                Optional.empty(),
                Optional.of(new Secret("a secret of this test, 32 long.")),
                Optional.of(
                    new OidcOptions(
                        issuer,
                        TestProvider.CLIENT,
                        Optional.of(new Secret(TestProvider.CLIENT_SECRET)),
                        "",
                        List.of("openid", "profile"),
                        URL,
                        Duration.ofSeconds(1),
                        new ClaimRules(
                            "oidc",
                            "sub",
                            "groups",
                            Map.of(
                                "ops", EnumSet.of(Right.READ_ORDERS, Right.OPERATE),
                                "viewers", EnumSet.of(Right.READ_ORDERS))))))));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    provider.close();
  }

  private static Object problem(TestServer of) throws Exception {
    return of.get("/api/session").json().get("problem");
  }

  /** A log-in that has begun. */
  private record Begun(String to, String cookie) {}

  private static Begun begin(String returnTo) throws Exception {
    TestServer.Reply reply = server.get(BEGIN + "?return_to=" + returnTo);
    assertThat(reply.status()).isEqualTo(303);
    return new Begun(reply.header("Location"), reply.header("Set-Cookie").split(";")[0]);
  }

  private static TestServer.Reply finish(TestServer at, String query, String cookie)
      throws Exception {
    return at.send(at.request(CALLBACK + "?" + query).header("Cookie", cookie));
  }

  /** What the provider sends back with the browser of somebody. */
  private static String query(Begun begun, String person) throws Exception {
    URI back = provider.logIn(begun.to(), person);
    assertThat(back.toString()).startsWith(URL + CALLBACK + "?");
    return back.getRawQuery();
  }

  private static String session(String person) throws Exception {
    Begun begun = begin("/");
    TestServer.Reply reply = finish(server, query(begun, person), begun.cookie());
    return session(reply).split(";")[0];
  }

  private static String session(TestServer.Reply reply) {
    return reply.response().headers().allValues("Set-Cookie").stream()
        .filter(cookie -> cookie.startsWith("__Host-orders="))
        .findFirst()
        .orElse("");
  }

  private static TestServer.Reply with(String path, String cookie) throws Exception {
    return server.send(server.request(path).header("Cookie", cookie));
  }

  @Test
  void theProviderIsAskedWithStateNonceAndAChallenge() throws Exception {
    Begun one = begin("/");
    Map<String, String> query = parameters(URI.create(one.to()).getRawQuery());
    assertThat(one.to()).startsWith(provider.issuer() + "/oauth2/authorize?");
    assertThat(query)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", TestProvider.CLIENT)
        .containsEntry("redirect_uri", URL + CALLBACK)
        .containsEntry("scope", "openid profile")
        .containsEntry("code_challenge_method", "S256");
    for (String name : List.of("state", "nonce", "code_challenge")) {
      assertThat(query.get(name)).matches("[A-Za-z0-9_-]{43}");
      assertThat(query.get(name))
          .isNotEqualTo(parameters(URI.create(begin("/").to()).getRawQuery()).get(name));
    }

    String kept = server.get(BEGIN).header("Set-Cookie");
    assertThat(kept)
        .startsWith("__Host-orders-log-in=")
        .contains("Path=/", "Secure", "HTTPOnly", "SameSite=Lax", "Max-Age=600");
  }

  private static Map<String, String> parameters(String query) {
    return Arrays.stream(query.split("&"))
        .map(each -> each.split("=", 2))
        .collect(Collectors.toMap(each -> each[0], each -> URLDecoder.decode(each[1], UTF_8)));
  }

  @Test
  void peopleHaveTheRightsOfTheirGroupsAndReturnToTheirPage() throws Exception {
    Begun begun = begin("/orders%3Fq=1");
    TestServer.Reply reply = finish(server, query(begun, "anna"), begun.cookie());
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Location")).isEqualTo("/orders?q=1");
    String session = session(reply);
    assertThat(session)
        .contains("Path=/", "Secure", "HTTPOnly", "SameSite=Strict", "Max-Age=28800");
    assertThat(reply.response().headers().allValues("Set-Cookie"))
        .anyMatch(cookie -> cookie.startsWith("__Host-orders-log-in=;"));

    String cookie = session.split(";")[0];
    assertThat(with("/api/session", cookie).json())
        .containsEntry("name", "oidc:anna")
        .containsEntry("rights", List.of("orders:read", "orders:operate"))
        .containsEntry("session", true);
    assertThat(with("/api/system", cookie).status()).isEqualTo(200);
    assertThat(with("/api/system", session("victor")).json())
        .containsEntry("detail", "oidc:victor lacks the right orders:operate");
    assertThat(with("/api/orders", session("nora")).json())
        .containsEntry("detail", "oidc:nora lacks the right orders:read");
  }

  @Test
  void aLogInEndsInAnyProcess() throws Exception {
    TestServer another = server(provider.issuer());
    try {
      Await.until(
          Await.LONG,
          "the provider is known there too",
          () -> !another.get(BEGIN).header("Location").startsWith("/"));
      Begun begun = begin("/system");
      TestServer.Reply reply = finish(another, query(begun, "anna"), begun.cookie());
      assertThat(reply.header("Location")).isEqualTo("/system");
      assertThat(with("/api/session", session(reply).split(";")[0]).json())
          .containsEntry("name", "oidc:anna");
    } finally {
      another.close();
    }
  }

  @Test
  void whatTheProviderSendsBackCountsOnceAndInItsOwnBrowser() throws Exception {
    Begun begun = begin("/");
    String query = query(begun, "anna");
    Begun attacked = begin("/");
    String code = parameters(query).get("code");
    String state = parameters(URI.create(attacked.to()).getRawQuery()).get("state");

    assertThat(refused(query, attacked.cookie())).as("cookie of another log-in").isEqualTo("over");
    assertThat(refused(query, "a=b")).as("no cookie").isEqualTo("over");
    assertThat(refused(query, begun.cookie() + "x")).as("a forged cookie").isEqualTo("over");
    assertThat(refused("code=" + code, begun.cookie())).as("no state").isEqualTo("over");
    assertThat(refused("code=" + code + "&state=" + state, attacked.cookie()))
        .as("somebody else's code, which PKCE binds to their log-in")
        .isEqualTo("denied");
    assertThat(refused("error=access_denied&state=" + state, attacked.cookie()))
        .as("the provider refuses")
        .isEqualTo("denied");
    assertThat(refused("code=x&iss=https://other.example&state=" + state, attacked.cookie()))
        .as("from another provider")
        .isEqualTo("refused");

    Begun again = begin("/");
    String good = query(again, "anna");
    assertThat(finish(server, good, again.cookie()).header("Location")).isEqualTo("/");
    assertThat(refused(good, again.cookie())).as("a second time").isEqualTo("denied");
    assertThat(with("/api/orders", again.cookie().replace("-log-in", "")).status())
        .as("what is kept of a log-in is no session")
        .isEqualTo(401);
  }

  private static String refused(String query, String cookie) throws Exception {
    TestServer.Reply reply = finish(server, query, cookie);
    assertThat(session(reply)).isEmpty();
    assertThat(reply.header("Location")).startsWith("/?log_in=");
    return reply.header("Location").substring("/?log_in=".length());
  }

  @Test
  void aLogInLeadsToNoOtherSite() throws Exception {
    for (String to :
        List.of(
            "//evil.example",
            "https://evil.example",
            "/%5Cevil.example",
            "%5C%5Cevil.example",
            "/%09/evil.example",
            "javascript:alert(1)",
            "/%0d%0aSet-Cookie:a=b",
            "evil.example")) {
      assertThat(server.get(BEGIN + "?return_to=" + to).status()).as(to).isEqualTo(400);
    }
  }

  @Test
  void aCopyOfTheCookieIsWorthNothingAfterTheLogOut() throws Exception {
    String session = session("anna");
    String other = session("anna");
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
                        .putHeader("Cookie", session)));
    CompletableFuture<Void> closed = new CompletableFuture<>();
    socket.closeHandler(closed::complete);

    TestServer.Reply out =
        server.send(server.request("/api/session").DELETE().header("Cookie", session));
    assertThat(out.header("Set-Cookie")).startsWith("__Host-orders=;").contains("Max-Age=0");
    assertThat(with("/api/orders", session).status()).isEqualTo(401);
    assertThat(with("/api/orders", other).status()).as("another session of hers").isEqualTo(200);
    closed.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void whileTheProviderIsAwayWeSaySoAndAskItAgain() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    TestServer early = server("http://127.0.0.1:" + port);
    try {
      Await.until(Await.LONG, "it is missed", () -> problem(early) != null);
      assertThat(problem(early).toString())
          .startsWith("the log-in with http://127.0.0.1:" + port + " is not available: ");
      assertThat(early.get(BEGIN).header("Location")).isEqualTo("/?log_in=unavailable");
      assertThat(early.get("/healthz").status()).isEqualTo(200);

      try (TestProvider late = new TestProvider(port)) {
        Await.until(Await.LONG, "it is there", () -> problem(early) == null);
        assertThat(early.get(BEGIN).header("Location")).startsWith(late.issuer());
      }
    } finally {
      early.close();
    }
  }
}
