package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestProvider;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.oidc.ClaimRules;
import net.jumptotech.orders.http.oidc.OidcOptions;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation of the contract, asked by everybody. */
final class AccessIT {

  /** What somebody without a right may not do; a new operation must be put here. */
  private static final Map<String, Set<String>> NEEDS =
      Map.of(
          "orders:send", Set.of("sendOrders", "importOrders", "listImportMappings"),
          "orders:read",
              Set.of(
                  "listOrders",
                  "getOrder",
                  "getStory",
                  "getFraudRules",
                  "getAnalytics",
                  "getAnalyticsAtRoot",
                  "getSummary",
                  "getOverview",
                  "getHealth"),
          "orders:export", Set.of("exportOrders"),
          "orders:operate",
              Set.of(
                  "listDeadLetters",
                  "getDeadLetter",
                  "listBreaches",
                  "acknowledgeBreach",
                  "listOperations",
                  "getSystem"));

  private static final Set<String> PUBLIC =
      Set.of(
          "getHealthz",
          "getOpenApiYaml",
          "getOpenApiJson",
          "getOpenApiJsonAtRoot",
          "getDocs",
          "getSession",
          "logIn",
          "logOut",
          "beginLogIn",
          "finishLogIn",
          "receiveShopify", // signed
          "receiveWooCommerce",
          "receiveStripe");

  private static final Map<String, Set<Right>> PEOPLE =
      Map.of(
          "viewer", EnumSet.of(Right.READ_ORDERS),
          "sender", EnumSet.of(Right.SEND_ORDERS),
          "operator", EnumSet.of(Right.READ_ORDERS, Right.EXPORT_ORDERS, Right.OPERATE),
          "admin", EnumSet.of(Right.ADMIN));

  /** Those of the provider, with the same names as people. */
  private static final Map<String, Set<Right>> GROUPS =
      PEOPLE.entrySet().stream()
          .collect(Collectors.toMap(each -> each.getKey() + "s", Map.Entry::getValue));

  private static final Map<String, String> KEY = new HashMap<>();

  @TempDir private static Path directory;
  private static Path file;
  private static TestServer server;
  private static TestProvider provider;
  private static TestProvider foreign;

  @BeforeAll
  static void start() throws Exception {
    file = directory.resolve("keys");
    for (Map.Entry<String, Set<Right>> each : PEOPLE.entrySet()) {
      add(each.getKey(), each.getValue(), Optional.empty());
    }
    add("former", EnumSet.of(Right.ADMIN), Optional.of(LocalDate.of(2026, 1, 1)));
    provider = new TestProvider();
    PEOPLE.forEach((name, rights) -> provider.program(name, name + "s"));
    provider.program("stranger", "people of another department");
    provider.programFor("wrong audience", "https://another.example", "admins");
    provider.programOf("wrong issuer", "https://another.example", "admins");
    provider.programOfAge("expired token", Duration.ofHours(1), "admins");
    provider.programOfAge("early token", Duration.ofHours(-1), "admins");
    provider.programWithIdTokens("ID token", "admins");
    foreign = new TestProvider();
    foreign.program("foreign", "admins");
    server =
        new TestServer(
            TestServer.options(
                5,
                new AccessOptions(
                    Optional.of(Keys.read(file)),
                    Optional.of(new Secret("a secret of this test, 32 long.")),
                    Optional.of(
                        new OidcOptions(
                            provider.issuer(),
                            "",
                            Optional.empty(),
                            TestProvider.AUDIENCE,
                            List.of("openid"),
                            "",
                            Duration.ofSeconds(1),
                            new ClaimRules("oidc", "sub", "groups", GROUPS))))));
    Await.until(Await.LONG, "the provider is known", () -> get(token("viewer")) == 200);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    provider.close();
    foreign.close();
  }

  private static void add(String name, Set<Right> rights, Optional<LocalDate> until)
      throws Exception {
    String key = AccessKey.draw();
    KeyFile.append(file, KeyFile.line(name, rights, key, until));
    KEY.put(name, key);
  }

  @Test
  void everyOperationAsksForItsRight() throws Exception {
    List<Operation> operations = await(Contract.load(server.vertx)).openApi().operations();
    assertThat(operations).hasSizeGreaterThan(20);
    for (Operation operation : operations) {
      String id = operation.getOperationId();
      Optional<Right> right =
          NEEDS.entrySet().stream()
              .filter(each -> each.getValue().contains(id))
              .map(each -> Right.of(each.getKey()))
              .findFirst();
      assertThat(right.isPresent() || PUBLIC.contains(id)).as(id + " is in the table").isTrue();

      int refused = right.isPresent() ? 401 : 0;
      check(operation, "nobody", request -> request, refused);
      check(
          operation,
          "unknown",
          it -> it.header("Authorization", "Bearer " + AccessKey.draw()),
          refused);
      check(operation, "Basic", it -> it.header("Authorization", "Basic YTpi"), refused);
      check(
          operation,
          "forged session",
          it -> it.header("Cookie", "__Host-orders=e30.e30.e30"),
          refused);
      check(operation, "expired", it -> it.header("Authorization", bearer("former")), refused);
      for (String name :
          List.of("wrong audience", "wrong issuer", "expired token", "early token", "ID token")) {
        check(operation, name, it -> it.header("Authorization", token(name)), refused);
      }
      check(
          operation,
          "token of another provider",
          it -> it.header("Authorization", "Bearer " + token(foreign, "foreign")),
          refused);
      check(
          operation,
          "somebody of another department",
          it -> it.header("Authorization", token("stranger")),
          refused == 0 ? 0 : 403);
      for (Map.Entry<String, Set<Right>> person : PEOPLE.entrySet()) {
        String name = person.getKey();
        boolean may =
            right.isEmpty()
                || person.getValue().contains(right.get())
                || person.getValue().contains(Right.ADMIN);
        check(operation, name, it -> it.header("Authorization", bearer(name)), may ? 0 : 403);
        check(
            operation,
            name + " with a token",
            it -> it.header("Authorization", token(name)),
            may ? 0 : 403);
      }
    }
  }

  private interface With {
    HttpRequest.Builder with(HttpRequest.Builder request) throws Exception;
  }

  /**
   * @param refused with which status; 0: it is not
   */
  private static void check(Operation operation, String who, With with, int refused)
      throws Exception {
    String path = operation.getOpenAPIPath().replace("{id}", "1").replace("{place}", "0-1");
    TestServer.Reply reply =
        server.send(
            with.with(server.request(path))
                .method(operation.getHttpMethod().name(), BodyPublishers.noBody()));
    String what = operation.getOperationId() + " asked by " + who;
    if (refused == 0) {
      boolean saysWho = operation.getOperationId().equals("getSession");
      assertThat(reply.status()).as(what).isNotIn(saysWho ? Set.of(403) : Set.of(401, 403));
    } else {
      assertThat(reply.status()).as(what).isEqualTo(refused);
      assertThat(reply.header("WWW-Authenticate")).as(what).startsWith("Bearer realm=\"orders\"");
    }
    assertThat(reply.text()).as(what).doesNotContain("ord_" + "AAAA").doesNotContain(hashes());
  }

  private static String[] hashes() throws Exception {
    return Files.readAllLines(file).stream().map(line -> line.split(" ")[2]).toArray(String[]::new);
  }

  private static String bearer(String name) {
    return "Bearer " + KEY.get(name);
  }

  private static final Map<String, String> TOKENS = new HashMap<>();

  /** The same one each time. */
  private static String token(String program) throws Exception {
    return "Bearer " + token(provider, program);
  }

  private static String token(TestProvider from, String program) throws Exception {
    if (!TOKENS.containsKey(program)) {
      TOKENS.put(program, from.token(program));
    }
    return TOKENS.get(program);
  }

  @Test
  void aTokenThatIsRefusedIsToldWhy() throws Exception {
    Map<String, String> why =
        Map.of(
            "wrong audience", "it is for another audience: expected " + TestProvider.AUDIENCE,
            "wrong issuer", "it is of another issuer",
            "expired token", "it has expired, or is not valid yet",
            "early token", "it has expired, or is not valid yet",
            "ID token", "it is an ID token, which says that somebody has logged in");
    for (Map.Entry<String, String> each : why.entrySet()) {
      TestServer.Reply reply = with(token(each.getKey()));
      assertThat(reply.status()).as(each.getKey()).isEqualTo(401);
      assertThat(reply.json())
          .containsEntry("detail", "The token is not accepted: " + each.getValue() + ".");
      assertThat(reply.header("WWW-Authenticate")).contains("error=\"invalid_token\"");
    }
    assertThat(with("Bearer " + token(foreign, "foreign")).json())
        .containsEntry("detail", "The token is not accepted: the provider has no key of its kid.");
    assertThat(with(token("stranger")).json())
        .containsEntry("detail", "oidc:stranger lacks the right orders:read");
  }

  /** Whoever knows the public key, which everybody may, must not be able to sign with it. */
  @Test
  void aTokenThatIsNotSignedByTheProviderIsRefused() throws Exception {
    String good = token(provider, "viewer");
    String[] parts = good.split("\\.");
    String kid = json(parts[0]).getString("kid");
    String payload = parts[1];
    byte[] modulus = publicKey(kid);

    Map<String, String> forged = new LinkedHashMap<>();
    for (String none : List.of("none", "None", "NONE", "")) {
      String header = text(new JsonObject().put("alg", none).put("kid", kid));
      forged.put("alg " + none + " without signature", header + "." + payload + ".");
      forged.put("alg " + none, header + "." + payload + "." + parts[2]);
      forged.put("alg " + none + " of two parts", header + "." + payload);
    }
    String header = text(new JsonObject().put("alg", "HS256").put("kid", kid));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(modulus, "HmacSHA256"));
    forged.put(
        "HS256 with the public key",
        header + "." + payload + "." + text(mac.doFinal((header + "." + payload).getBytes())));
    forged.put(
        "a key in the header",
        text(json(parts[0]).put("jwk", new JsonObject().put("kty", "RSA")).put("x5c", List.of("x")))
            + "."
            + payload
            + "."
            + parts[2]);
    forged.put(
        "another payload",
        parts[0] + "." + text(json(payload).put("groups", List.of("admins"))) + "." + parts[2]);
    forged.put("no signature", parts[0] + "." + payload + ".");
    forged.put("cut off", good.substring(0, good.length() - 10));
    for (Map.Entry<String, String> each : forged.entrySet()) {
      assertThat(with("Bearer " + each.getValue()).status()).as(each.getKey()).isEqualTo(401);
    }
    assertThat(with("Bearer " + good).status()).isEqualTo(200);
  }

  private static byte[] publicKey(String kid) throws Exception {
    java.net.http.HttpResponse<String> jwks =
        server.client.send(
            HttpRequest.newBuilder(java.net.URI.create(provider.issuer() + "/oauth2/jwks")).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    return new JsonObject(jwks.body())
        .getJsonArray("keys").stream()
            .map(JsonObject.class::cast)
            .filter(key -> key.getString("kid").equals(kid))
            .findFirst()
            .orElseThrow()
            .getString("n")
            .getBytes();
  }

  private static JsonObject json(String part) {
    return new JsonObject(new String(Base64.getUrlDecoder().decode(part)));
  }

  private static String text(JsonObject part) {
    return text(part.encode().getBytes());
  }

  private static String text(byte[] part) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
  }

  private static TestServer.Reply with(String authorization) throws Exception {
    return server.send(server.request("/api/orders").header("Authorization", authorization));
  }

  @Test
  void aRefusalSaysWhoLacksWhat() throws Exception {
    TestServer.Reply reply =
        server.send(server.request("/api/export/orders").header("Authorization", bearer("viewer")));
    assertThat(reply.json()).containsEntry("detail", "viewer lacks the right orders:export");

    assertThat(server.get("/api/orders").json())
        .containsEntry(
            "detail",
            "This needs the right orders:read: send a key (Authorization: Bearer ord_…), or log"
                + " in");
    assertThat(
            server
                .send(server.request("/api/orders").header("Authorization", bearer("former")))
                .json())
        .containsEntry("detail", "The key of former expired at 2026-01-02T00:00:00Z.");
  }

  @Test
  void nobodyIsRefusedAfterTheBodyWasRead() throws Exception {
    HttpRequest.Builder order =
        server
            .request("/api/orders")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}"));
    assertThat(server.send(order).status()).isEqualTo(401);
    assertThat(server.writer.written).isEmpty();
    assertThat(server.send(order.header("Authorization", bearer("sender"))).status())
        .isEqualTo(202);
  }

  @Test
  void peopleLogInWithTheirKeyAndOut() throws Exception {
    TestServer.Reply in = logIn(KEY.get("viewer"));
    assertThat(in.status()).isEqualTo(200);
    assertThat(in.json())
        .containsEntry("name", "viewer")
        .containsEntry("rights", List.of("orders:read"));
    String cookie = in.header("Set-Cookie");
    assertThat(cookie)
        .startsWith("__Host-orders=")
        .contains("Path=/", "Secure", "HTTPOnly", "SameSite=Strict", "Max-Age=28800")
        .doesNotContain(KEY.get("viewer"));

    String session = cookie.split(";")[0];
    assertThat(with("/api/orders", session).status()).isEqualTo(200);
    assertThat(with("/api/system", session).status()).isEqualTo(403);
    assertThat(with("/api/session", session).json()).containsEntry("name", "viewer");
    assertThat(with("/api/orders", session + "x").status()).isEqualTo(401);

    TestServer.Reply out =
        server.send(server.request("/api/session").DELETE().header("Cookie", session));
    assertThat(out.header("Set-Cookie")).startsWith("__Host-orders=;").contains("Max-Age=0");
    assertThat(out.json()).containsEntry("name", "").containsEntry("rights", List.of());
    assertThat(logIn(AccessKey.draw()).status()).isEqualTo(401);
    assertThat(logIn(KEY.get("former")).status()).isEqualTo(401);
  }

  private static TestServer.Reply logIn(String key) throws Exception {
    return server.send(
        server
            .request("/api/session")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"key\":\"" + key + "\"}")));
  }

  private static TestServer.Reply with(String path, String cookie) throws Exception {
    return server.send(server.request(path).header("Cookie", cookie));
  }

  @Test
  void theSocketAsksForTheRightToRead() throws Exception {
    WebSocketClient client = server.vertx.createWebSocketClient();
    for (String name : List.of("nobody", "sender", "former")) {
      assertThatThrownBy(() -> await(client.connect(socket(name))))
          .isInstanceOfSatisfying(
              UpgradeRejectedException.class,
              refused ->
                  assertThat(refused.getStatus()).isEqualTo(name.equals("sender") ? 403 : 401));
    }
    await(await(client.connect(socket("viewer"))).close());
  }

  private static WebSocketConnectOptions socket(String name) {
    WebSocketConnectOptions options =
        new WebSocketConnectOptions()
            .setHost("127.0.0.1")
            .setPort(server.verticle.port())
            .setURI("/eventbus/websocket");
    return KEY.containsKey(name) ? options.putHeader("Authorization", bearer(name)) : options;
  }

  @Test
  void aKeyThatIsRemovedIsRefusedAtOnceAndItsSocketsClose() throws Exception {
    add("leaver", EnumSet.of(Right.READ_ORDERS), Optional.empty());
    Await.until(Await.LONG, "the new key is known", () -> get("leaver") == 200);
    String session = logIn(KEY.get("leaver")).header("Set-Cookie").split(";")[0];
    WebSocket socket = await(server.vertx.createWebSocketClient().connect(socket("leaver")));
    CompletableFuture<Void> closed = new CompletableFuture<>();
    socket.closeHandler(closed::complete);

    String rest =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("leaver "))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(file, rest + "this is not a key\n"); // is not used
    Files.writeString(directory.resolve("rest"), rest);
    Files.move(directory.resolve("rest"), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Await.until(Await.LONG, "the key is no longer known", () -> get("leaver") == 401);
    closed.get(Await.LONG.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
    assertThat(with("/api/orders", session).status()).isEqualTo(401);
    assertThat(get("viewer")).isEqualTo(200);
  }

  private static int get(String name) throws Exception {
    return with(name.startsWith("Bearer ") ? name : bearer(name)).status();
  }
}
