package net.jumptotech.orders.stream;

import java.util.Objects;
import net.jumptotech.orders.runtime.Secret;
import org.apache.kafka.common.config.types.Password;

/** Who we are to a Kafka that asks: Confluent Cloud calls name and password key and secret. */
public record ApiKey(String key, Secret secret) {

  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=%s password=%s;";

  public ApiKey {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(secret, "secret");
  }

  /** In the language of JAAS; Kafka never prints a value of this type. */
  Password jaas() {
    return new Password(LOGIN.formatted(quoted(key), quoted(secret.reveal())));
  }

  /** As {@link java.io.StreamTokenizer} reads it, which is what Kafka reads JAAS with. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char each : text.toCharArray()) {
      switch (each) {
        case '"', '\\' -> quoted.append('\\').append(each);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        default -> quoted.append(each);
      }
    }
    return quoted.append('"').toString();
  }
}
