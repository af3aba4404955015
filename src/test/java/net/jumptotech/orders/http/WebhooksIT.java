package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.http.webhooks.Signer;
import net.jumptotech.orders.stream.WrittenRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Platforms send orders on their own. */
class WebhooksIT extends ServerTest {

  private static final String SECRET = TestServer.SECRET.reveal();
  private static final String OLD_SECRET = TestServer.OLD_SECRET.reveal();

  /** With blanks and an escape, which another writer of JSON would not repeat. */
  private static final String ORDER =
      "{ \"order_id\":1, \"amount\":249.90,\"country\":\"DE\" ,\"memo\":\"caf\\u00e9 é\"}\n";

  private static final String WRONG = ORDER.replace("\"DE\"", "\"XX\"");

  @Test
  void aSignedOrderIsAnsweredWithItsPlaceInKafka() throws Exception {
    for (HttpRequest.Builder each :
        List.of(
            shopify("a", ORDER, SECRET),
            wooCommerce("a", ORDER, SECRET),
            stripe(charge("evt_a", ORDER), Instant.now(), SECRET))) {
      server.writer.clear();
      TestServer.Reply reply = server.send(each);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text())
          .isEqualTo(
              "{\"result\":\"accepted\",\"order_id\":1,\"topic\":\"orders\",\"partition\":2,\"offset\":0}");
      assertThat(new String(EventJson.bytes(server.writer.written.get(0)), UTF_8))
          .contains("249.9", "café é");
    }
  }

  @Test
  void aChangedByteAMissingOrAForeignSignatureIsRefused() throws Exception {
    String changed = ORDER.replace("249.90", "249.91");
    String signature = Signer.base64(SECRET, ORDER.getBytes(UTF_8));
    String time = "t=" + Instant.now().getEpochSecond();
    for (HttpRequest.Builder each :
        List.of(
            post("shopify", changed, "X-Shopify-Hmac-Sha256", signature),
            post("shopify", ORDER.strip(), "X-Shopify-Hmac-Sha256", signature),
            post("shopify", ORDER, "X-Shopify-Topic", "orders/create"),
            post("shopify", ORDER, "X-Shopify-Hmac-Sha256", "not base64!"),
            post("shopify", ORDER, "X-Shopify-Hmac-Sha256", ""),
            post("shopify", ORDER, "X-Shopify-Hmac-Sha256", signature.substring(0, 20)),
            shopify("b", ORDER, "a secret of somebody else"),
            post("woocommerce", changed, "X-WC-Webhook-Signature", signature),
            post("woocommerce", ORDER, "X-WC-Webhook-Topic", "order.created"),
            wooCommerce("b", ORDER, OLD_SECRET), // which is none of WooCommerce here
            post("stripe", ORDER, "Stripe-Signature", time + ",v1=" + "0".repeat(64)),
            post("stripe", ORDER, "X-Other", "x"),
            stripe(ORDER, Instant.now().minusSeconds(310), SECRET),
            stripe(ORDER, Instant.now(), "a secret of somebody else"))) {
      TestServer.Reply reply = server.send(each);
      assertProblem(reply, 401);
      assertThat(reply.header("WWW-Authenticate")).isNotEmpty();
      assertThat(reply.text()).doesNotContain("secret of", signature);
    }
    assertThat(server.writer.written).isEmpty();
    assertThat(server.writer.rejected).isEmpty();
  }

  @Test
  void whileASecretIsReplacedBothAreTaken() throws Exception {
    assertThat(result(shopify("c", ORDER, OLD_SECRET))).isEqualTo("accepted");
    String event = charge("evt_c", ORDER);
    assertThat(result(stripe(event, Instant.now(), "one that is not known", OLD_SECRET)))
        .isEqualTo("accepted");
    assertThat(server.writer.written).hasSize(2);
  }

  @Test
  void aRepeatIsAnsweredAsBeforeAndWritesNothing() throws Exception {
    for (String platform : List.of("shopify", "woocommerce")) {
      server.writer.clear();
      TestServer.Reply first = server.send(signed(platform, "d", ORDER));
      TestServer.Reply again = server.send(signed(platform, "d", ORDER));
      assertThat(again.status()).isEqualTo(200);
      assertThat(again.text()).isEqualTo(first.text());
      assertThat(first.header("Idempotency-Replayed")).isEmpty();
      assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
      assertThat(server.writer.written).hasSize(1);
    }
  }

  /** WooCommerce makes the id of a webhook's number and the second. */
  @Test
  void twoOrdersUnderOneDeliveryIdAreBothWritten() throws Exception {
    String second = ORDER.replace("\"order_id\":1", "\"order_id\":2");
    for (String platform : List.of("shopify", "woocommerce")) {
      server.writer.clear();
      assertThat(result(signed(platform, "e", ORDER))).isEqualTo("accepted");
      assertThat(result(signed(platform, "e", second))).isEqualTo("accepted");
      assertThat(server.writer.written).hasSize(2);
    }
  }

  /** It is signed anew, and counts the receivers that still wait. */
  @Test
  void anEventOfStripeIsRecognisedByItsId() throws Exception {
    String event = charge("evt_f", ORDER);
    server.send(stripe(event, Instant.now().minusSeconds(200), OLD_SECRET));
    TestServer.Reply again =
        server.send(stripe(event.replace("\"pending_webhooks\":2", "\"pending_webhooks\":1")));
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(server.writer.written).hasSize(1);
    assertThat(result(stripe(event.replace("evt_f", "evt_g")))).isEqualTo("accepted");
    assertThat(server.writer.written).hasSize(2);
  }

  @Test
  void aRepeatWaitsForTheFirst() throws Exception {
    server.writer.silent = true;
    var first = async(wooCommerce("h", ORDER, SECRET));
    Await.until("it waits for Kafka", () -> server.writer.waiting.size() == 1);
    var second = async(wooCommerce("h", ORDER, SECRET));
    var other = async(wooCommerce("i", ORDER, SECRET));
    Await.until("the other waits too", () -> server.writer.waiting.size() == 2);
    server.writer.waiting.forEach(it -> it.complete(new WrittenRecord("orders", 0, 1)));
    assertThat(first.get().status()).isEqualTo(200);
    assertThat(second.get().text()).isEqualTo(first.get().text());
    assertThat(other.get().status()).isEqualTo(200);
    assertThat(server.writer.waiting).hasSize(2);
  }

  @Test
  void whatIsNoOrderIsIgnoredWithAReasonAndNotSentAgain() throws Exception {
    for (HttpRequest.Builder each :
        List.of(
            shopify("j", ORDER, SECRET).setHeader("X-Shopify-Topic", "products/update"),
            shopify("j", ORDER, SECRET).setHeader("X-Shopify-Test", "true"),
            wooCommerce("j", "{\"id\":7}", SECRET).setHeader("X-WC-Webhook-Topic", "order.deleted"),
            stripe("{\"id\":\"evt_j\",\"type\":\"payment_intent.succeeded\",\"data\":{}}"),
            ping("webhook_id=7"))) {
      TestServer.Reply reply = server.send(each);
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.json()).containsEntry("result", "ignored").containsKey("reason");
    }
    assertThat(server.writer.written).isEmpty();
    assertThat(server.writer.rejected).isEmpty();
  }

  @Test
  void onlyThePingNeedsNoSignature() throws Exception {
    for (String body : List.of("webhook_id=", "webhook_id=7&order_id=1", ORDER, "")) {
      assertProblem(server.send(ping(body)), 401);
    }
    assertProblem(
        server.send(
            post("shopify", "webhook_id=7", "Content-Type", "application/x-www-form-urlencoded")),
        415);
    assertProblem(server.send(post("woocommerce", "webhook_id=7", "X-Other", "x")), 401);
  }

  @Test
  void whatIsAlwaysSentAndSignedIsToldIfItIsMissing() throws Exception {
    String signature = Signer.base64(SECRET, ORDER.getBytes(UTF_8));
    TestServer.Reply reply =
        server.send(post("shopify", ORDER, "X-Shopify-Hmac-Sha256", signature));
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsEntry("X-Shopify-Topic", "is required");
  }

  @Test
  void anOrderThatBreaksTheContractBecomesADeadLetterOnceAndIsNotSentAgain() throws Exception {
    for (String platform : List.of("shopify", "woocommerce", "stripe")) {
      server.writer.clear();
      String body = platform.equals("stripe") ? charge("evt_k", WRONG) : WRONG;
      for (int i = 0; i < 2; i++) {
        TestServer.Reply reply = server.send(signed(platform, "k", body));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json())
            .containsEntry("result", "rejected")
            .containsEntry("dead_letter", "1-0")
            .containsEntry("reason", "country: expected an ISO 3166-1 alpha-2 country, was \"XX\"");
      }
      assertThat(server.writer.written).isEmpty();
      assertThat(server.writer.rejected).hasSize(1);
      MemoryWriter.Rejected letter = server.writer.rejected.get(0);
      assertThat(new String(letter.input(), UTF_8)).isEqualTo(body);
      assertThat(letter.source()).isEqualTo(Map.of("dlq.source", "webhook:" + platform));
      assertThat(letter.reason().orderId()).hasToString("Optional[1]");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "7", "[]", ""})
  void whatIsSignedAndNoObjectBecomesADeadLetterToo(String body) throws Exception {
    for (String platform : List.of("shopify", "woocommerce", "stripe")) {
      server.writer.clear();
      assertThat(result(signed(platform, UUID.randomUUID().toString(), body)))
          .isEqualTo("rejected");
      assertThat(server.writer.rejected).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"shopify", "woocommerce", "stripe"})
  void withoutKafkaItIsToBeSentAgainAndIsThenTaken(String platform) throws Exception {
    String order = platform.equals("stripe") ? charge("evt_l", ORDER) : ORDER;
    String wrong = platform.equals("stripe") ? charge("evt_m", WRONG) : WRONG;
    server.writer.broken = new TimeoutException("detail of the driver");
    for (String body : List.of(order, wrong)) {
      TestServer.Reply reply = server.send(signed(platform, "l", body));
      assertProblem(reply, 503);
      assertThat(reply.header("Retry-After")).isEqualTo("1");
      assertThat(reply.text()).contains("Kafka").doesNotContain("driver");
    }
    server.writer.broken = null;
    assertThat(result(signed(platform, "l", order))).isEqualTo("accepted");
    assertThat(result(signed(platform, "l", wrong))).isEqualTo("rejected");
  }

  /** Shopify hangs up after 5 seconds. */
  @Test
  void ifKafkaIsSlowShopifyIsToldToComeAgainAndThenGetsTheAnswer() throws Exception {
    server.writer.silent = true;
    long before = System.nanoTime();
    assertProblem(server.send(shopify("m", ORDER, SECRET)), 503);
    assertThat(System.nanoTime() - before).isGreaterThan(3_900_000_000L);
    server.writer.waiting.get(0).complete(new WrittenRecord("orders", 0, 42));
    TestServer.Reply again = server.send(shopify("m", ORDER, SECRET));
    assertThat(again.json()).containsEntry("result", "accepted").containsEntry("offset", 42);
    assertThat(server.writer.waiting).hasSize(1);
  }

  @Test
  void whatWaitsForKafkaIsBoundedInBytes() throws Exception {
    server.writer.silent = true;
    String large = ORDER + " ".repeat(2 * 1_024 * 1_024 - 1_000);
    List<CompletableFuture<TestServer.Reply>> waiting = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      waiting.add(async(wooCommerce("p" + i, large, SECRET)));
      int count = i;
      Await.until("it waits for Kafka", () -> server.writer.waiting.size() == count);
    }
    TestServer.Reply refused = server.send(wooCommerce("p9", large, SECRET));
    assertProblem(refused, 503);
    assertThat(refused.text()).contains("bytes of webhooks are already waiting for Kafka");
    server.writer.silent = false;
    server.writer.waiting.forEach(it -> it.complete(new WrittenRecord("orders", 0, 1)));
    for (CompletableFuture<TestServer.Reply> each : waiting) {
      assertThat(each.get().status()).isEqualTo(200);
    }
    assertThat(result(wooCommerce("p9", large, SECRET))).isEqualTo("accepted");
  }

  @ParameterizedTest
  @CsvSource({
    "shopify, Content-Encoding, gzip, 415",
    "stripe, Content-Encoding, gzip, 415",
    "shopify, Content-Type, application/xml, 415",
    "stripe, Origin, https://evil.example, 403"
  })
  void onlyJsonAsItWasSignedIsTaken(String platform, String header, String value, int status)
      throws Exception {
    assertProblem(server.send(signed(platform, "n", ORDER).setHeader(header, value)), status);
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void aBodyOfMoreThanTwoMebibytesIsTooLarge() throws Exception {
    String padded = ORDER + " ".repeat(2 * 1_024 * 1_024);
    assertProblem(server.send(shopify("o", padded, SECRET)), 413);
  }

  @Test
  void aPlatformWithoutASecretIsNotThere() throws Exception {
    HttpOptions none = new HttpOptions("127.0.0.1", 0, java.util.Set.of());
    TestServer bare = new TestServer(none);
    try {
      for (String platform : List.of("shopify", "woocommerce", "stripe")) {
        HttpRequest.Builder request =
            bare.request("/api/webhooks/" + platform)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(ORDER));
        TestServer.Reply reply = bare.send(request);
        assertProblem(reply, 404);
        assertThat(reply.text()).contains(platform);
      }
    } finally {
      bare.close();
    }
  }

  private static Object result(HttpRequest.Builder request) throws Exception {
    TestServer.Reply reply = server.send(request);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json().get("result");
  }

  private static CompletableFuture<TestServer.Reply> async(HttpRequest.Builder request) {
    return server
        .client
        .sendAsync(request.build(), BodyHandlers.ofByteArray())
        .thenApply(TestServer.Reply::new);
  }

  private static HttpRequest.Builder signed(String platform, String id, String body) {
    return switch (platform) {
      case "shopify" -> shopify(id, body, SECRET);
      case "woocommerce" -> wooCommerce(id, body, SECRET);
      default -> stripe(body);
    };
  }

  private static HttpRequest.Builder shopify(String id, String body, String secret) {
    return post("shopify", body, "X-Shopify-Topic", "orders/create")
        .header("X-Shopify-Webhook-Id", id)
        .header("X-Shopify-Hmac-Sha256", Signer.base64(secret, body.getBytes(UTF_8)));
  }

  private static HttpRequest.Builder wooCommerce(String id, String body, String secret) {
    return post("woocommerce", body, "X-WC-Webhook-Topic", "order.created")
        .header("X-WC-Webhook-Delivery-ID", id)
        .header("X-WC-Webhook-Signature", Signer.base64(secret, body.getBytes(UTF_8)));
  }

  private static HttpRequest.Builder ping(String body) {
    return post("woocommerce", body, "X-Other", "x")
        .setHeader("Content-Type", "application/x-www-form-urlencoded");
  }

  private static HttpRequest.Builder stripe(String body) {
    return stripe(body, Instant.now(), SECRET);
  }

  /** With a signature under each of the secrets. */
  private static HttpRequest.Builder stripe(String body, Instant time, String... secrets) {
    StringBuilder header = new StringBuilder("t=" + time.getEpochSecond());
    for (String secret : secrets) {
      String signature = Signer.stripe(secret, time.getEpochSecond(), body.getBytes(UTF_8));
      header.append(",v1=").append(signature);
    }
    return post("stripe", body, "Stripe-Signature", header.toString());
  }

  private static String charge(String id, String order) {
    return "{\"id\":\"%s\",\"pending_webhooks\":2,\"type\":\"charge.succeeded\",\"data\":{\"object\":%s}}"
        .formatted(id, order);
  }

  private static HttpRequest.Builder post(
      String platform, String body, String header, String value) {
    return server
        .request("/api/webhooks/" + platform)
        .setHeader("Content-Type", "application/json; charset=utf-8")
        .setHeader(header, value)
        .POST(BodyPublishers.ofString(body));
  }
}
