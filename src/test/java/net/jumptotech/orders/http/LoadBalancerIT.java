package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.oidc.AlbOptions;
import net.jumptotech.orders.http.oidc.ClaimRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests that a load balancer of AWS would send on, and those of others who would like to be. */
final class LoadBalancerIT {

  private static final String ARN =
      "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/orders/50dc6c495c0c9188";
  private static final String CLIENT = "orders-client";
  private static final String KEY_ID = "7e2f5c0a-1111-4222-8333-944455556666";

  private static final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private static final Vertx balancer = Vertx.vertx();
  private static KeyPair keys;
  private static KeyPair others;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    keys = generator.generateKeyPair();
    others = generator.generateKeyPair();
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n";
    HttpServer published =
        await(
            balancer
                .createHttpServer()
                .requestHandler(
                    request -> {
                      asked.add(request.path());
                      boolean there = request.path().equals("/keys/" + KEY_ID);
                      request
                          .response()
                          .setStatusCode(
                              there ? 200 : request.path().contains("broken") ? 500 : 403)
                          .end(there ? pem : "no");
                    })
                .listen(0, "127.0.0.1"));
    server =
        new TestServer(
            TestServer.options(
                5,
                new AccessOptions(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new AlbOptions(
                            ARN,
                            CLIENT,
                            "http://127.0.0.1:" + published.actualPort() + "/keys",
                            new ClaimRules(
                                "alb",
                                "email",
                                "groups",
                                Map.of("ops", EnumSet.of(Right.READ_ORDERS, Right.OPERATE))))))));
    String good = token(header(), claims("anna@example.com", "ops"), keys.getPrivate());
    assertThat(with("/api/orders", good).status()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    await(balancer.close());
  }

  private static JsonObject header() {
    return new JsonObject()
        .put("typ", "JWT")
        .put("kid", KEY_ID)
        .put("alg", "ES256")
        .put("iss", "https://login.example.com")
        .put("client", CLIENT)
        .put("signer", ARN)
        .put("exp", Instant.now().getEpochSecond() + 120);
  }

  private static JsonObject claims(String name, String... groups) {
    return new JsonObject()
        .put("sub", "1234567890")
        .put("email", name)
        .put("groups", new JsonArray(List.of(groups)));
  }

  /** With padding, as the load balancer writes it. */
  private static String token(JsonObject header, JsonObject claims, PrivateKey key)
      throws Exception {
    Base64.Encoder base64 = Base64.getUrlEncoder();
    String signed =
        base64.encodeToString(header.encode().getBytes(UTF_8))
            + "."
            + base64.encodeToString(claims.encode().getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key);
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + base64.encodeToString(signature.sign());
  }

  private static TestServer.Reply with(String path, String... data) throws Exception {
    HttpRequest.Builder request = server.request(path);
    for (String each : data) {
      request.header("x-amzn-oidc-data", each);
    }
    return server.send(request);
  }

  @Test
  void whoIsLoggedInThereHasTheRightsOfTheirGroups() throws Exception {
    for (String name : List.of("anna@example.com", "bo@example.com", "cy.@example.com")) {
      String anna = token(header(), claims(name, "ops", "cyclists"), keys.getPrivate());
      TestServer.Reply session = with("/api/session", anna);
      assertThat(session.json())
          .containsEntry("name", "alb:" + name)
          .containsEntry("access", List.of("alb"))
          .containsEntry("session", false)
          .containsEntry("rights", List.of("orders:read", "orders:operate"));
      assertThat(with("/api/system", anna).status()).isEqualTo(200);
      assertThat(with("/api/export/orders", anna).json())
          .containsEntry("detail", "alb:" + name + " lacks the right orders:export");
    }
    assertThat(asked.stream().filter(path -> path.endsWith(KEY_ID)).count())
        .as("the key is kept")
        .isLessThanOrEqualTo(1);

    assertThat(with("/api/orders", token(header(), claims("nora"), keys.getPrivate())).json())
        .containsEntry("detail", "alb:nora lacks the right orders:read");
    for (Object unverified : List.of(false, "false")) {
      JsonObject claims = claims("anna@example.com", "ops").put("email_verified", unverified);
      assertThat(with("/api/orders", token(header(), claims, keys.getPrivate())).status())
          .as("%s %s", unverified, unverified.getClass())
          .isEqualTo(401);
    }
    assertThat(with("/api/orders").status()).isEqualTo(401);
    assertThat(with("/api/session").json()).containsEntry("name", "");
  }

  @Test
  void whatTheLoadBalancerHasNotSignedIsRefused() throws Exception {
    JsonObject claims = claims("anna@example.com", "ops");
    Map<String, Consumer<JsonObject>> wrong = new LinkedHashMap<>();
    wrong.put("another load balancer", it -> it.put("signer", ARN.replace("/orders/", "/other/")));
    wrong.put("no signer", it -> it.remove("signer"));
    wrong.put("another client", it -> it.put("client", "other"));
    wrong.put("expired", it -> it.put("exp", Instant.now().getEpochSecond() - 60));
    wrong.put("without an end", it -> it.remove("exp"));
    wrong.put("an end that is a text", it -> it.put("exp", "9999999999"));
    wrong.put("HS256", it -> it.put("alg", "HS256"));
    wrong.put("none", it -> it.put("alg", "none"));
    wrong.put("RS256", it -> it.put("alg", "RS256"));
    wrong.put("another path", it -> it.put("kid", "../" + KEY_ID));
    wrong.put("another host", it -> it.put("kid", "@evil.example/" + KEY_ID));
    wrong.put("an encoded path", it -> it.put("kid", "..%2F" + KEY_ID));
    wrong.put("a query", it -> it.put("kid", KEY_ID + "?x"));
    wrong.put("no kid", it -> it.remove("kid"));
    for (Map.Entry<String, Consumer<JsonObject>> each : wrong.entrySet()) {
      JsonObject header = header();
      each.getValue().accept(header);
      assertThat(with("/api/orders", token(header, claims, keys.getPrivate())).status())
          .as(each.getKey())
          .isEqualTo(401);
    }
    assertThat(asked).allMatch(path -> path.matches("/keys/[A-Za-z0-9-]+"));

    String good = token(header(), claims, keys.getPrivate());
    String[] parts = good.split("\\.");
    String more = new String(Base64.getUrlEncoder().encode(claims.put("x", 1).encode().getBytes()));
    assertThat(with("/api/orders", token(header(), claims, others.getPrivate())).status())
        .as("signed with another key")
        .isEqualTo(401);
    assertThat(with("/api/orders", parts[0] + "." + more + "." + parts[2]).status())
        .as("other claims")
        .isEqualTo(401);
    assertThat(with("/api/orders", parts[0] + "." + parts[1] + ".").status())
        .as("no signature")
        .isEqualTo(401);
    assertThat(with("/api/orders", good, good).status()).as("twice").isEqualTo(401);
    assertThat(with("/api/orders", good).status()).isEqualTo(200);
  }

  @Test
  void keysAreAskedForAFewTimesOnly() throws Exception {
    int before = asked.size();
    for (int i = 0; i < 50; i++) {
      String token =
          token(
              header().put("kid", (i == 0 ? "broken-" : "unknown-") + i),
              claims("anna@example.com", "ops"),
              others.getPrivate());
      assertThat(with("/api/orders", token).status()).isIn(401, 503);
    }
    assertThat(asked.size() - before).isLessThanOrEqualTo(8);
    String good = token(header(), claims("anna@example.com", "ops"), keys.getPrivate());
    assertThat(with("/api/orders", good).status()).as("its key is kept").isEqualTo(200);
  }
}
