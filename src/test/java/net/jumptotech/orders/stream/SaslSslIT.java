package net.jumptotech.orders.stream;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.pump.Outcomes;
import net.jumptotech.orders.stream.pump.TestPumps;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every client against a broker that wants TLS, a key and its secret. */
final class SaslSslIT {

  private static final Duration IN_TIME = Duration.ofSeconds(20); // 2 on a quiet machine
  private static final String WRONG = "S3cr3t-wrong";

  private static SaslSslBroker broker;

  @BeforeAll
  static void start() {
    broker = SaslSslBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void theWholePipelineRunsThroughItAndNoClientLogsTheSecret() {
    LogCapture log = new LogCapture("org.apache.kafka", Level.INFO);
    try (log;
        KafkaFixture kafka = broker.fixture("all-")) {
      kafka.createTopics(3);
      TestPumps pumps = new TestPumps(kafka);
      KafkaOrderWriter writer = writer(kafka);
      List<String> orders = write(writer, 1, 1_000);
      Running first = pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
      assertThat(first.status().health()).isEqualTo(Health.UP);
      first.stop();

      write(writer, 1, 500);
      Running second = pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());

      Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
      assertThat(second.status().duplicates()).as("the index was read").isEqualTo(500);
      pumps.close();
      await(writer.close());
    }
    assertThat(log.lines())
        .as("clients say at INFO how they are configured")
        .anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"))
        .noneMatch(line -> line.contains("S3cr3t"))
        .noneMatch(line -> line.contains("These configurations"));
  }

  /** As the producer and the intake have it. */
  private static KafkaOrderWriter writer(KafkaFixture kafka) {
    return new KafkaOrderWriter(
        kafka.vertx(), kafka.connection("process"), kafka.topics(), "intake");
  }

  private static List<String> write(KafkaOrderWriter writer, int from, int to) {
    List<Order> orders = IntStream.rangeClosed(from, to).mapToObj(SaslSslIT::order).toList();
    await(Future.all(orders.stream().map(writer::write).toList()));
    return orders.stream().map(order -> order.id().text()).toList();
  }

  private static Order order(int number) {
    try {
      return EventJson.order(
          Map.of("order_id", number, "amount", BigDecimal.ONE, "country", "US"), Instant.EPOCH);
    } catch (InvalidEvent impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void aWrongSecretIsSaidAtOnce() {
    assertThat(failure(broker.address(), broker.options(WRONG, broker.trusted())))
        .startsWith("Kafka at " + broker.address() + " refuses the API key (Authentication failed")
        .contains("check CONFLUENT_API_KEY and CONFLUENT_API_SECRET")
        .doesNotContain(WRONG);
  }

  @Test
  void aCertificateThatIsNotTrustedIsSaidAtOnce() {
    assertThat(failure(broker.address(), broker.options(SaslSslBroker.SECRET, broker.untrusted())))
        .contains("its certificate is not trusted (")
        .contains("set kafka.options.ssl.truststore.location")
        .doesNotContain("S3cr3t");
  }

  @Test
  void aCertificateForAnotherNameIsSaidAtOnce() {
    assertThat(failure(broker.addressOfAnotherName(), broker.options()))
        .contains("its certificate is not for the name it was reached by (No subject")
        .contains("KAFKA_BOOTSTRAP_SERVERS")
        .doesNotContain("S3cr3t");
  }

  @Test
  void tlsWhereThereIsNoneIsSaidInTime() {
    assertThat(failure(broker.plaintext(), broker.options()))
        .contains("does not speak TLS, but Orders is set to use it: set KAFKA_BOOTSTRAP_SERVERS");
  }

  @Test
  void noTlsWhereItIsAskedForIsSaidInTime() {
    assertThat(failure(broker.address(), KafkaOptions.PLAIN))
        .contains(
            "speaks TLS, but Orders is not set to use it: set CONFLUENT_API_KEY and"
                + " CONFLUENT_API_SECRET");
  }

  private static String failure(String servers, KafkaOptions options) {
    KafkaConnection kafka = new KafkaConnection(servers, "process", "0", options);
    long started = System.nanoTime();
    Throwable cause =
        await(
            KafkaAdmin.open(broker.vertx(), kafka, Topics.STANDARD, Groups.STANDARD)
                .compose(admin -> admin.reach().eventually(admin::close))
                .transform(done -> Future.succeededFuture(done.cause())));
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    assertThat(cause).isInstanceOf(KafkaUnusable.class);
    assertThat(took).isLessThan(IN_TIME);
    return cause.getMessage();
  }

  @Test
  void aKeyThatIsRevokedShowsInTheReadersHealthAndOnceItIsGoodAgainNothingIsLost() {
    try (KafkaFixture kafka = broker.fixture("revoked-")) {
      kafka.createTopics(3);
      TestPumps pumps = new TestPumps(kafka);
      KafkaOrderWriter writer = writer(kafka);
      Running pump = pumps.start(pumps.payments());
      List<String> before = write(writer, 1, 100);
      kafka.awaitNoLag(kafka.groups().payments());

      broker.revokeKey();
      Await.until(
          "the reader says so",
          () -> pump.status().health().detail().contains("refuses the API key"),
          () -> pump.status().health());
      assertThat(pump.status().health().state()).isEqualTo(Health.State.DEGRADED);

      broker.admitKey();
      List<String> after = write(writer, 101, 200);
      Await.until(
          "the reader is well",
          () -> pump.status().health().equals(Health.UP),
          () -> pump.status().health());
      kafka.awaitNoLag(kafka.groups().payments());
      List<String> all = new ArrayList<>(before);
      all.addAll(after);
      Outcomes.of(all, kafka.read(kafka.topics().payments())).areExact();
      pumps.close();
      await(writer.close());
    } finally {
      broker.admitKey();
    }
  }
}
