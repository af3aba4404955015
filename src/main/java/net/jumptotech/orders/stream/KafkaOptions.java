package net.jumptotech.orders.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.auth.SecurityProtocol;

/**
 * The configured settings of every Kafka client of this process.
 *
 * @param apiKey present: SASL_SSL with PLAIN, and the broker's certificate must match its name
 * @param settings by Kafka's names; secrets among them are of Kafka's type for passwords
 */
public record KafkaOptions(Optional<ApiKey> apiKey, Map<String, Object> settings) {

  /** Without TLS and password. */
  public static final KafkaOptions PLAIN = new KafkaOptions(Optional.empty(), Map.of());

  private static final List<String> OF_THE_API_KEY =
      List.of(
          CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
          SaslConfigs.SASL_MECHANISM,
          SaslConfigs.SASL_JAAS_CONFIG);

  public KafkaOptions {
    Objects.requireNonNull(apiKey, "apiKey");
    settings = Map.copyOf(settings);
  }

  /**
   * Reads {@code api-key}, {@code api-secret} and {@code options} (any setting of a Kafka client,
   * by Kafka's name); notes every mistake.
   */
  public static KafkaOptions from(Settings kafka) {
    String key = kafka.text("api-key", "");
    Optional<Secret> secret = kafka.secret("api-secret");
    if (key.isBlank() && secret.isPresent()) {
      kafka.mistake("api-secret", "the key for this secret is missing: set CONFLUENT_API_KEY");
    } else if (!key.isBlank() && !kafka.isGiven("api-secret")) {
      kafka.mistake(
          "api-key",
          "the secret for this key is missing: set CONFLUENT_API_SECRET, or set"
              + " CONFLUENT_API_SECRET_FILE to a file that contains it");
    }
    Settings options = kafka.dotted("options");
    Map<String, Object> settings = ClientSettings.read(options);
    if (!key.isBlank()) {
      OF_THE_API_KEY.stream()
          .filter(settings::containsKey)
          .forEach(
              name ->
                  options.mistake(name, "kafka.api-key sets it already: give only one of the two"));
    }
    return new KafkaOptions(
        key.isBlank() ? Optional.empty() : secret.map(it -> new ApiKey(key, it)), settings);
  }

  /** Whether a login for clients is configured. */
  public boolean logsIn() {
    return apiKey.isPresent() || OF_THE_API_KEY.stream().anyMatch(settings::containsKey);
  }

  /** The same options, for a broker that takes a password without TLS, as the embedded one may. */
  public KafkaOptions withPassword(String user, Secret password) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, SecurityProtocol.SASL_PLAINTEXT.name);
    all.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
    all.put(SaslConfigs.SASL_JAAS_CONFIG, new ApiKey(user, password).jaas());
    return new KafkaOptions(apiKey, all);
  }

  /**
   * Adds what a client needs to log in, and the other configured settings that it has.
   *
   * @param known names of the settings that the client has; it would warn about others
   */
  void addTo(Map<String, Object> config, Set<String> known) {
    Map<String, Object> all = new HashMap<>(settings);
    apiKey.ifPresent(
        given -> {
          all.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, SecurityProtocol.SASL_SSL.name);
          all.put(SaslConfigs.SASL_MECHANISM, "PLAIN");
          all.put(SaslConfigs.SASL_JAAS_CONFIG, given.jaas());
          all.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        });
    all.keySet().retainAll(known);
    config.putAll(all);
  }

  /** Whether clients log in by SASL. */
  boolean usesSasl() {
    return apiKey.isPresent()
        || String.valueOf(settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
            .startsWith("SASL");
  }

  /** Whether clients begin with a TLS handshake. */
  boolean usesTls() {
    return apiKey.isPresent()
        || String.valueOf(settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG))
            .endsWith("SSL");
  }
}
