package net.jumptotech.orders.stream.pump;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.KafkaOptions;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import net.jumptotech.orders.stream.topics.TopicOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the pump promises when the broker comes late, goes, and comes back. */
@ExtendWith(VertxExtension.class)
final class PumpBrokerIT {

  @TempDir Path directory;

  private final int port = freePort();
  private final List<String> orders = new ArrayList<>();
  private Vertx vertx;
  private EmbeddedBroker broker;
  private KafkaFixture kafka;
  private TestPumps pumps;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    kafka = new KafkaFixture(vertx, "127.0.0.1:" + port, KafkaOptions.PLAIN, "");
    pumps = new TestPumps(kafka);
  }

  @AfterEach
  void close() {
    pumps.close();
    kafka.close();
    if (broker != null) {
      await(broker.close());
    }
  }

  @Test
  void itWaitsForTheBrokerWorksThroughItsRestartAndStopsWithoutIt() {
    Running pump = start("one");
    Running other = start("two");
    Await.until(
        "health says what it waits for",
        () -> pump.status().health().detail().equals("waiting for Kafka at 127.0.0.1:" + port));
    assertThat(pump.status().health().state()).isEqualTo(Health.State.DEGRADED);

    startBroker();
    kafka.createTopics(4);
    write(3_000);
    Await.until("both are under way", () -> paid(pump) && paid(other));
    await(broker.close());
    startBroker();
    write(500);

    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
    Await.until("well", () -> pump.status().health().equals(Health.UP));

    write(1_000);
    Await.until("under way", () -> pump.status().inFlight() > 0 || other.status().inFlight() > 0);
    await(broker.close());
    long started = System.nanoTime();
    pump.stop();
    other.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(22));

    startBroker();
    start("one");
    start("two");
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void whatIsWrittenBelowOurOffsetAfterTheLogWasCutOffIsNotPassedOver() throws IOException {
    startBroker();
    kafka.createTopics(1);
    write(60);
    write(40);
    Running before = start("one");
    kafka.awaitNoLag(kafka.groups().payments());
    before.stop();
    await(broker.close());
    cutLastBatch();

    startBroker();
    write(70); // the first of them where the lost ones lay, the last behind our offset
    Running pump = start("one");
    Await.until(
        "all have an outcome",
        () -> kafka.read(kafka.topics().payments()).size() >= orders.size(),
        pump::status);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
    assertThat(pump.status().health().detail()).contains("orders-0 was truncated at 60 after");
  }

  /** As a loss of power leaves it. */
  private void cutLastBatch() throws IOException {
    Path log = directory.resolve("orders-0").resolve("00000000000000000000.log");
    try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
      file.truncate(file.size() - 10);
    }
    Files.delete(directory.resolve(".kafka_cleanshutdown"));
  }

  @Test
  void itStopsAlthoughTheBrokerNeverCame() {
    Running pump = start("one");
    long started = System.nanoTime();
    pump.stop();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
  }

  private static boolean paid(Running pump) {
    return pump.status().transactions() > 3;
  }

  private void startBroker() {
    broker = await(EmbeddedBroker.start(vertx, new BrokerOptions(directory, port)));
  }

  /** As brokers that were upgraded from before 4.0. */
  @Test
  void brokersWhoseTransactionsAreOfAnOldLevelAreWarnedOf() {
    startBroker();
    kafka.createTopics(1);
    assertThat(await(kafka.admin().checkTopics(TopicOptions.of(1))).warnings()).isEmpty();
    for (short level : List.of((short) 1, (short) 0)) {
      kafka.downgrade("transaction.version", level);
      Await.until(
          "warned of " + level,
          () ->
              await(kafka.admin().checkTopics(TopicOptions.of(1))).warnings().stream()
                  .anyMatch(it -> it.startsWith("transaction.version is " + level + " ")));
    }
  }

  private Running start(String process) {
    return pumps.start(
        process,
        TestPumps.inFlight(pumps.payments(), 100),
        new Slow(vertx, kafka.topics().payments(), 30));
  }

  private void write(int count) {
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      batch.add("order-" + orders.size());
      orders.add("order-" + orders.size());
    }
    kafka.write(
        batch.stream().map(id -> KafkaFixture.record(kafka.topics().orders(), id, "v")).toList());
  }

  private static int freePort() {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
