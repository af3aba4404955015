package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.webhooks.Signer;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders carry the name of whoever sent them, whatever way they take. */
final class SendersIT {

  private static final String ORDER =
      "{\"order_id\":\"1\",\"amount\":1,\"country\":\"DE\",\"sender\":\"shop-b\"}";

  @TempDir private static Path directory;
  private static final Map<String, String> KEY = new HashMap<>();
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Path file = directory.resolve("keys");
    add(file, "shop-a", Optional.empty());
    add(file, "shop-b", Optional.empty());
    add(file, "shop-c", Optional.of("c-"));
    server =
        new TestServer(
            TestServer.options(
                5,
                new AccessOptions(
                    Optional.of(Keys.read(file)),
                    Optional.of(new Secret("a secret of this test, 32 long.")))));
  }

  private static void add(Path file, String name, Optional<String> ids) throws Exception {
    String key = AccessKey.draw();
    KeyFile.append(
        file, KeyFile.line(name, EnumSet.of(Right.SEND_ORDERS), key, ids, Optional.empty()));
    KEY.put(name, key);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
  }

  @Test
  void anOrderCarriesTheNameOfItsKey() throws Exception {
    assertThat(send("shop-a", "/api/orders", ORDER).status()).isEqualTo(202);
    assertThat(send("shop-b", "/api/orders", '[' + ORDER + ']').status()).isEqualTo(202);
    assertThat(senders()).containsExactly("shop-a", "shop-b");
    assertThat(server.writer.written.get(0).more()).containsEntry("sender", "shop-b");
  }

  @Test
  void soDoesAnImportedOne() throws Exception {
    String two = ORDER + '\n' + ORDER.replace("\"1\"", "\"2\"");
    assertThat(send("shop-b", "/api/import", two).json()).containsEntry("accepted", 2);
    assertThat(senders()).containsExactly("shop-b", "shop-b");
  }

  @Test
  void anOrderOfAWebhookCarriesTheNameOfThePlatformWhichNoKeyCanHave() throws Exception {
    byte[] body = ORDER.getBytes(StandardCharsets.UTF_8);
    TestServer.Reply reply =
        server.send(
            server
                .request("/api/webhooks/shopify")
                .header("Content-Type", "application/json")
                .header("X-Shopify-Topic", "orders/create")
                .header("X-Shopify-Hmac-Sha256", Signer.base64(TestServer.SECRET.reveal(), body))
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(senders()).containsExactly("webhook:shopify");
  }

  @Test
  void idempotencyKeysAreTheSendersOwn() throws Exception {
    assertThat(repeatable("shop-a", ORDER).header("Idempotency-Replayed")).isEmpty();
    String other = ORDER.replace("\"1\"", "\"2\"");

    TestServer.Reply second = repeatable("shop-b", other);

    assertThat(second.status()).isEqualTo(202);
    assertThat(second.header("Idempotency-Replayed")).isEmpty();
    assertThat(repeatable("shop-b", other).header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(repeatable("shop-a", other).status()).isEqualTo(422);
    assertThat(senders()).containsExactly("shop-a", "shop-b");
  }

  @Test
  void idsThatAreNotOfTheKeyAreRefused() throws Exception {
    String own = ORDER.replace("\"1\"", "\"c-1\"");

    TestServer.Reply refused = send("shop-c", "/api/orders", '[' + own + ',' + ORDER + ']');

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.list("errors"))
        .containsExactly(
            Map.of(
                "field",
                "[1].order_id",
                "message",
                "expected to begin with \"c-\", which the ids of shop-c must, was \"1\""));
    assertThat(senders()).isEmpty();
    assertThat(send("shop-c", "/api/orders", own).status()).isEqualTo(202);
    TestServer.Reply imported = send("shop-c", "/api/import", own + '\n' + ORDER);
    assertThat(imported.json()).containsEntry("accepted", 1).containsEntry("refused", 1);
    assertThat(imported.list("refused_lines").get(0))
        .containsEntry("line", 2)
        .hasEntrySatisfying(
            "reason", it -> assertThat((String) it).startsWith("order_id: expected to begin with"));
    assertThat(senders()).containsExactly("shop-c", "shop-c");
  }

  private static TestServer.Reply repeatable(String name, String body) throws Exception {
    return server.send(request(name, "/api/orders", body).header("Idempotency-Key", "cart-1"));
  }

  private static TestServer.Reply send(String name, String path, String body) throws Exception {
    return server.send(request(name, path, body));
  }

  private static HttpRequest.Builder request(String name, String path, String body) {
    String type = path.equals("/api/import") ? "application/x-ndjson" : "application/json";
    return server
        .request(path)
        .header("Content-Type", type)
        .header("Authorization", "Bearer " + KEY.get(name))
        .POST(BodyPublishers.ofString(body));
  }

  private static List<String> senders() {
    return server.writer.written.stream().map(Order::sender).toList();
  }
}
