package net.jumptotech.orders.stream;

import java.util.Objects;
import net.jumptotech.orders.runtime.Secret;
import org.apache.kafka.common.config.types.Password;

/**
 * The credentials for a Kafka that requires a login. Confluent Cloud calls user name and password
 * key and secret.
 */
public record ApiKey(String key, Secret secret) {

  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=%s password=%s;";

  public ApiKey {
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(secret, "secret");
  }

  /** The credentials in JAAS syntax; Kafka never prints a value of this type. */
  Password jaas() {
    return new Password(LOGIN.formatted(quoted(key), quoted(secret.reveal())));
  }

  /** Quotes for {@link java.io.StreamTokenizer}, with which Kafka reads JAAS. */
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
