package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.runtime.Secret;

/**
 * WooCommerce signs the body, not the headers. It waits a minute and sends nothing again; after
 * more than 5 failures in a row it disables the webhook. So the answer comes only once Kafka has
 * given up.
 */
final class WooCommerce implements Platform {

  private static final String SIGNATURE = "X-WC-Webhook-Signature";
  private static final String TOPIC = "X-WC-Webhook-Topic";
  private static final String DELIVERY = "X-WC-Webhook-Delivery-ID";
  private static final String FORM = "application/x-www-form-urlencoded";

  /** Their bodies are whole orders; that of {@code order.deleted} is an id. */
  private static final Set<String> ORDERS = Set.of("order.created", "order.updated");

  @Override
  public String name() {
    return "woocommerce";
  }

  @Override
  public Duration patience() {
    return Duration.ofSeconds(50);
  }

  /** It asks whether we are here when a webhook is saved, and wants a 200. */
  @Override
  public Optional<String> whyUnsigned(Call call) {
    boolean ping =
        call.contentType().equals(FORM)
            && call.body().length() < 64
            && call.body().toString(US_ASCII).matches("webhook_id=\\d+");
    return ping ? Optional.of("a ping is no order") : Optional.empty();
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
    String id = call.parameters().text(DELIVERY).orElse("");
    return new Delivery.OfOrder(HeaderSigned.key(topic, id, call), call.body().getBytes());
  }
}
