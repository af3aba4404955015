package net.jumptotech.orders.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaOptionsTest {

  private static final String SECRET = "S3cr3t";

  @TempDir private Path directory;

  @Test
  void withAnApiKeyEveryClientSpeaksSaslSslAndIsNamedAfterProcessAndVerticle() {
    KafkaConnection kafka = connection(new KafkaOptions(Optional.of(key("key")), Map.of()));

    for (Map<String, Object> client : clients(kafka)) {
      assertThat(client)
          .containsEntry("security.protocol", "SASL_SSL")
          .containsEntry("sasl.mechanism", "PLAIN")
          .containsEntry("ssl.endpoint.identification.algorithm", "https")
          .containsEntry("client.id", "process-payments-group-0");
      assertThat(client.get("sasl.jaas.config")).isInstanceOf(Password.class);
      assertThat(client.toString()).doesNotContain(SECRET);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a\"b",
        "a\\b",
        "\\",
        "\"",
        "a b;c",
        "ü€",
        "// no comment",
        "/*",
        "a\nb\r"
      })
  void kafkaReadsBackWhateverKeyAndSecretAre(String text) {
    ApiKey key = new ApiKey(text, new Secret(text));

    JaasContext read =
        JaasContext.loadClientContext(
            Map.of("sasl.jaas.config", key.jaas(), "sasl.mechanism", "PLAIN"));

    assertThat(read.configurationEntries())
        .singleElement()
        .satisfies(
            entry ->
                assertThat(entry.getOptions().entrySet())
                    .extracting(Map.Entry::getKey, each -> (Object) each.getValue())
                    .containsExactlyInAnyOrder(tuple("username", text), tuple("password", text)));
  }

  @Test
  void withoutAKeyNothingIsSaidOfSecurity() {
    for (Map<String, Object> client : clients(connection(KafkaOptions.PLAIN))) {
      assertThat(client).doesNotContainKeys("security.protocol", "sasl.jaas.config");
    }
  }

  @Test
  void keyOrSecretAloneIsAMistakeThatSaysSo() {
    assertThatThrownBy(() -> read("{}", Map.of("ORDERS_KAFKA_API_KEY", "key")))
        .hasMessage(
            "kafka.api-key: the secret for this key is missing: set CONFLUENT_API_SECRET, or set"
                + " CONFLUENT_API_SECRET_FILE to a file that contains it");
    assertThatThrownBy(() -> read("{}", Map.of("ORDERS_KAFKA_API_SECRET", SECRET)))
        .hasMessage("kafka.api-secret: the key for this secret is missing: set CONFLUENT_API_KEY");
  }

  @Test
  void aSecretWhereItDoesNotBelongIsOneMistake() {
    assertThatThrownBy(() -> read("{\"api-key\": \"key\", \"api-secret\": \"" + SECRET + "\"}"))
        .message()
        .startsWith("kafka.api-secret: a secret does not belong in a configuration file")
        .doesNotContain("\n", SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"options\": {\"linger.ms\": 7}}",
        "{\"options\": {\"linger\": {\"ms\": 7}}}",
      })
  void anOptionIsWrittenWithDotsOrNested(String json) {
    assertThat(read(json).settings()).isEqualTo(Map.of("linger.ms", "7"));
  }

  @Test
  void anOptionComesFromTheEnvironmentToo() throws IOException {
    Path pem = Files.createFile(directory.resolve("ca.pem"));
    Path password = Files.writeString(directory.resolve("password"), SECRET + "\n");
    Map<String, String> environment =
        Map.of(
            "ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_LOCATION", pem.toString(),
            "ORDERS_KAFKA_OPTIONS_SSL_KEY_PASSWORD_FILE", password.toString(),
            "ORDERS_KAFKA_OPTIONS_SSL_ENABLED_PROTOCOLS", "TLSv1.3, TLSv1.2");

    KafkaOptions options = read("{}", environment);

    assertThat(options.settings())
        .isEqualTo(
            Map.of(
                "ssl.truststore.location",
                pem.toString(),
                "ssl.key.password",
                new Password(SECRET),
                "ssl.enabled.protocols",
                "TLSv1.3,TLSv1.2"));
    assertThat(options.toString()).doesNotContain(SECRET);
  }

  @Test
  void anOptionGoesOnlyToTheClientsThatKnowIt() {
    KafkaOptions options =
        read(
            """
            {"options": {"linger.ms": 7, "fetch.min.bytes": 9, "compression.type": "lz4",
                         "client.dns.lookup": "use_all_dns_ips", "request.timeout.ms": 3000}}
            """);
    KafkaConnection kafka = connection(options);

    assertThat(kafka.administrator("a").keySet()).isSubsetOf(AdminClientConfig.configNames());
    assertThat(kafka.groupMember("a", "g", 1))
        .containsEntry("fetch.min.bytes", "9")
        .containsEntry("request.timeout.ms", "3000")
        .satisfies(all -> assertThat(all.keySet()).isSubsetOf(ConsumerConfig.configNames()));
    assertThat(kafka.transactionalWriter("a"))
        .containsEntry("linger.ms", "7")
        .containsEntry("compression.type", "lz4")
        .containsEntry("request.timeout.ms", "3000")
        .satisfies(all -> assertThat(all.keySet()).isSubsetOf(ProducerConfig.configNames()));
    assertThat(clients(kafka)).allMatch(all -> all.containsKey("client.dns.lookup"));
  }

  @Test
  void onlyOptionsThatAreGivenAreAmongTheEffective() {
    Settings settings = new Settings(new JsonObject("{\"options\": {\"linger.ms\": 7}}"));
    KafkaOptions.from(settings);

    assertThat(settings.effective()).containsOnlyKeys("api-key", "api-secret", "options.linger.ms");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssl.trustore.location | /x | unknown, did you mean kafka.options.ssl.truststore.location?",
        "linger.ms | soon | Invalid value soon for configuration linger.ms: Not a number of type"
            + " LONG",
        "security.protocol | TLS | Invalid value TLS for configuration security.protocol",
        "ssl.truststore.location | /nowhere.pem | no such readable file: \"/nowhere.pem\"",
        "acks | 1 | cannot be set: the guarantee of one outcome per order depends on it",
        "transaction.timeout.ms | 1 | cannot be set: the guarantee of one outcome per order",
        "group.instance.id | x | cannot be set: how readers share the partitions",
        "bootstrap.servers | x:1 | cannot be set: kafka.bootstrap-servers names the" + " brokers",
        "key.deserializer | X | cannot be set: Orders reads and writes records as bytes",
        "ssl.endpoint.identification.algorithm | none | host names are always verified",
        "request.timeout.ms | 20000 | with linger.ms must be at most 9000",
        "linger.ms | 6000 | must be at most 5000",
        "ssl.truststore.password | S3cr3t | a secret does not belong in a configuration file: set"
            + " ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_PASSWORD, or set"
            + " ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_PASSWORD_FILE to a file that contains it",
        "sasl.jaas.config | S3cr3t | a secret does not belong in a configuration file",
      })
  void aWrongOptionIsAMistakeWithItsReason(String name, String value, String reason) {
    JsonObject options = new JsonObject().put(name, value);

    assertThatThrownBy(() -> read(new JsonObject().put("options", options).encode()))
        .message()
        .startsWith("kafka.options." + name + ": ")
        .contains(reason)
        .doesNotContain("\n", SECRET);
  }

  @Test
  void whatIsNoSectionIsNotShown() {
    assertThatThrownBy(() -> read("{\"options\": \"" + SECRET + "\"}"))
        .hasMessage("kafka.options: expected a section");
  }

  @Test
  void withAnApiKeyTheProtocolIsDecided() {
    Map<String, String> key =
        Map.of("ORDERS_KAFKA_API_KEY", "key", "ORDERS_KAFKA_API_SECRET", SECRET);

    assertThatCode(() -> read("{}", key)).doesNotThrowAnyException();
    assertThatThrownBy(() -> read("{\"options\": {\"security.protocol\": \"SSL\"}}", key))
        .hasMessage(
            "kafka.options.security.protocol: kafka.api-key sets it already: give only one of the"
                + " two");
  }

  private static List<Map<String, Object>> clients(KafkaConnection kafka) {
    String purpose = "payments-group-0";
    return List.of(
        kafka.administrator(purpose),
        kafka.groupMember(purpose, "payments-group", 100),
        kafka.reader(purpose),
        kafka.writer(purpose),
        kafka.transactionalWriter(purpose));
  }

  private static KafkaConnection connection(KafkaOptions options) {
    return new KafkaConnection("localhost:9092", "process", "0", options);
  }

  private static ApiKey key(String name) {
    return new ApiKey(name, new Secret(SECRET));
  }

  private static KafkaOptions read(String json) {
    return read(json, Map.of());
  }

  private static KafkaOptions read(String json, Map<String, String> environment) {
    Map<String, List<String>> older =
        Map.of(
            "kafka.api-key", List.of("CONFLUENT_API_KEY"),
            "kafka.api-secret", List.of("CONFLUENT_API_SECRET"));
    Settings settings =
        new Settings(
            new JsonObject().put("kafka", new JsonObject(json)),
            Overrides.of(Map.of(), environment, older));
    KafkaOptions options = KafkaOptions.from(settings.section("kafka"));
    settings.check();
    return options;
  }
}
