package net.jumptotech.orders.http.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookOptionsTest {

  @Test
  void aPlatformIsTakenIfItsSecretIsGivenAndTwoOfThemWhileOneIsReplaced(@TempDir Path dir)
      throws Exception {
    Path next = Files.writeString(dir.resolve("next"), "the next of two secrets\n");
    Settings settings =
        settings(
            Map.of(
                "ORDERS_SHOPIFY_SECRET_FILE",
                next.toString(),
                "ORDERS_SHOPIFY_OLD_SECRET",
                "the older of two secrets"));

    WebhookOptions options = WebhookOptions.from(settings);
    settings.check();

    assertThat(options.sources()).containsOnlyKeys("shopify");
    assertThat(options.sources().get("shopify").secrets())
        .containsExactly(
            new Secret("the next of two secrets"), new Secret("the older of two secrets"));
    assertThat(options + settings.effective().toString()).doesNotContain("of two secrets");
  }

  @Test
  void noneIsTakenWithoutSecrets() {
    assertThat(WebhookOptions.from(settings(Map.of()))).isEqualTo(WebhookOptions.NONE);
  }

  @Test
  void aShortSecretAndAnOldOneAloneAreMistakesThatDoNotShowThem() {
    Settings settings =
        settings(
            Map.of(
                "ORDERS_STRIPE_SECRET", "too short a one",
                "ORDERS_WOOCOMMERCE_OLD_SECRET", "the older of two secrets"));
    WebhookOptions.from(settings);

    assertThatThrownBy(settings::check)
        .hasMessageContaining("stripe.secret: expected at least 16 characters")
        .hasMessageContaining("woocommerce.old-secret: is given without secret")
        .message()
        .doesNotContain("too short", "older of");
  }

  @Test
  void aMappingOfFilesIsAMistakeAndSoIsOneThatIsNotThere() {
    Settings settings =
        settings(
            Map.of(
                "ORDERS_SHOPIFY_SECRET", "the next of two secrets",
                "ORDERS_SHOPIFY_MAPPING", "shopify",
                "ORDERS_STRIPE_SECRET", "the next of two secrets",
                "ORDERS_STRIPE_MAPPING", "strip-api"));
    WebhookOptions.from(settings);

    assertThatThrownBy(settings::check)
        .hasMessageContaining(
            "shopify.mapping: expected a mapping with format: json, was \"shopify\"")
        .hasMessageContaining("did you mean stripe-api?");
  }

  private static Settings settings(Map<String, String> environment) {
    return new Settings(new JsonObject(), Overrides.of(Map.of(), environment, Map.of()));
  }
}
