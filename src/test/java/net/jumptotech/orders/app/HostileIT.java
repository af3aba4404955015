package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Right;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system that asks for keys, and many who want more than theirs allows. Repeat a run with {@code
 * -Dorders.hostile.seed=…}.
 */
final class HostileIT {

  private static final long SEED = Long.getLong("orders.hostile.seed", System.nanoTime());
  private static final int REQUESTS = Integer.getInteger("orders.hostile.requests", 10_000);
  private static final int AT_ONCE = 16;
  private static final int MOST_FAULTS = 10;
  private static final String CANARY = "canary";
  private static final String FORGED = "Rm9yZ2VkIGJ5IGEgdGVzdA"; // in whatever is made up
  private static final String SESSION_SECRET = "a secret of this test, 32 or more";

  /** A request behind another one, without a key. */
  private static final String SECOND =
      "GET /api/orders HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static final Pattern INSIDE =
      Pattern.compile("\\tat |Exception\\b|java\\.(lang|util)\\.|io\\.vertx\\.|org\\.sqlite");

  /** What needs a right, and what the answer may be read as otherwise. */
  private static final Map<String, Right> NEEDS =
      Map.ofEntries(
          Map.entry("GET /api/orders", Right.READ_ORDERS),
          Map.entry("POST /api/orders", Right.SEND_ORDERS),
          Map.entry("GET /api/orders/{}", Right.READ_ORDERS),
          Map.entry("GET /api/orders/{}/story", Right.READ_ORDERS),
          Map.entry("GET /api/export/orders", Right.EXPORT_ORDERS),
          Map.entry("POST /api/import", Right.SEND_ORDERS),
          Map.entry("GET /api/import/mappings", Right.SEND_ORDERS),
          Map.entry("GET /api/dead-letters", Right.OPERATE),
          Map.entry("GET /api/dead-letters/{}", Right.OPERATE),
          Map.entry("GET /api/breaches", Right.OPERATE),
          Map.entry("POST /api/breaches/acknowledge", Right.OPERATE),
          Map.entry("GET /api/operations", Right.OPERATE),
          Map.entry("GET /api/fraud/rules", Right.READ_ORDERS),
          Map.entry("GET /api/system", Right.OPERATE),
          Map.entry("GET /api/analytics", Right.READ_ORDERS),
          Map.entry("GET /analytics", Right.READ_ORDERS),
          Map.entry("GET /api/summary", Right.READ_ORDERS),
          Map.entry("GET /api/overview", Right.READ_ORDERS),
          Map.entry("GET /api/health", Right.READ_ORDERS));

  private static final Set<String> PUBLIC =
      Set.of(
          "GET /healthz",
          "GET /api/openapi.yaml",
          "GET /api/openapi.json",
          "GET /openapi.json",
          "GET /docs",
          "GET /api/session",
          "POST /api/session",
          "DELETE /api/session",
          "POST /api/webhooks/shopify",
          "POST /api/webhooks/woocommerce",
          "POST /api/webhooks/stripe");

  private static final List<String> TARGETS =
      java.util.stream.Stream.of(NEEDS.keySet(), PUBLIC, Set.of("GET /eventbus/websocket"))
          .flatMap(Set::stream)
          .sorted()
          .toList();

  private static final List<String> METHODS =
      List.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "POST", "get", "EVIL");

  private static final List<String> TYPES =
      List.of("application/json", "application/json", "text/csv", "/");

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "{}",
          "[]",
          "null",
          "[".repeat(2_000),
          "{\"key\":\"" + FORGED + "\"}",
          "{\"key\":null}",
          "{\"key\":{\"$ne\":\"\"}}",
          "{\"topic\":\"orders\",\"partition\":0}",
          "x".repeat(20_000));

  private final Map<String, String> keys = new HashMap<>();
  private final Set<String> secrets = new LinkedHashSet<>(List.of(FORGED, SESSION_SECRET));
  private final List<String> faults = new ArrayList<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final Set<String> forbidden = new LinkedHashSet<>(); // ids that nobody may have sent
  private final Random random = new Random(SEED);
  private final Vertx vertx = Vertx.vertx();
  private final java.net.http.HttpClient plain = java.net.http.HttpClient.newHttpClient();
  @TempDir private Path directory;
  private OrdersProcess process;
  private URI page;
  private URI metrics;
  private String viewerSession;
  private String revokedSession;
  private List<Supplier<Credential>> credentials;
  private int hungUp;
  private int number;

  /**
   * @param headers pairs of name and value
   * @param rights that it gives
   */
  private record Credential(String what, List<String> headers, Set<Right> rights) {}

  @BeforeEach
  void start() throws Exception {
    Path file = directory.resolve("keys");
    add(file, "admin", EnumSet.of(Right.ADMIN), Optional.empty());
    add(file, "sender", EnumSet.of(Right.SEND_ORDERS), Optional.empty());
    add(file, "viewer", EnumSet.of(Right.READ_ORDERS), Optional.empty());
    add(file, "exporter", EnumSet.of(Right.EXPORT_ORDERS), Optional.empty());
    add(file, "operator", EnumSet.of(Right.OPERATE), Optional.empty());
    add(file, "expired", EnumSet.of(Right.ADMIN), Optional.of(LocalDate.of(2026, 1, 1)));
    add(file, "revoked", EnumSet.of(Right.ADMIN), Optional.empty());
    int health = OrdersProcess.freePort();
    metrics = URI.create("http://127.0.0.1:" + health + "/metrics");
    process =
        OrdersProcess.start(
            directory.resolve("data"),
            Map.of(
                "ORDERS_HTTP_ACCESS",
                "keys",
                "ORDERS_HTTP_KEYS_FILE",
                file.toString(),
                "ORDERS_HTTP_SESSION_SECRET",
                SESSION_SECRET,
                "ORDERS_HEALTH_PORT",
                Integer.toString(health)),
            "--source",
            "none");
    page = process.page();
    viewerSession = logIn("viewer");
    revokedSession = logIn("revoked");
    String rest =
        Files.readAllLines(file).stream()
            .filter(line -> !line.startsWith("revoked "))
            .collect(Collectors.joining("\n", "", "\n"));
    Files.writeString(file, rest);
    placeCanaries();
    Await.until(Await.LONG, "revoked", () -> ask("revoked", "/api/orders").statusCode() == 401);
    credentials = credentials();
  }

  @AfterEach
  void stop() {
    await(vertx.close());
    process.close();
  }

  private void add(Path file, String name, Set<Right> rights, Optional<LocalDate> until)
      throws Exception {
    String key = AccessKey.draw();
    KeyFile.append(file, KeyFile.line(name, rights, key, until));
    keys.put(name, key);
    secrets.add(key);
    secrets.add(hash(key));
  }

  private static String hash(String key) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8)));
  }

  private String logIn(String name) throws Exception {
    HttpResponse<String> in =
        plain.send(
            HttpRequest.newBuilder(page.resolve("/api/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"" + keys.get(name) + "\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(in.statusCode()).isEqualTo(200);
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    secrets.add(cookie.split("=", 2)[1]);
    return cookie;
  }

  private void placeCanaries() throws Exception {
    JsonArray orders = new JsonArray();
    for (int i = 0; i < 20; i++) {
      orders.add(order(CANARY + "-" + i).put("customer_id", CANARY));
    }
    assertThat(send("sender", orders.encode())).isEqualTo(202);
    awaitOrder(CANARY + "-19");
  }

  private static JsonObject order(String id) {
    return new JsonObject().put("order_id", id).put("amount", 1).put("country", "DE");
  }

  private int send(String name, String body) throws Exception {
    return plain
        .send(
            HttpRequest.newBuilder(page.resolve("/api/orders"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + keys.get(name))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding())
        .statusCode();
  }

  private void awaitOrder(String id) {
    Await.until(Await.LONG, id, () -> ask("admin", "/api/orders/" + id).statusCode() == 200);
  }

  private HttpResponse<String> ask(String name, String path) throws Exception {
    return plain.send(
        HttpRequest.newBuilder(page.resolve(path))
            .header("Authorization", "Bearer " + keys.get(name))
            .build(),
        BodyHandlers.ofString());
  }

  @Test
  void nobodyGetsMoreThanHisKeyAllowsAndNothingTellsAKey() throws Exception {
    System.out.println("hostile requests: -Dorders.hostile.seed=" + SEED);
    long begun = System.nanoTime();
    HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(AT_ONCE));
    NetClient sockets = vertx.createNetClient();
    List<Future<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      lanes.add(lane(client, sockets));
    }
    await(Future.join(lanes));
    System.out.printf(
        "%,d in %d s: %s, %d hung up%n",
        number, Duration.ofNanos(System.nanoTime() - begun).toSeconds(), statuses, hungUp);
    assertThat(faults).as("seed %d", SEED).isEmpty();
    assertThat(number).isEqualTo(REQUESTS);
    assertThat(statuses).as("seed %d", SEED).containsKeys(200, 202, 400, 401, 403, 404, 405, 415);

    assertNothingCameIn();
    assertNothingTellsASecret();
    assertThat(process.isAlive()).isTrue();
  }

  private void assertNothingCameIn() throws Exception {
    assertThat(send("sender", order("last").encode())).isEqualTo(202);
    awaitOrder("last");
    String all = ask("admin", "/api/export/orders?format=ndjson").body();
    Set<String> ids =
        all.lines()
            .map(line -> new JsonObject(line).getValue("order_id").toString())
            .collect(Collectors.toSet());
    assertThat(ids).contains(CANARY + "-0", "last").doesNotContainAnyElementsOf(forbidden);
    assertThat(forbidden).hasSizeGreaterThan(REQUESTS / 200);
    assertThat(ask("admin", "/api/orders/" + CANARY + "-0").body()).contains(CANARY, "sender");
  }

  private void assertNothingTellsASecret() throws Exception {
    List<String> told = new ArrayList<>(process.output());
    told.addAll(
        plain
            .send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString())
            .body()
            .lines()
            .toList());
    int records = 0;
    String cursor = "";
    while (cursor != null) {
      String answer =
          ask("admin", "/api/operations?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
              .body();
      JsonObject answered = new JsonObject(answer);
      JsonArray operations = answered.getJsonArray("operations");
      operations.forEach(it -> told.add(it.toString()));
      records += operations.size();
      cursor = answered.getString("next");
    }
    assertThat(records).isGreaterThan(10);
    for (String each : told) {
      assertThat(secrets.stream().filter(each::contains)).as("seed %d: %s", SEED, each).isEmpty();
      assertThat(each).as("seed %d", SEED).doesNotContainPattern("ord_[A-Za-z0-9_-]{20}");
    }
  }

  private Future<Void> lane(HttpClient client, NetClient sockets) {
    Promise<Void> done = Promise.promise();
    vertx.runOnContext(go -> next(client, sockets, done));
    return done.future();
  }

  /** Re-arms itself. */
  private void next(HttpClient client, NetClient sockets, Promise<Void> done) {
    Shot shot;
    synchronized (this) {
      if (number == REQUESTS || faults.size() >= MOST_FAULTS) {
        done.tryComplete();
        return;
      }
      number++;
      shot = random.nextInt(25) == 0 ? rawShot() : shot();
    }
    fire(shot, client, sockets)
        .timeout(30, TimeUnit.SECONDS)
        .onComplete(
            reply -> judge(shot, reply),
            failed -> {
              synchronized (this) {
                if (failed instanceof HttpClosedException || failed instanceof IOException) {
                  hungUp++;
                } else {
                  faults.add(cut(shot + "") + ": " + failed);
                }
              }
            })
        .onComplete(any -> vertx.runOnContext(go -> next(client, sockets, done)));
  }

  private record Reply(int status, String type, String headers, String body) {}

  private void judge(Shot shot, Reply reply) {
    synchronized (this) {
      statuses.merge(reply.status, 1, Integer::sum);
      String fault = fault(shot, reply);
      if (!fault.isEmpty()) {
        faults.add(cut(shot + "") + ": " + reply.status + " " + cut(fault));
      }
    }
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), 1_000));
  }

  private String fault(Shot shot, Reply reply) {
    Set<Right> rights = shot.credential.rights;
    String all = reply.headers + "\n" + reply.body;
    if (reply.status >= 500) {
      return reply.body;
    }
    boolean logsIn = reply.headers.contains("Set-Cookie");
    Optional<String> told =
        secrets.stream()
            .filter(all::contains)
            .filter(it -> !shot.uri.contains(it) && !shot.body.contains(it) && !logsIn)
            .findFirst();
    if (told.isPresent()) {
      return "tells a secret: " + all;
    }
    if (reply.status >= 400) {
      boolean echo = INSIDE.matcher(shot.uri + shot.body).find();
      return INSIDE.matcher(reply.body).find() && !echo ? "tells: " + reply.body : "";
    }
    if (all.contains(CANARY)
        && !rights.contains(Right.READ_ORDERS)
        && !rights.contains(Right.EXPORT_ORDERS)) {
      return "shows orders: " + reply.body;
    }
    boolean data = reply.type.matches("application/(json|x-ndjson)|text/csv");
    if (reply.status < 300 && data && !mayHave(shot, rights)) {
      return "is let in: " + reply.body;
    }
    return "";
  }

  private static boolean mayHave(Shot shot, Set<Right> rights) {
    String method = shot.method.equals("HEAD") ? "GET" : shot.method;
    String path = shot.uri.replaceAll("[?].*", "");
    for (String known : PUBLIC) {
      if (known.equals(method + " " + normal(path))) {
        return true;
      }
    }
    return NEEDS.entrySet().stream()
        .filter(
            it ->
                (method + " " + normal(path))
                    .matches(it.getKey().replace("{}", "[^/]+").replace(".", "\\.")))
        .anyMatch(it -> rights.contains(it.getValue()));
  }

  /** As our router reads a path: dots first, then slashes. */
  private static String normal(String path) {
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : path.replaceAll("(?i)%2e", ".").substring(1).split("/", -1)) {
      if (segment.equals("..")) {
        segments.pollLast();
      } else if (!segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    String normal = ("/" + String.join("/", segments)).replaceAll("//+", "/");
    normal = normal.replaceAll("(?i)%65", "e");
    return normal.length() > 1 && normal.endsWith("/")
        ? normal.substring(0, normal.length() - 1)
        : normal;
  }

  // what is sent

  private List<Supplier<Credential>> credentials() throws Exception {
    String admin = keys.get("admin");
    String none = token("none", adminClaims(), "");
    String other = token("HS256", adminClaims(), "another secret of 32 characters or more");
    String session = "Cookie";
    return List.of(
        () -> credential("nobody", Set.of()),
        () -> credential("unknown", Set.of(), "Authorization", "Bearer " + AccessKey.draw()),
        () -> of("expired", Set.of()),
        () -> of("revoked", Set.of()),
        () -> of("sender", Set.of(Right.SEND_ORDERS)),
        () -> of("viewer", Set.of(Right.READ_ORDERS)),
        () -> of("exporter", Set.of(Right.EXPORT_ORDERS)),
        () -> of("operator", Set.of(Right.OPERATE)),
        () -> credential("malformed", Set.of(), "Authorization", malformed(admin)),
        () ->
            credential(
                "huge",
                Set.of(),
                "Authorization",
                "Bearer " + FORGED.repeat(1 + random.nextInt(500))),
        () ->
            credential(
                "two keys",
                Set.of(),
                "Authorization",
                "Bearer " + admin,
                "authorization",
                "Bearer " + (random.nextBoolean() ? admin : AccessKey.draw())),
        () -> credential("alg none", Set.of(), session, "__Host-orders=" + none),
        () -> credential("other secret", Set.of(), session, "__Host-orders=" + other),
        () -> credential("token", Set.of(), "Authorization", "Bearer " + none),
        () -> credential("session", Set.of(Right.READ_ORDERS), session, viewerSession),
        () -> credential("revoked session", Set.of(), session, revokedSession),
        () ->
            credential(
                "altered session", Set.of(), session, altered(viewerSession, random.nextInt(60))),
        () ->
            credential(
                "session and unknown key",
                Set.of(),
                session,
                viewerSession,
                "Authorization",
                "Bearer " + AccessKey.draw()),
        () ->
            credential(
                "two cookies",
                Set.of(Right.READ_ORDERS),
                session,
                "__Host-orders=" + other + "; " + viewerSession),
        () ->
            credential(
                "other headers",
                Set.of(),
                "X-Api-Key",
                admin,
                "X-Amzn-Oidc-Identity",
                "admin",
                "X-Amzn-Oidc-Data",
                none,
                "X-Forwarded-User",
                "admin",
                "Proxy-Authorization",
                "Bearer " + admin,
                "Connection",
                "Authorization"));
  }

  private Credential of(String name, Set<Right> rights) {
    return credential(name, rights, "Authorization", "Bearer " + keys.get(name));
  }

  private static Credential credential(String what, Set<Right> rights, String... headers) {
    return new Credential(what, List.of(headers), rights);
  }

  private String malformed(String key) {
    return one(
        List.of(
            "Bearer",
            "Bearer ",
            "Bearer " + key + "x",
            "Bearer " + key.substring(1),
            "Bearer " + key.toUpperCase(java.util.Locale.ROOT),
            "Bearer " + key + " " + key,
            "Bearer " + key + "," + key,
            "Bearer \"" + key + "\"",
            "Bearer" + key,
            "Token " + key,
            "Basic " + Base64.getEncoder().encodeToString(("admin:" + key).getBytes(UTF_8)),
            "Digest username=\"admin\"",
            key,
            "",
            "Bearer ord_' OR '1'='1",
            "Bearer " + FORGED + "\u00ff\u00fe"));
  }

  private JsonObject adminClaims() throws Exception {
    return new JsonObject()
        .put("kid", hash(keys.get("admin")).substring(0, 16))
        .put("name", "admin")
        .put("rights", new JsonArray().add("admin"))
        .put("test", FORGED)
        .put("iat", 1)
        .put("exp", 9_999_999_999L);
  }

  private String token(String algorithm, JsonObject claims, String secret) throws Exception {
    String head = base64(new JsonObject().put("typ", "JWT").put("alg", algorithm).encode());
    String text = head + "." + base64(claims.encode());
    String signature = "";
    if (!secret.isEmpty()) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
      signature =
          Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }
    secrets.add(text);
    return text + "." + signature;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  /** Another letter in the middle: the last ones of a signature may be spelt in several ways. */
  private static String altered(String cookie, int at) {
    int place = "__Host-orders=".length() + at;
    char other = cookie.charAt(place) == 'A' ? 'B' : 'A';
    return cookie.substring(0, place) + other + cookie.substring(place + 1);
  }

  private Shot shot() {
    Credential credential = one(credentials).get();
    String[] target = (random.nextInt(6) == 0 ? "POST /api/orders" : one(TARGETS)).split(" ");
    String method = random.nextInt(8) == 0 ? one(METHODS) : target[0];
    String path = target[1].replace("{}", one(List.of(CANARY + "-1", "0-0", "..", "%2e%2e", "x")));
    if (random.nextInt(3) == 0) {
      path = tricky(path);
    }
    if (random.nextInt(4) == 0) {
      path += one(List.of("?", "&", "#")) + query();
    }
    List<String> headers = new ArrayList<>(credential.headers);
    for (int i = random.nextInt(3); i > 0; i--) {
      headers.addAll(extra());
    }
    String body = method.matches("POST|PUT|PATCH") ? body(credential) : "";
    if (!body.isEmpty() && random.nextInt(8) > 0) {
      headers.addAll(List.of("Content-Type", one(TYPES)));
    }
    return new Shot(method, path, headers, body, credential, "");
  }

  private String query() {
    return one(List.of("access_token", "key", "api_key", "_method", "why", "limit", "cursor"))
        + "="
        + one(List.of(keys.get("admin"), FORGED, "POST", "1", "%00", "-1", "../.."));
  }

  private List<String> extra() {
    return one(
        List.of(
            List.of("X-HTTP-Method-Override", "GET"),
            List.of("X-Original-URL", "/api/orders"),
            List.of("X-Rewrite-URL", "/api/orders"),
            List.of("X-Forwarded-For", "127.0.0.1"),
            List.of("X-Forwarded-Host", "localhost"),
            List.of("X-Forwarded-Prefix", "/api"),
            List.of("Forwarded", "for=127.0.0.1;by=admin"),
            List.of("Origin", "null"),
            List.of("Origin", "http://evil.example"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Accept", "text/html"),
            List.of("Range", "bytes=0-10"),
            List.of("If-None-Match", "*"),
            List.of("Expect", "100-continue"),
            List.of("Content-Encoding", "gzip"),
            List.of("Upgrade", "h2c", "HTTP2-Settings", "AAMAAABkAAQAAP__"),
            List.of("X-Long", "y".repeat(3_000)),
            List.of("Cookie", "__Host-orders=; a=b; __Host-orders")));
  }

  private String tricky(String path) {
    int slash = path.lastIndexOf('/');
    String above = path.substring(0, slash);
    String last = path.substring(slash + 1);
    return one(
        List.of(
            path + "/",
            "/" + path,
            above + "//" + last,
            above + "/./" + last,
            above + "/x/../" + last,
            "/healthz/.." + path,
            "/docs/%2e%2e" + path,
            above + "/%2e/" + last,
            above + "%2f" + last,
            above + "/" + last.replace("e", "%65"),
            above + "/" + last.replace("e", "%2565"),
            path.toUpperCase(java.util.Locale.ROOT),
            path + ";jsessionid=1",
            path + ".json",
            path + "%00",
            path + "%20",
            path.replace("/", "\\"),
            path + "/" + keys.get("admin"),
            "/" + keys.get("admin"),
            "/eventbus/../" + path,
            "/index.html/.." + path));
  }

  private String body(Credential credential) {
    if (random.nextInt(2) == 0) {
      return one(BODIES);
    }
    String id = "hostile-" + number;
    if (!credential.rights.contains(Right.SEND_ORDERS)) {
      forbidden.add(id);
    }
    return order(id).encode();
  }

  /** What no client library sends. */
  private Shot rawShot() {
    Credential credential = one(credentials).get();
    StringBuilder head = new StringBuilder("Host: localhost\r\nConnection: close\r\n");
    for (int i = 0; i < credential.headers.size(); i += 2) {
      head.append(credential.headers.get(i))
          .append(": ")
          .append(credential.headers.get(i + 1))
          .append("\r\n");
    }
    String text =
        one(
            List.of(
                "GET /api/orders HTTP/1.0\r\n" + head + "\r\n",
                "GET /api/orders HTTP/9.9\r\n" + head + "\r\n",
                "GET http://evil.example/api/orders HTTP/1.1\r\n" + head + "\r\n",
                "GET http://localhost/api/orders HTTP/1.1\r\n" + head + "\r\n",
                "GET /api/orders HTTP/1.1\r\nHost: evil.example\r\n" + head + "\r\n",
                "GET /api/orders HTTP/1.1\n" + head + "\n",
                "GET /api/orders HTTP/1.1\r\n" + head + "Authorization : Bearer x\r\n\r\n",
                "GET /api/orders HTTP/1.1\r\n" + head + "X: y\r\n folded: yes\r\n\r\n",
                "GET /healthz HTTP/1.1\r\n" + head + "\r\n" + SECOND,
                "POST /healthz HTTP/1.1\r\n"
                    + head
                    + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                    + SECOND,
                "GET /healthz HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\n\r\n" + SECOND,
                "POST /api/orders HTTP/1.1\r\n" + head + "Content-Length: 9999999999\r\n\r\n{",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0",
                "OPTIONS * HTTP/1.1\r\n" + head + "\r\n",
                "CONNECT localhost:443 HTTP/1.1\r\n" + head + "\r\n",
                "\u0016\u0003\u0001\0\u0001\0"));
    Credential second = text.endsWith(SECOND) ? credential("second", Set.of()) : credential;
    return new Shot("GET", "/api/orders", credential.headers, "", second, text);
  }

  private <T> T one(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /**
   * @param raw what is written as it is; empty for a request
   */
  private record Shot(
      String method,
      String uri,
      List<String> headers,
      String body,
      Credential credential,
      String raw) {}

  private Future<Reply> fire(Shot shot, HttpClient client, NetClient sockets) {
    return shot.raw.isEmpty() ? request(shot, client) : write(shot, sockets);
  }

  private Future<Reply> request(Shot shot, HttpClient client) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(shot.method))
            .setURI(shot.uri)
            .setHost(page.getHost())
            .setPort(page.getPort());
    return client
        .request(options)
        .compose(
            request -> {
              for (int i = 0; i < shot.headers.size(); i += 2) {
                request.headers().add(shot.headers.get(i), shot.headers.get(i + 1));
              }
              return request.send(Buffer.buffer(shot.body));
            })
        .compose(
            response ->
                response
                    .body()
                    .map(
                        read ->
                            new Reply(
                                response.statusCode(),
                                "" + response.getHeader("Content-Type"),
                                response.headers().entries().toString(),
                                read.toString(UTF_8))));
  }

  private Future<Reply> write(Shot shot, NetClient sockets) {
    Promise<Reply> done = Promise.promise();
    Buffer read = Buffer.buffer();
    sockets
        .connect(page.getPort(), page.getHost())
        .onFailure(done::tryFail)
        .onSuccess(
            socket -> {
              socket.handler(read::appendBuffer);
              socket.closeHandler(closed -> done.tryComplete(reply(read.toString(UTF_8))));
              socket.exceptionHandler(broken -> {}); // it closes then
              socket.write(Buffer.buffer(shot.raw.getBytes(ISO_8859_1)));
            });
    return done.future();
  }

  private static Reply reply(String text) {
    boolean answered = text.matches("(?s)HTTP/1\\.[01] \\d{3}.*");
    return new Reply(answered ? Integer.parseInt(text.substring(9, 12)) : 0, "", text, text);
  }
}
