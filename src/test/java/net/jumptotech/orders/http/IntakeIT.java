package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.stream.WrittenRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders come in. */
class IntakeIT extends ServerTest {

  private static final String ORDER =
      "{\"order_id\":1,\"amount\":249.99,\"country\":\"US\",\"note\":{\"a\":1.10}}";

  @Test
  void anOrderIsAnsweredWithItsPlaceInKafkaAndKeepsItsExactNumbers() throws Exception {
    TestServer.Reply reply = server.post(ORDER);
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.text())
        .isEqualTo(
            "{\"accepted\":[{\"order_id\":1,\"topic\":\"orders\",\"partition\":2,\"offset\":0}]}");
    assertThat(new String(EventJson.bytes(server.writer.written.get(0)), "UTF-8"))
        .contains("\"amount\":249.99", "\"note\":{\"a\":1.10}");
  }

  @Test
  void anArrayIsAcceptedInItsOrder() throws Exception {
    TestServer.Reply reply =
        server.post("[" + ORDER + ",{\"order_id\":\"web-2\",\"amount\":3,\"country\":\"DE\"}]");
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.list("accepted").stream().map(it -> it.get("order_id")))
        .containsExactly(1, "web-2");
  }

  @Test
  void oneWrongOrderOfAnArrayKeepsAllOut() throws Exception {
    TestServer.Reply reply =
        server.post("[" + ORDER + ",{\"order_id\":2,\"amount\":-5,\"country\":\"XX\"},7]");
    assertProblem(reply, 400);
    assertThat(errors(reply))
        .containsEntry("[1].amount", "expected a number of 0 or more, was -5")
        .containsEntry("[1].country", "expected an ISO 3166-1 alpha-2 country, was \"XX\"")
        .containsEntry("[2]", "expected an order (a JSON object), was 7");
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void aSingleWrongOrderNamesItsFieldsPlainly() throws Exception {
    assertThat(errors(server.post("{\"order_id\":1,\"amount\":-5,\"country\":\"US\"}")))
        .containsOnly(Map.entry("amount", "expected a number of 0 or more, was -5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "null", "7", "\"text\"", "[]", "{\"order_id\":1,\"order_id\":2}"})
  void whatIsNoOrderIsABadRequest(String body) throws Exception {
    assertProblem(server.post(body), 400);
  }

  @Test
  void moreThanAThousandOrdersAreRefused() throws Exception {
    TestServer.Reply reply = server.post(orders(1_001));
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("expected 1 to 1000 orders, was 1001");
    assertThat(server.post(orders(1_000)).status()).isEqualTo(202);
  }

  @Test
  void aBodyOfMoreThanTwoMebibytesIsTooLarge() throws Exception {
    TestServer.Reply reply = server.post(" ".repeat(2 * 1_024 * 1_024) + ORDER);
    assertProblem(reply, 413);
    assertThat(reply.text())
        .contains("expected at most 2097152 bytes, was " + (2_097_152 + ORDER.length()));
  }

  @Test
  void anOrderOfMoreThanSixtyFourKilobytesIsTheSendersMistake() throws Exception {
    String note = "x".repeat(65_536);
    TestServer.Reply reply =
        server.post(
            "[" + ORDER + "," + ORDER.replaceFirst("\\{", "{\"memo\":\"" + note + "\",") + "]");
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("[1]", "expected at most 65536 bytes, was 65645");
    assertThat(server.writer.written).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
  void onlyJsonIsTaken(String type) throws Exception {
    TestServer.Reply reply = server.send(postAs(type));
    assertProblem(reply, 415);
    assertThat(reply.text()).contains(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text/csv | to load CSV, run: orders --source file:PATH",
        "application/x-www-form-urlencoded | add -H 'Content-Type: application/json'",
        "application/jsonl | for one order a line use application/x-ndjson",
        "application/vnd.api+json | JSON is application/json"
      })
  void aBodyOfAnotherTypeIsToldWhatToDo(String type, String advice) throws Exception {
    assertThat(server.send(postAs(type)).text()).contains(advice);
  }

  @Test
  void aCompressedBodyIsNamedAsThat() throws Exception {
    TestServer.Reply reply =
        server.send(postAs("application/json").header("Content-Encoding", "gzip"));
    assertProblem(reply, 415);
    assertThat(reply.text()).contains("gzip", "uncompressed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"orders\":[{\"id\":450789469,\"total_price\":\"598.94\"}]} | jq .orders",
        "{\"order\":{\"id\":450789469}} | jq .order"
      })
  void anObjectThatWrapsOrdersIsNamedAsThat(String body, String advice) throws Exception {
    TestServer.Reply reply = server.post(body);
    assertProblem(reply, 400);
    assertThat(reply.text()).contains("with the order in", advice).doesNotContain("missing");
  }

  @Test
  void jsonWithACharsetIsTaken() throws Exception {
    assertThat(server.send(postAs("application/JSON; charset=utf-8")).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "http://evil.example, 403",
    "null, 403",
    "http://127.0.0.1:1, 403",
    "SELF, 202",
    "TLS, 202"
  })
  void aPageOfAnotherSiteCannotSendOrders(String origin, int status) throws Exception {
    String own = "127.0.0.1:" + server.verticle.port();
    String sent = origin.replace("SELF", "http://" + own).replace("TLS", "https://" + own);
    TestServer.Reply reply = server.send(postAs("application/json").header("Origin", sent));
    assertThat(reply.status()).isEqualTo(status);
    assertThat(server.writer.written).hasSize(status == 202 ? 1 : 0);
  }

  @Test
  void whatKafkaDoesNotAcknowledgeIsToBeSentAgain() throws Exception {
    server.writer.broken = new TimeoutException("secret detail of the driver");
    TestServer.Reply reply = server.post(ORDER);
    assertProblem(reply, 503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(reply.text()).contains("Kafka did not acknowledge 1 of 1").doesNotContain("secret");
  }

  @Test
  void beyondTheBoundSendersAreToldToComeAgainUntilKafkaAnswers() throws Exception {
    server.writer.silent = true;
    var waiting =
        server.client.sendAsync(
            postAs("application/json", orders(1_000)).build(),
            java.net.http.HttpResponse.BodyHandlers.ofString());
    Await.until(Await.LONG, "all wait for Kafka", () -> server.writer.waiting.size() == 1_000);
    TestServer.Reply refused = server.post(ORDER);
    assertProblem(refused, 429);
    assertThat(refused.header("Retry-After")).isEqualTo("1");
    server.writer.silent = false;
    server.writer.waiting.forEach(it -> it.complete(new WrittenRecord("orders", 0, 1)));
    assertThat(waiting.get().statusCode()).isEqualTo(202);
    assertThat(server.post(ORDER).status()).isEqualTo(202);
  }

  @Test
  void linesAreTakenInTheirOrderAndEmptyOnesPassedOver() throws Exception {
    TestServer.Reply reply =
        server.send(
            postAs(
                "application/x-ndjson",
                ORDER + "\r\n\n  \n{\"order_id\":\"web-2\",\"amount\":3,\"country\":\"DE\"}"));
    assertThat(reply.status()).isEqualTo(202);
    assertThat(reply.list("accepted").stream().map(it -> it.get("order_id")))
        .containsExactly(1, "web-2");
  }

  @Test
  void everyWrongLineIsNamedByItsNumberAndKeepsAllOut() throws Exception {
    TestServer.Reply reply =
        server.send(
            postAs(
                "application/x-ndjson",
                ORDER
                    + "\n\n{\"order_id\":2,\"amount\":-5,\"country\":\"US\"}\n{\"order_id\"\n7\n"));
    assertProblem(reply, 400);
    assertThat(errors(reply))
        .containsEntry("[line 3].amount", "expected a number of 0 or more, was -5")
        .containsEntry("[line 5]", "expected an order (a JSON object), was 7")
        .containsKey("[line 4]")
        .hasSize(3);
    assertThat(server.writer.written).isEmpty();
    assertProblem(server.send(postAs("application/x-ndjson", "\n \n")), 400);
    assertProblem(server.send(postAs("application/x-ndjson", (ORDER + "\n").repeat(1_001))), 400);
  }

  @Test
  void aRequestThatComesAgainUnderItsKeyIsAnsweredAsBeforeAndSendsNothing() throws Exception {
    TestServer.Reply first = server.send(keyed("a-1", ORDER));
    TestServer.Reply again = server.send(keyed("a-1", ORDER));
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(server.writer.written).hasSize(1);
    assertThat(server.send(keyed("a-2", ORDER)).status()).isEqualTo(202);
    assertThat(server.writer.written).hasSize(2);
  }

  @Test
  void aKeyBelongsToOneBody() throws Exception {
    server.send(keyed("b-1", ORDER));
    TestServer.Reply other = server.send(keyed("b-1", ORDER + " "));
    assertProblem(other, 422);
    assertThat(other.text()).contains("b-1");
    assertProblem(server.send(keyed("not one", ORDER)), 400);
    assertThat(errors(server.send(keyed("x".repeat(129), ORDER)))).containsKey("Idempotency-Key");
    assertThat(server.writer.written).hasSize(1);
  }

  @Test
  void whileItIsAtWorkTheSameRequestIsToldToAskAgainAndARefusalIsNotKept() throws Exception {
    server.writer.silent = true;
    var waiting =
        server.client.sendAsync(
            keyed("c-1", ORDER).build(), java.net.http.HttpResponse.BodyHandlers.ofString());
    Await.until("it waits for Kafka", () -> server.writer.waiting.size() == 1);
    assertProblem(server.send(keyed("c-1", ORDER)), 409);
    assertProblem(server.send(keyed("c-1", "[" + ORDER + "]")), 422);
    server.writer.waiting.get(0).fail("no broker");
    assertThat(waiting.get().statusCode()).isEqualTo(503);
    server.writer.silent = false;
    assertThat(server.send(keyed("c-1", ORDER)).status()).isEqualTo(202);
    assertThat(server.writer.written).hasSize(1);
  }

  private static HttpRequest.Builder keyed(String key, String body) {
    return postAs("application/json", body).header("Idempotency-Key", key);
  }

  private static HttpRequest.Builder postAs(String type) {
    return postAs(type, ORDER);
  }

  private static HttpRequest.Builder postAs(String type, String body) {
    return server
        .request("/api/orders")
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private static String orders(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{\"order_id\":" + i + ",\"amount\":1,\"country\":\"US\"}")
        .collect(Collectors.joining(",", "[", "]"));
  }
}
