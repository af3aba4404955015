package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.intake.mapping.Mappings;
import net.jumptotech.orders.stream.WrittenRecord;
import org.junit.jupiter.api.Test;

/** Files of orders in one request. */
class FileImportIT extends ServerTest {

  private static final String CSV =
      """
      order_id,amount,currency,country
      1,249.90,EUR,DE
      2,10.00,EUR,XX
      3,5.10,USD,US
      1,250.00,EUR,DE
      """;

  private static final String SHOPIFY =
      """
      Name,Financial Status,Currency,Total,Created at,Shipping Country,Billing Country,Cancelled at
      #1001,paid,USD,10.50,2026-01-05 10:00:00 +0200,US,US,
      #1001,,,,,,,
      #1002,paid,EUR,7.00,2026-01-05 11:00:00 +0200,,DE,
      """;

  @Test
  void ordersAreWrittenAndRefusedLinesAreInTheAnswer() throws Exception {
    TestServer.Reply reply = send("", CSV);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json())
        .containsEntry("read", 4)
        .containsEntry("accepted", 3)
        .containsEntry("refused", 1)
        .containsEntry("refused_more", 0)
        .containsEntry("repeats", 1)
        .containsEntry("changed", 1)
        .containsEntry("changed_orders", List.of("line 5: order 1"))
        .doesNotContainKeys("orders", "totals");
    Map<String, Object> line = reply.list("refused_lines").get(0);
    assertThat(line).containsEntry("line", 3);
    assertThat((String) line.get("reason")).contains("country", "XX");
    assertThat(ids()).containsExactly("1", "3", "1");
    assertThat(server.writer.rejected).isEmpty();
  }

  @Test
  void aMappingThatIsNamedIsUsed() throws Exception {
    TestServer.Reply reply = send("?mapping=shopify,prefix=eu-", SHOPIFY);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).containsEntry("accepted", 2).containsEntry("passed_over", 1);
    assertThat(reply.list("passed_over_lines").get(0)).containsEntry("line", 3);
    assertThat(ids()).containsExactly("eu-1001", "eu-1002");
  }

  @Test
  void aDryRunShowsOrdersAndTotalsAndWritesNothing() throws Exception {
    TestServer.Reply reply = send("?dry_run=true", CSV);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).containsEntry("accepted", 3).containsEntry("dry_run", true);
    assertThat(reply.list("orders").get(1)).containsEntry("order_id", 3);
    assertThat(reply.list("totals").stream().map(it -> it.get("currency") + " " + it.get("amount")))
        .containsExactly("EUR 249.90", "USD 5.10");
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void onlyTheFirstHundredRefusedLinesAreInTheAnswer() throws Exception {
    TestServer.Reply reply = send("", "order_id,amount,country\n" + "1,1,XX\n".repeat(130));
    assertThat(reply.list("refused_lines")).hasSize(100);
    assertThat(reply.json()).containsEntry("refused_more", 30);
  }

  @Test
  void refusedRecordsAreAFileToBeCorrectedAndSentAgain() throws Exception {
    assertThat(send("", CSV).json()).doesNotContainKey("refused_file");
    assertThat(send("?refused_file=true", "order_id,amount,country\n1,1,DE\n").json())
        .doesNotContainKey("refused_file");
    server.reset();
    TestServer.Reply reply =
        send("?refused_file=true&dry_run=true", "order_id;amount;country\nä;\"x;\n\";DE\n2;y;DE\n");
    Map<String, Object> file = refusedFile(reply);
    assertThat(file).containsEntry("format", "csv").containsEntry("records", 2);
    String text = (String) file.get("text");
    assertThat(text)
        .startsWith("\uFEFForders_refused_reason;order_id;amount;country\n\"line 2: ")
        .contains(";ä;\"x;\n\";DE\n\"line 4: amount:");
    TestServer.Reply again = send("", text.replace(";y;", ";1;").replace("ä;\"x;\n\"", "a;5"));
    assertThat(again.json()).containsEntry("accepted", 2).containsEntry("refused", 0);
    assertThat(ids()).containsExactly("a", "2");
  }

  @Test
  void theFileOfRefusedRecordsIsBounded() throws Exception {
    String line = "1,1,XX" + " ".repeat(10_000) + "\n";
    TestServer.Reply reply =
        send("?refused_file=true", "order_id,amount,country\n" + line.repeat(200));
    assertThat(reply.json()).containsEntry("refused", 200);
    assertThat((Integer) refusedFile(reply).get("records")).isBetween(90, 110);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> refusedFile(TestServer.Reply reply) throws Exception {
    return (Map<String, Object>) reply.json().get("refused_file");
  }

  @Test
  void theMappingsThatMayBeNamedAreListedWithWhatTheyNeed() throws Exception {
    List<Map<String, Object>> all = server.get("/api/import/mappings").list("mappings");
    assertThat(all.stream().map(it -> it.get("name"))).isEqualTo(Mappings.PRESETS);
    assertThat(all)
        .filteredOn(it -> it.get("name").equals("magento"))
        .singleElement()
        .satisfies(
            it ->
                assertThat(it)
                    .containsEntry("format", "csv")
                    .containsEntry("needs", List.of("currency", "country", "zone"))
                    .containsEntry("takes_values", true));
  }

  @Test
  void linesOfJsonAreRead() throws Exception {
    HttpRequest.Builder json =
        server
            .request("/api/import")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString("{\"order_id\":7,\"amount\":1.5,\"country\":\"DE\"}\n"));
    assertThat(server.send(json).json()).containsEntry("accepted", 1);
  }

  /** As the APIs of shops have them; a request of single orders stays strict. */
  @Test
  void anAmountThatIsTextIsTakenIfItIsAnExactDecimal() throws Exception {
    String order = "{\"order_id\":7,\"amount\":\"%s\",\"country\":\"DE\"}\n";
    TestServer.Reply reply =
        send("?dry_run=true", order.formatted("12.50") + order.formatted("1,250.00"));
    assertThat(reply.list("orders").get(0).get("amount")).hasToString("12.50");
    assertThat(reply.json()).containsEntry("accepted", 1).containsEntry("refused", 1);
    HttpRequest.Builder single =
        server
            .request("/api/orders")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(order.formatted("12.50")));
    assertProblem(server.send(single), 400);
  }

  /** Several compressed parts are one file, also if the second comes late. */
  @Test
  void gzipIsRead() throws Exception {
    byte[] first = gzip("order_id,amount,country\n1,1,DE\n");
    byte[] second = gzip("2,1,DE\n3,1,DE\n");
    try (Socket socket = socket(first.length + second.length, "Content-Encoding: gzip\r\n")) {
      socket.getOutputStream().write(first);
      socket.getOutputStream().flush();
      assertThat(server.writer.written).isEmpty();
      socket.getOutputStream().write(second);
      assertThat(answer(socket)).startsWith("HTTP/1.1 200").contains("\"accepted\":3");
    }
    TestServer.Reply half =
        server.send(
            importing("")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(first, 0, first.length - 12)));
    assertProblem(half, 400);
    TestServer.Reply other =
        server.send(
            importing("").header("Content-Encoding", "br").POST(BodyPublishers.ofString(CSV)));
    assertProblem(other, 415);
  }

  @Test
  void aForeignHeaderIsRefusedWithTheColumnsItLacks() throws Exception {
    TestServer.Reply reply = send("", "Nummer;Betrag\n1;2\n");
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("the body, line 1", "order_id");
    assertProblem(send("?mapping=shopify", CSV), 400);
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void onlyMappingsOfTheOperatorMayBeNamed() throws Exception {
    for (String name : List.of("shopfy", "conf/mappings/shopify.yaml", "/etc/passwd,country=DE")) {
      TestServer.Reply reply = send("?mapping=" + java.net.URLEncoder.encode(name, UTF_8), SHOPIFY);
      assertProblem(reply, 400);
      assertThat(errors(reply).get("mapping")).contains("shopify", "magento", "was \"" + name);
    }
    TestServer.Reply lacking = send("?mapping=magento", SHOPIFY);
    assertProblem(lacking, 400);
    assertThat(errors(lacking).get("mapping")).contains("country=DE");
  }

  /** A sender that Kafka does not keep up with is stopped: neither orders nor bytes pile up. */
  @Test
  void aSlowKafkaPausesTheSender() throws Exception {
    server.writer.silent = true;
    Endless body = new Endless(40_000);
    CompletableFuture<TestServer.Reply> reply = async(importing("").POST(body.publisher()));
    Await.until("orders wait for Kafka", () -> server.writer.waiting.size() > 1_500);
    Await.until("the sender stands still", body::standsStill);
    assertThat(server.writer.waiting).hasSizeLessThanOrEqualTo(2_000);
    assertThat(body.sent.get()).isLessThan(body.length() / 2);
    server.writer.silent = false;
    server.writer.waiting.forEach(it -> it.complete(new WrittenRecord("orders", 0, 1)));
    assertThat(reply.get().json()).containsEntry("accepted", 40_000);
  }

  @Test
  void ifKafkaRefusesTheAnswerSaysHowFarItCame() throws Exception {
    server.writer.silent = true;
    CompletableFuture<TestServer.Reply> pending = async(importing("").POST(text(CSV)));
    Await.until("they wait", () -> server.writer.waiting.size() == 3);
    server.writer.waiting.get(0).complete(new WrittenRecord("orders", 0, 1));
    server.writer.waiting.get(1).fail(new TimeoutException("no leader"));
    server.writer.waiting.get(2).complete(new WrittenRecord("orders", 0, 2));
    TestServer.Reply reply = pending.get();
    assertProblem(reply, 503);
    assertThat(reply.text())
        .contains("1 of 3 orders", "\"accepted\":2", "\"refused\":1")
        .doesNotContain("no leader");
    server.reset();
    assertThat(send("", CSV).status()).isEqualTo(200);
  }

  /** Those that were broken off give their places back. */
  @Test
  void aThirdImportIsRefusedUntilOneEnds() throws Exception {
    try (Socket one = socket(1_000, "");
        Socket two = socket(1_000, "")) {
      for (Socket each : List.of(one, two)) {
        each.getOutputStream().write("order_id,amount,country\n1,1,DE\n".getBytes(UTF_8));
      }
      Await.until("both are read", () -> server.writer.written.size() == 2);
      TestServer.Reply third = send("", CSV);
      assertProblem(third, 429);
      assertThat(third.header("Retry-After")).isNotEmpty();
      assertThat(third.text()).contains("2 imports are already running", "the limit is 2");
    }
    Await.until(Await.LONG, "there is room", () -> send("", CSV).status() == 200);
    Await.until(Await.LONG, "for two", () -> send("", CSV).status() == 200);
  }

  private static TestServer.Reply send(String query, String csv) throws Exception {
    return server.send(importing(query).POST(text(csv)));
  }

  private static HttpRequest.Builder importing(String query) {
    return server.request("/api/import" + query).header("Content-Type", "text/csv");
  }

  private static BodyPublisher text(String csv) {
    return BodyPublishers.ofString(csv);
  }

  private static CompletableFuture<TestServer.Reply> async(HttpRequest.Builder request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return server.send(request);
          } catch (Exception failed) {
            throw new IllegalStateException(failed);
          }
        });
  }

  private static List<String> ids() {
    return server.writer.written.stream()
        .map(it -> String.valueOf(EventJson.fields(it).get(EventJson.ORDER_ID)))
        .toList();
  }

  private static byte[] gzip(String text) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Socket socket(int length, String headers) throws Exception {
    Socket socket = new Socket("127.0.0.1", server.verticle.port());
    socket.setSoTimeout((int) Await.LONG.toMillis());
    String head =
        "POST /api/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
            + "Connection: close\r\nContent-Length: %d\r\n%s\r\n".formatted(length, headers);
    socket.getOutputStream().write(head.getBytes(UTF_8));
    return socket;
  }

  private static String answer(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** A long body that counts what the client has taken of it. */
  private static final class Endless {

    private static final int LINE = 1_000;

    final AtomicLong sent = new AtomicLong();
    private final int lines;
    private long before = -1;
    private int still;

    Endless(int lines) {
      this.lines = lines;
    }

    long length() {
      return (long) lines * LINE;
    }

    boolean standsStill() {
      long now = sent.get();
      still = now == before ? still + 1 : 0;
      before = now;
      return still > 20;
    }

    BodyPublisher publisher() {
      return BodyPublishers.ofInputStream(
          () ->
              new InputStream() {
                private int line = -1;
                private byte[] text = "order_id,amount,country,note\n".getBytes(UTF_8);
                private int at;

                @Override
                public int read() {
                  throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                  int taken = 0;
                  while (taken < length) {
                    if (at == text.length) {
                      if (line == lines - 1) {
                        break;
                      }
                      line++;
                      String start = line + ",1,DE,";
                      text = (start + "x".repeat(LINE - 1 - start.length()) + "\n").getBytes(UTF_8);
                      at = 0;
                    }
                    int some = Math.min(length - taken, text.length - at);
                    System.arraycopy(text, at, into, offset + taken, some);
                    at += some;
                    taken += some;
                  }
                  sent.addAndGet(taken);
                  return taken == 0 ? -1 : taken;
                }
              });
    }
  }
}
