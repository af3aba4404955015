package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that nobody sends in good faith. */
class FuzzIT extends ServerTest {

  private static final long SEED = 20_260_105;
  private static final int REQUESTS = 10_000;
  private static final int AT_ONCE = 16;

  /** The inside of a program, which is nobody's business. */
  private static final Pattern INSIDE =
      Pattern.compile(
          "\\tat |Exception\\b|java\\.(lang|util)\\.|io\\.vertx\\.|SQLITE|org\\.sqlite");

  private static final List<String> PATHS =
      List.of(
          "/",
          "/orders",
          "/index.html",
          "/main.js",
          "/docs",
          "/healthz",
          "/analytics",
          "/openapi.json",
          "/api",
          "/api/",
          "/api/orders",
          "/api/orders/",
          "/api/orders/1",
          "/api/orders/{}",
          "/api/orders/{}/story",
          "/api/orders/1/{}",
          "/api/import",
          "/api/webhooks/shopify",
          "/api/webhooks/woocommerce",
          "/api/webhooks/stripe",
          "/api/webhooks/{}",
          "/api/export/orders",
          "/api/export/{}",
          "/api/dead-letters",
          "/api/dead-letters/{}",
          "/api/dead-letters/0-{}",
          "/api/fraud/rules",
          "/api/system",
          "/api/summary",
          "/api/overview",
          "/api/health",
          "/api/analytics",
          "/api/openapi.yaml",
          "/api/{}",
          "/eventbus",
          "/eventbus/{}",
          "/eventbus/websocket",
          "/eventbus/info",
          "/eventbus/1/2/xhr",
          "/{}",
          "/{}/{}");

  private static final List<String> PARAMETERS =
      List.of(
          "id",
          "status",
          "country",
          "flagged",
          "payment",
          "amount_min",
          "amount_max",
          "since",
          "before",
          "count",
          "limit",
          "cursor",
          "format",
          "order_id",
          "group",
          "x",
          "",
          "{}");

  private static final List<String> VALUES =
      List.of(
          "",
          "1",
          "0",
          "-1",
          "500",
          "true",
          "false",
          "PAID",
          "CREATED",
          "DE",
          "csv",
          "ndjson",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "1e999999999",
          "1E400",
          "0.1",
          "NaN",
          "Infinity",
          "0x10",
          "1_000",
          "2026-01-05T10:00:00Z",
          "+1000000000-12-31T23:59:59.999999999Z",
          "-999999999-01-01T00:00:00Z",
          "9999-99-99",
          "null",
          "undefined",
          "' OR 1=1 --",
          "'; DROP TABLE orders; --",
          "<script>alert(1)</script>",
          "../../etc/passwd",
          "..%2f..%2fetc%2fpasswd",
          "%00",
          "%0d%0aX-Evil:%201",
          "%zz",
          "%",
          "%c0%af",
          "%ff%fe",
          "%F0%9F%9B%92",
          "{{7*7}}",
          "${jndi:ldap://x/y}",
          "=1+1",
          "a&b=c",
          "0.99999999999999999999",
          "0.1_1.1_2.1",
          "0.999999999999999999",
          "999999.1",
          "0-0",
          "999999-999999999999999999",
          "MjAyNi0wMS0wNVQxMDowMDowMFogMQ",
          "LTk5OTk5OTk5OS0wMS0wMVQwMDowMDowMFogMQ",
          "KzEwMDAwMDAwMDAtMTItMzFUMjM6NTk6NTlaIDE");

  private static final List<String> BODIES =
      List.of(
          "",
          "{",
          "[",
          "]",
          "[]",
          "{}",
          "null",
          "true",
          "0",
          "\"\"",
          "[[]]",
          "[{}]",
          "[null]",
          "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}",
          "{\"order_id\":{},\"amount\":[],\"country\":0}",
          "{\"order_id\":1,\"amount\":1e999999999,\"country\":\"DE\"}",
          "{\"order_id\":1,\"amount\":1E-999999999,\"country\":\"DE\"}",
          "{\"order_id\":1,\"order_id\":2,\"amount\":1,\"country\":\"DE\"}",
          "{\"order_id\":99999999999999999999999999999999999999,\"amount\":1,\"country\":\"DE\"}",
          "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"created_at\":\"9999999-01-01\"}",
          "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"__proto__\":{\"a\":1}}",
          "[".repeat(2_000),
          "{\"a\":".repeat(500),
          "\u0000",
          "\ufeff{}",
          "{\"a\":\"\\ud800\"}",
          "\n\n\n",
          "{}\n{}\n{",
          "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n7\n");

  private static final List<String> TYPES =
      List.of(
          "application/json",
          "application/x-ndjson",
          "application/json; charset=utf-16",
          "text/plain",
          "multipart/form-data",
          "multipart/form-data; boundary=x",
          "application/x-www-form-urlencoded",
          "application/json;;;=",
          "/",
          "\u00ff");

  @Test
  void tenThousandHostileRequestsAreEachAnsweredAndTellNothing() throws Exception {
    place(20);
    flag(3);
    pay(4);
    Random random = new Random(SEED);
    HttpClient client = server.vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(AT_ONCE));
    Iterator<Shot> shots =
        IntStream.range(0, REQUESTS).mapToObj(i -> Shot.any(random, i)).toList().iterator();
    List<String> faults = new ArrayList<>();
    List<Future<Void>> lanes = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      lanes.add(lane(client, shots, faults));
    }
    await(Future.join(lanes));
    await(client.close());
    assertThat(faults).as("seed %d", SEED).isEmpty();
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }

  /** What is no HTTP at all, or breaks it: answered with an error or a closed connection. */
  @Test
  void brokenHttpEndsTheConnectionAndNothingElse() throws Exception {
    String host = "Host: 127.0.0.1\r\n";
    List<String> broken =
        List.of(
            "\r\n\r\n",
            "hello\r\n\r\n",
            "GET\r\n\r\n",
            "GET / HTTP/9.9\r\n" + host + "\r\n",
            "GET " + "/x".repeat(10_000) + " HTTP/1.1\r\n" + host + "\r\n",
            "GET / HTTP/1.1\r\n" + host + "X: " + "y".repeat(20_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\n" + host + "X\u0000: y\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET http://evil.example/ HTTP/1.1\r\n" + host + "\r\n",
            "OPTIONS * HTTP/1.1\r\n" + host + "\r\n",
            "CONNECT evil.example:80 HTTP/1.1\r\n" + host + "\r\n",
            "POST /api/orders HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
            "POST /api/orders HTTP/1.1\r\n"
                + host
                + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "POST /api/orders HTTP/1.1\r\n"
                + host
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "GET /eventbus/websocket HTTP/1.1\r\n"
                + host
                + "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    for (String each : broken) {
      assertThat(statusOf(each)).as(each).isNotIn(500, 502, 503, 504);
    }
    assertThat(server.get("/healthz").status()).isEqualTo(200);
  }

  /** What a proxy before us, or a page of another site, may mean otherwise than we do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | GET / HTTP/1.1~Host: localhost~Host: evil.example~~
          400 | GET http://evil.example/healthz HTTP/1.1~Host: localhost~~
          200 | GET http://localhost/healthz HTTP/1.1~Host: localhost~~
          421 | GET http://evil.example/healthz HTTP/1.1~Host: evil.example~~
          400 | GET /healthz HTTP/1.1~Host: localhost~Transfer-Encoding: identity, chunked~~0~~
          400 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: identity, chunked~~2~{}~0~~
          400 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~2~{}~0~~
          400 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~-1~{}~0~~
          400 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Transfer-Encoding: chunked~~ffffffffffffffff1~{}~
          415 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Encoding: gzip~Content-Length: 2~~{}
          417 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Expect: a miracle~Content-Length: 2~~{}
          413 | POST /api/orders HTTP/1.1~Host: localhost~Content-Type: application/json~Content-Length: 99999999~~{}
          403 | GET /api/export/orders HTTP/1.1~Host: localhost~Sec-Fetch-Site: cross-site~~
          403 | GET /api/export/orders HTTP/1.1~Host: localhost~Sec-Fetch-Site: same-site~~
          200 | GET /api/export/orders HTTP/1.1~Host: localhost~Sec-Fetch-Site: none~Connection: close~~
          0   | PRI * HTTP/2.0~~SM~~
          200 | GET /healthz HTTP/1.1~Host: localhost~Connection: Upgrade, HTTP2-Settings~Upgrade: h2c~HTTP2-Settings: AAMAAABkAAQAAP__~~
          """)
  void whatMayBeMeantOtherwiseIsRefused(int status, String request) throws Exception {
    assertThat(statusOf(request.replace("~", "\r\n"))).isEqualTo(status);
  }

  /** 0 where the connection ended without an answer. */
  private static int statusOf(String request) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", server.verticle.port())) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      byte[] head = new byte[12];
      int read = in.readNBytes(head, 0, head.length);
      String line = new String(head, 0, read, StandardCharsets.ISO_8859_1);
      return line.matches("HTTP/1\\.[01] \\d{3}") ? Integer.parseInt(line.substring(9)) : 0;
    } catch (java.io.IOException ended) {
      return 0;
    }
  }

  private static Future<Void> lane(HttpClient client, Iterator<Shot> shots, List<String> faults) {
    io.vertx.core.Promise<Void> done = io.vertx.core.Promise.promise();
    server.vertx.runOnContext(go -> next(client, shots, faults, done));
    return done.future();
  }

  /** Re-arms itself, all lanes on one event loop. */
  private static void next(
      HttpClient client,
      Iterator<Shot> shots,
      List<String> faults,
      io.vertx.core.Promise<Void> done) {
    Shot shot;
    synchronized (shots) {
      if (!shots.hasNext() || faults.size() > 8) {
        done.tryComplete();
        return;
      }
      shot = shots.next();
    }
    shot.fire(client)
        .onComplete(
            fault -> {
              if (!fault.isEmpty()) {
                synchronized (faults) {
                  faults.add(shot + ": " + fault);
                }
              }
              server.vertx.runOnContext(go -> next(client, shots, faults, done));
            },
            failed -> {
              synchronized (faults) {
                faults.add(shot + ": " + failed);
              }
              server.vertx.runOnContext(go -> next(client, shots, faults, done));
            });
  }

  private record Shot(HttpMethod method, String uri, String type, String body, boolean html) {

    static Shot any(Random random, int number) {
      HttpMethod method =
          number % 4 == 0
              ? HttpMethod.POST
              : number % 17 == 0
                  ? one(
                      random,
                      List.of(
                          HttpMethod.PUT,
                          HttpMethod.DELETE,
                          HttpMethod.HEAD,
                          HttpMethod.OPTIONS,
                          HttpMethod.TRACE,
                          HttpMethod.PATCH,
                          HttpMethod.valueOf("EVIL")))
                  : HttpMethod.GET;
      StringBuilder uri = new StringBuilder(filled(random, one(random, PATHS)));
      int parameters = method == HttpMethod.GET ? random.nextInt(5) : random.nextInt(2);
      for (int i = 0; i < parameters; i++) {
        uri.append(i == 0 ? '?' : '&')
            .append(filled(random, one(random, PARAMETERS)))
            .append(random.nextInt(10) == 0 ? "" : "=")
            .append(escaped(value(random)));
      }
      boolean post = method == HttpMethod.POST;
      if (post && random.nextInt(3) > 0) {
        uri.setLength(0);
        uri.append("/api/orders");
      }
      return new Shot(
          method,
          uri.toString(),
          post ? one(random, TYPES) : "",
          post ? body(random) : "",
          random.nextInt(5) == 0);
    }

    private static String filled(Random random, String template) {
      String filled = template;
      while (filled.contains("{}")) {
        filled =
            filled.replaceFirst(
                "\\{}", java.util.regex.Matcher.quoteReplacement(escaped(value(random))));
      }
      return filled;
    }

    private static String value(Random random) {
      return switch (random.nextInt(10)) {
        case 0 -> noise(random, random.nextInt(40));
        case 1 -> one(random, VALUES).repeat(1 + random.nextInt(20));
        default -> one(random, VALUES);
      };
    }

    private static String body(Random random) {
      String body = one(random, BODIES);
      if (random.nextInt(4) == 0 && !body.isEmpty()) {
        int at = random.nextInt(body.length());
        return body.substring(0, at) + noise(random, 3) + body.substring(at);
      }
      return body;
    }

    private static String noise(Random random, int length) {
      StringBuilder noise = new StringBuilder();
      for (int i = 0; i < length; i++) {
        noise.append((char) random.nextInt(random.nextBoolean() ? 128 : 0xd800));
      }
      return noise.toString();
    }

    /** What a request line cannot hold at all; what is wrong beyond that stays. */
    private static String escaped(String text) {
      StringBuilder out = new StringBuilder();
      for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
        if (each <= ' ' || each == 127) {
          out.append("%%%02x".formatted(each & 0xff));
        } else {
          out.append((char) each);
        }
      }
      return out.toString();
    }

    private static <T> T one(Random random, List<T> values) {
      return values.get(random.nextInt(values.size()));
    }

    /** Completes with what is wrong with the answer, empty if nothing is. */
    Future<String> fire(HttpClient client) {
      return client
          .request(method, server.verticle.port(), "127.0.0.1", uri)
          .compose(this::send)
          .compose(response -> response.body().map(body -> fault(response, body)))
          .timeout(30, TimeUnit.SECONDS);
    }

    private Future<HttpClientResponse> send(HttpClientRequest request) {
      if (!type.isEmpty()) {
        request.putHeader("Content-Type", type);
      }
      if (html) {
        request.putHeader("Accept", "text/html");
      }
      return request.send(Buffer.buffer(body));
    }

    private String fault(HttpClientResponse response, Buffer body) {
      int status = response.statusCode();
      if (status >= 500) {
        return "answered " + status + " " + body;
      }
      for (String header : WebPages.SECURITY_HEADERS.keySet()) {
        if (!response.headers().contains(header)) {
          return "answered " + status + " without " + header;
        }
      }
      String text = body.toString(StandardCharsets.UTF_8);
      if (status >= 400) {
        boolean problem =
            "application/problem+json".equals(response.getHeader("Content-Type"))
                && (method == HttpMethod.HEAD || text.startsWith("{\"type\":"));
        if (!problem) {
          return "answered " + status + " that is no problem: " + text;
        }
        if (INSIDE.matcher(text.replace(shown(), "")).find()) {
          return "tells: " + text;
        }
      }
      return "";
    }

    private String shown() {
      return body.isEmpty() ? uri : body;
    }
  }
}
