package net.jumptotech.orders.http.webhooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * The platforms whose webhooks are taken.
 *
 * @param sources by name of the platform
 */
public record WebhookOptions(Map<String, Source> sources) {

  public static final WebhookOptions NONE = new WebhookOptions(Map.of());

  private static final int SHORTEST_SECRET = 16;

  /**
   * @param secrets that sign its deliveries: one, or two while a secret is replaced
   */
  public record Source(List<Secret> secrets, OrderMapping mapping) {

    public Source {
      secrets = List.copyOf(secrets);
      Objects.requireNonNull(mapping, "mapping");
    }
  }

  public WebhookOptions {
    sources = Map.copyOf(sources);
  }

  /** Reads the section {@code http.webhooks}. A platform is taken if its secret is given. */
  public static WebhookOptions from(Settings webhooks) {
    Map<String, Source> sources = new LinkedHashMap<>();
    for (Platform platform : Platforms.ALL) {
      Settings section = webhooks.section(platform.name());
      List<Secret> secrets = secrets(section);
      String mapping = section.text("mapping", platform.preset());
      if (!secrets.isEmpty()) {
        mapping(section, mapping)
            .ifPresent(found -> sources.put(platform.name(), new Source(secrets, found)));
      }
    }
    return new WebhookOptions(sources);
  }

  private static Optional<OrderMapping> mapping(Settings platform, String name) {
    try {
      return Optional.of(OrderMapping.find(name));
    } catch (IllegalArgumentException wrong) {
      platform.mistake("mapping", wrong.getMessage());
      return Optional.empty();
    }
  }

  private static List<Secret> secrets(Settings platform) {
    Optional<Secret> current = secret(platform, "secret");
    Optional<Secret> old = secret(platform, "old-secret");
    if (current.isEmpty() && old.isPresent()) {
      platform.mistake("old-secret", "is given without secret, which is the one that remains");
    }
    return Stream.of(current, old).flatMap(Optional::stream).toList();
  }

  private static Optional<Secret> secret(Settings platform, String key) {
    Optional<Secret> secret = platform.secret(key);
    if (secret.filter(it -> it.reveal().length() < SHORTEST_SECRET).isPresent()) {
      platform.mistake(key, "expected at least " + SHORTEST_SECRET + " characters");
    }
    return secret;
  }
}
