package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.http.imports.ImportOptions;
import net.jumptotech.orders.http.webhooks.Signer;
import net.jumptotech.orders.http.webhooks.WebhookOptions;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bodies as the platforms send them become orders by the mappings that come with Orders. */
class ShopOrdersIT {

  private static final String SECRET = "a secret of the tests only";

  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> environment =
        Map.of(
            "ORDERS_SHOPIFY_SECRET", SECRET,
            "ORDERS_WOOCOMMERCE_SECRET", SECRET,
            "ORDERS_WOOCOMMERCE_MAPPING", "woocommerce-api,prefix=eu-",
            "ORDERS_STRIPE_SECRET", SECRET);
    Settings settings =
        new Settings(new JsonObject(), Overrides.of(Map.of(), environment, Map.of()));
    WebhookOptions webhooks = WebhookOptions.from(settings);
    settings.check();
    server =
        new TestServer(
            new HttpOptions(
                "127.0.0.1",
                0,
                Optional.empty(),
                Set.of(),
                1_000,
                1,
                100,
                1,
                SendingRates.Limits.NONE,
                "test-webroot",
                Optional.empty(),
                AccessOptions.OPEN,
                PersonalFields.NONE,
                webhooks,
                ImportOptions.NONE));
  }

  @BeforeEach
  void forgetTheTestBefore() {
    server.reset();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void anOrderOfShopifyHasTheNumberThatItsExportHas() throws Exception {
    assertOrder(
        shopify("orders/create", body("shopify-order")),
        "1001 EUR 100.90 DE CONFIRMED 2026-05-01T07:59:00Z");
  }

  @Test
  void aCancelledOrderOfShopifyIsCancelled() throws Exception {
    String cancelled =
        body("shopify-order")
            .replace("\"cancelled_at\":null", "\"cancelled_at\":\"2026-05-02T10:00:00+02:00\"");
    assertOrder(
        shopify("orders/cancelled", cancelled),
        "1001 EUR 100.90 DE CANCELLED 2026-05-01T07:59:00Z");
  }

  @Test
  void aTestOrderOfShopifyIsIgnored() throws Exception {
    String body = body("shopify-order").replace("\"test\":false", "\"test\":true");
    TestServer.Reply reply = shopify("orders/create", body);
    assertThat(reply.json())
        .containsEntry("result", "ignored")
        .containsEntry("reason", "not an order that is taken: \"/test\" is \"true\"");
    assertThat(server.writer.written).isEmpty();
  }

  @Test
  void anOrderOfWooCommerceHasThePrefixOfItsShop() throws Exception {
    String body = body("woocommerce-order");
    assertOrder(
        post(
            "woocommerce",
            body,
            "X-WC-Webhook-Topic",
            "order.created",
            "X-WC-Webhook-Signature",
            Signer.base64(SECRET, body.getBytes(UTF_8))),
        "eu-727 USD 29.35 US CONFIRMED 2026-03-22T16:28:02Z");
  }

  @Test
  void aChargeOfStripeIsOneWithItsAmountInCents() throws Exception {
    String body = body("stripe-charge");
    long now = Instant.now().getEpochSecond();
    String signature = Signer.stripe(SECRET, now, body.getBytes(UTF_8));
    assertOrder(
        post("stripe", body, "Stripe-Signature", "t=" + now + ",v1=" + signature),
        "ch_3MmlLrLkdIwHu7ix0snN0B15 EUR 10.99 FR CONFIRMED 2026-01-05T08:00:00Z");
  }

  @Test
  void anOrderWithoutACountryBecomesADeadLetterThatNamesWhereItShouldBe() throws Exception {
    String body = body("shopify-order").replaceAll("_address\":\\{", "_address_\":{");
    TestServer.Reply reply = shopify("orders/create", body);
    assertThat(reply.json()).containsEntry("result", "rejected");
    assertThat(reply.text()).contains("country", "address");
    assertThat(new String(server.writer.rejected.get(0).input(), UTF_8)).isEqualTo(body);
  }

  private static void assertOrder(TestServer.Reply reply, String expected) throws Exception {
    assertThat(reply.json()).as(reply.text()).containsEntry("result", "accepted");
    Order order = server.writer.written.get(0);
    assertThat(
            String.join(
                " ",
                order.id().text(),
                order.total().currency().getCurrencyCode(),
                order.total().amount().toPlainString(),
                order.country(),
                order.status().name(),
                order.createdAt().toString()))
        .isEqualTo(expected);
  }

  private static TestServer.Reply shopify(String topic, String body) throws Exception {
    return post(
        "shopify",
        body,
        "X-Shopify-Topic",
        topic,
        "X-Shopify-Hmac-Sha256",
        Signer.base64(SECRET, body.getBytes(UTF_8)));
  }

  private static TestServer.Reply post(String platform, String body, String... headers)
      throws Exception {
    return server.send(
        server
            .request("/api/webhooks/" + platform)
            .header("Content-Type", "application/json")
            .headers(headers)
            .POST(BodyPublishers.ofString(body)));
  }

  private static String body(String name) throws Exception {
    return Files.readString(Path.of("src/test/resources/webhooks", name + ".json"));
  }
}
