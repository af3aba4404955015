package net.jumptotech.orders.stream;

import static net.jumptotech.orders.Await.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.runtime.Secret;
import org.apache.kafka.common.config.SslConfigs;

/**
 * A real broker in this JVM as Confluent Cloud is from outside: SASL_SSL with PLAIN, and a
 * certificate, made for the test, of {@code localhost} and 127.0.0.1. Beside it a listener whose
 * certificate is for another name, and one without TLS for the test's own clients.
 */
public final class SaslSslBroker implements AutoCloseable {

  /** A new one in each JVM, with what JAAS, PLAIN and YAML could stumble over. */
  public static final String SECRET = "S3cr3t-\"\\'; ü€ #{}%s-" + UUID.randomUUID();

  public static final String KEY = "KEY-\"1\\2";

  private static final int REAUTHENTICATE_MS = 2_000;
  private static final int ATTEMPTS = 5;

  private final Vertx vertx = Vertx.vertx();
  private final Path directory;
  private final TestCertificate untrusted;
  private final EmbeddedBroker broker;
  private final int secure;
  private final int stranger;
  private final int plain;

  /** Takes about three seconds. */
  public static SaslSslBroker start() {
    for (int attempt = 1; ; attempt++) {
      try {
        return new SaslSslBroker();
      } catch (Exception aPortWasTakenMeanwhile) {
        if (attempt == ATTEMPTS) {
          throw new AssertionError(aPortWasTakenMeanwhile);
        }
      }
    }
  }

  private SaslSslBroker() throws IOException {
    directory = BrokerExtension.temporaryDirectory();
    TestCertificate ours = TestCertificate.forLoopback(directory);
    TestCertificate strangers = TestCertificate.forHosts(directory, "elsewhere.example");
    untrusted = TestCertificate.forLoopback(directory);
    Files.writeString(trusted(), ours.pem() + strangers.pem());
    secure = free();
    stranger = free();
    plain = free();
    TestUsers.SECRETS.put(KEY, SECRET);
    broker =
        await(
            EmbeddedBroker.start(
                vertx,
                new BrokerOptions(
                    directory.resolve("log"), 0, Optional.empty(), settings(ours, strangers))));
  }

  private Map<String, String> settings(TestCertificate ours, TestCertificate strangers)
      throws IOException {
    int controller = free();
    Map<String, String> all = new HashMap<>();
    String host = "://127.0.0.1:";
    String listeners =
        "SASL_SSL%s%d,STRANGER%s%d,PLAINTEXT%s%d"
            .formatted(host, secure, host, stranger, host, plain);
    all.put("listeners", listeners + ",CONTROLLER" + host + controller);
    all.put("advertised.listeners", listeners);
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    all.put(
        "listener.security.protocol.map",
        "SASL_SSL:SASL_SSL,STRANGER:SASL_SSL,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("sasl.enabled.mechanisms", "PLAIN");
    all.put("ssl.keystore.type", "PKCS12");
    all.putAll(keyStore("", ours));
    all.putAll(keyStore("listener.name.stranger.", strangers));
    for (String listener : new String[] {"sasl_ssl", "stranger"}) {
      String plainLogin = "listener.name." + listener + ".plain.";
      all.put(
          plainLogin + "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required;");
      all.put(plainLogin + "sasl.server.callback.handler.class", TestUsers.class.getName());
      all.put(plainLogin + "connections.max.reauth.ms", Integer.toString(REAUTHENTICATE_MS));
    }
    return all;
  }

  /** {@code host:port} of the SASL_SSL listener. */
  public String address() {
    return "127.0.0.1:" + secure;
  }

  /** The same broker under a name that its certificate does not have. */
  public String addressOfAnotherName() {
    return "127.0.0.1:" + stranger;
  }

  /** Without TLS and password, for the test's own clients. */
  public String plaintext() {
    return "127.0.0.1:" + plain;
  }

  /** PEM file of the certificates to trust. */
  public Path trusted() {
    return directory.resolve("trusted.pem");
  }

  /** PEM file of a certificate that nobody here has. */
  public Path untrusted() {
    return untrusted.pemFile();
  }

  /** What a process must be told to use it; the secret stands in a file. */
  public Map<String, String> environment() {
    try {
      Path file = Files.writeString(directory.resolve("api-secret"), SECRET + "\n");
      return Map.of(
          "KAFKA_BOOTSTRAP_SERVERS", address(),
          "CONFLUENT_API_KEY", KEY,
          "CONFLUENT_API_SECRET_FILE", file.toString(),
          "ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_LOCATION", trusted().toString(),
          "ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_TYPE", "PEM");
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** From now on the key is refused, within seconds on open connections too; until admitted. */
  public void revokeKey() {
    TestUsers.SECRETS.remove(KEY);
  }

  public void admitKey() {
    TestUsers.SECRETS.put(KEY, SECRET);
  }

  /** As a process configured with {@link #environment} has it. */
  KafkaOptions options() {
    return options(SECRET, trusted());
  }

  KafkaOptions options(String secret, Path truststore) {
    return new KafkaOptions(
        Optional.of(new ApiKey(KEY, new Secret(secret))),
        Map.of(
            SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
            "PEM",
            SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
            truststore.toString()));
  }

  /** Topics of their own, reached through the SASL_SSL listener. */
  KafkaFixture fixture(String prefix) {
    return new KafkaFixture(vertx, address(), options(), prefix);
  }

  Vertx vertx() {
    return vertx;
  }

  private static Map<String, String> keyStore(String listener, TestCertificate certificate) {
    return Map.of(
        listener + "ssl.keystore.location", certificate.keyStore().toString(),
        listener + "ssl.keystore.password", certificate.password(),
        listener + "ssl.key.password", certificate.password());
  }

  private static int free() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  @Override
  public void close() {
    await(broker.close());
    await(vertx.close());
    BrokerExtension.delete(directory);
  }
}
