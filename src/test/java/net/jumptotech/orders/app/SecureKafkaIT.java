package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.stream.SaslSslBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar against brokers that want TLS, a key and a secret, told so by the environment alone. The
 * secret begins with a mark that must not be found in anything the program says.
 */
final class SecureKafkaIT {

  private static final String MARK = "S3cr3t";
  private static final String TRUSTSTORE = "ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_LOCATION";

  /**
   * Beyond what the machine takes to start and end a JVM. It takes 7 s on a quiet one; Kafka's
   * clients left to themselves would take a minute.
   */
  private static final Duration IN_TIME = Duration.ofSeconds(30);

  private static SaslSslBroker broker;
  private static Duration ofTheJvm;

  @TempDir private Path data;
  private final StringBuilder said = new StringBuilder();

  @BeforeAll
  static void start(@TempDir Path nothing) {
    broker = SaslSslBroker.start();
    long started = System.nanoTime();
    try (OrdersProcess process = OrdersProcess.start(nothing, "--check")) {
      assertThat(process.exitCode(Await.LONG)).isZero();
    }
    ofTheJvm = Duration.ofNanos(System.nanoTime() - started);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @AfterEach
  void nothingThatWasSaidHasTheSecret() {
    assertThat(said).isNotEmpty().doesNotContain(MARK);
  }

  @Test
  void theEnvironmentAloneRunsTheSampleThroughIt() {
    Map<String, String> environment = with("LOG_LEVEL", "DEBUG", "KAFKA_LOG_LEVEL", "INFO");
    assertThat(run(environment, "--check")).as("%s", said).isZero();
    assertThat(said)
        .contains("kafka.api-secret: ********  # CONFLUENT_API_SECRET_FILE")
        .contains("kafka.options.ssl.truststore.type: PEM");
    assertThat(run(environment, "topics", "--check")).isEqualTo(1);
    assertThat(said).contains("payments: does not exist");
    assertThat(run(environment, "topics", "--create")).as("%s", said).isZero();

    try (OrdersProcess process = OrdersProcess.start(data, environment, "--source", "sample")) {
      Await.until(Await.LONG, "orders", () -> process.get("/api/summary").getLong("orders") == 629);
      process.awaitIdle(Await.LONG);
      JsonObject health = process.get("/api/health");
      said.append(health).append(process.get("/api/overview"));
      assertThat(health.getString("status")).isEqualTo("UP");
      assertThat(process.post("/api/orders", "{\"order_id\":1,\"amount\":1,\"country\":\"US\"}"))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(202));
      process.awaitIdle(Await.LONG);
      process.terminate();
      process.exitCode(Await.LONG);
      said.append(process.output());
    }
    assertThat(said).contains("sasl.jaas.config = [hidden]");
    assertThat(TopicContents.byKey(broker.plaintext(), "payments"))
        .hasSize(630)
        .allSatisfy((order, outcomes) -> assertThat(outcomes).hasSize(1));
  }

  @Test
  void aWrongSecretIsOneLineInTime() throws IOException {
    Path wrong = Files.writeString(data.resolve("wrong"), MARK + "-wrong");
    fails(
        with("CONFLUENT_API_SECRET_FILE", wrong.toString()),
        "refuses the API key",
        "check CONFLUENT_API_KEY and CONFLUENT_API_SECRET");
  }

  @Test
  void aCertificateThatIsNotTrustedIsOneLineInTime() {
    fails(
        with(TRUSTSTORE, broker.untrusted().toString()),
        "its certificate is not trusted",
        TRUSTSTORE);
  }

  @Test
  void aCertificateForAnotherNameIsOneLineInTime() {
    fails(
        with("KAFKA_BOOTSTRAP_SERVERS", broker.addressOfAnotherName()),
        "its certificate is not for the name");
  }

  @Test
  void tlsOnOneSideOnlyIsOneLineInTime() {
    fails(
        with("KAFKA_BOOTSTRAP_SERVERS", broker.plaintext()),
        "does not speak TLS, but Orders is set to use it");
    fails(
        Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.address()),
        "speaks TLS, but Orders is not set to use it");
  }

  @Test
  void aKeyAloneOrASecretOnTheCommandLineIsAMistake() throws IOException {
    Map<String, String> alone = with("CONFLUENT_API_SECRET_FILE", "");
    assertThat(run(alone, "--roles", "payment")).isEqualTo(2);
    assertThat(said).contains("kafka.api-key: the secret for this key is missing");

    Path descriptor =
        Files.writeString(
            data.resolve("secret.yaml"),
            """
            kafka:
              api-secret: "%s-1"
              options:
                ssl: {truststore.password: "%s-2"}
                sasl.jaas.config: "%s-3"
                acks: 0
            """
                .formatted(MARK, MARK, MARK));
    assertThat(run(with(), "--conf", descriptor.toString(), "--check")).isEqualTo(2);
    assertThat(said)
        .contains("kafka.api-secret: a secret does not belong in a configuration file")
        .contains("kafka.options.ssl.truststore.password: a secret does not belong")
        .contains("kafka.options.sasl.jaas.config: a secret does not belong")
        .contains("kafka.options.acks: cannot be set");
  }

  private void fails(Map<String, String> environment, String... texts) {
    long started = System.nanoTime();
    try (OrdersProcess process =
        OrdersProcess.start(data.resolve("data"), environment, "--roles", "payment")) {
      int code = process.exitCode(Await.LONG);
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      List<String> output = process.output();
      said.append(output);
      assertThat(code).isEqualTo(1);
      assertThat(output)
          .filteredOn(line -> !line.contains("BlockedThreadChecker")) // the machine is busy
          .singleElement()
          .asString()
          .startsWith("orders: Kafka at ")
          .contains(texts);
      assertThat(took).isLessThan(ofTheJvm.plus(IN_TIME));
    }
  }

  private int run(Map<String, String> environment, String... arguments) {
    try (OrdersProcess process =
        OrdersProcess.start(data.resolve("data"), environment, arguments)) {
      int code = process.exitCode(Await.LONG);
      said.append(String.join("\n", process.output()));
      return code;
    }
  }

  /** The right environment, but for these names and values. */
  private static Map<String, String> with(String... changed) {
    Map<String, String> environment = new HashMap<>(broker.environment());
    for (int i = 0; i < changed.length; i += 2) {
      environment.put(changed[i], changed[i + 1]);
    }
    return environment;
  }
}
