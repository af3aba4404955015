package net.jumptotech.orders.http.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.runtime.Secret;

/**
 * Shopify signs the body, not the headers. It hangs up after 5 seconds and sends again what is not
 * answered with 2xx, 8 times in 4 hours; then it may delete the subscription.
 */
final class Shopify implements Platform {

  private static final String SIGNATURE = "X-Shopify-Hmac-Sha256";
  private static final String TOPIC = "X-Shopify-Topic";
  private static final String DELIVERY = "X-Shopify-Webhook-Id";
  private static final String TEST = "X-Shopify-Test";

  /** Their bodies are whole orders. */
  private static final Set<String> ORDERS =
      Set.of("orders/create", "orders/paid", "orders/updated", "orders/cancelled");

  @Override
  public String name() {
    return "shopify";
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(4);
  }

  @Override
  public void verify(Call call, List<Secret> secrets) {
    HeaderSigned.verify(SIGNATURE, call, secrets);
  }

  @Override
  public Delivery delivery(Call call) {
    String topic = call.parameters().required(TOPIC);
    if (!ORDERS.contains(topic)) {
      return new Delivery.Ignored(ParameterRules.shown(topic) + " is no event that is taken");
    }
    if (call.parameters().text(TEST).filter("true"::equalsIgnoreCase).isPresent()) {
      return new Delivery.Ignored("a test notification is no order");
    }
    String id = call.parameters().text(DELIVERY).orElse("");
    return new Delivery.OfOrder(HeaderSigned.key(topic, id, call), call.body().getBytes());
  }
}
