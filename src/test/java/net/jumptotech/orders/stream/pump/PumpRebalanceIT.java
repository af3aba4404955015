package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the pump promises when partitions change hands, and what it must know of them then. */
@ExtendWith(BrokerExtension.class)
final class PumpRebalanceIT {

  private KafkaFixture kafka;
  private TestPumps pumps;
  private final List<String> orders = new ArrayList<>();

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    pumps = new TestPumps(kafka);
  }

  @AfterEach
  void close() {
    pumps.close();
  }

  @Test
  void partitionsChangeHandsUnderLoadWithoutLosingOrDoublingAnOrder() {
    kafka.createTopics(6);
    Running first = start("one");
    writeWithRepeats(1_000);
    Running second = start("two");
    Await.until(
        "partitions are shared",
        () -> {
          writeWithRepeats(100);
          return first.status().partitions() == 3
              && second.status().partitions() == 3
              && second.status().received() > 0;
        });
    writeWithRepeats(1_000);
    first.stop();
    writeWithRepeats(500);
    Running third = start("three");
    writeWithRepeats(1_000);
    Await.until(
        "shared again",
        () -> {
          writeWithRepeats(100);
          return second.status().partitions() == 3 && third.status().partitions() == 3;
        });
    second.stop();
    writeWithRepeats(500);

    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
    assertThat(third.status().duplicates()).isPositive();
    assertThat(third.status().partitions()).isEqualTo(6);
  }

  @Test
  void aThirdOfThreePumpsWithTwoPartitionsHasNothingToDoAndIsWellAndSaysSo() {
    kafka.createTopics(2);
    try (LogCapture log = new LogCapture(Session.class.getName(), Level.WARN)) {
      List<Running> three = List.of(start("one"), start("two"), start("three"));
      writeWithRepeats(500);
      kafka.awaitNoLag(kafka.groups().payments());
      String group = kafka.groups().payments();
      Await.until(
          "one says that it is left over",
          () ->
              log.lines().stream()
                  .anyMatch(it -> it.contains(group + " has more instances than ")));
      Await.until(
          "each has at most one, and has read what is settled in it",
          () ->
              three.stream().allMatch(each -> each.status().partitions() <= 1)
                  && three.stream().mapToInt(each -> each.status().partitions()).sum() == 2
                  && three.stream().allMatch(each -> each.status().health().equals(Health.UP)),
          () -> three.stream().map(Running::status).toList());
    }
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void takingOverManySettledOrdersKnowsEveryOneOfThem() {
    kafka.createTopics(2);
    settle(100_000, Instant.now());
    IntStream.range(0, 1_000).map(i -> i * 100).forEach(i -> orders.add("order-" + i));
    write(orders);
    kafka.write(kafka.topics().orders(), "new", "v");
    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(pump.status().duplicates()).isEqualTo(1_000);
    assertThat(pump.status().settledIds()).isEqualTo(100_001);
    assertThat(pump.status().settledBytes()).isLessThan(100_000 * 32);
    assertThat(kafka.read(kafka.topics().payments())).hasSize(100_001);
  }

  @Test
  void behindTheHorizonOrdersAreForgottenUnlessTheGroupIsNew() {
    kafka.createTopics(1);
    kafka.commit(
        kafka.groups().payments() + "-partitions",
        new TopicPartition(kafka.topics().orders(), 0),
        new Growth(1, List.of(), true, Instant.now())
            .kept()); // else nobody knows, and all outcomes are read
    settle(10, Instant.now().minus(Duration.ofDays(9)));
    write(List.of("order-1", "young"));
    Running all = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());
    assertThat(all.status().duplicates()).as("new group: the whole log counts").isEqualTo(1);
    all.stop();

    write(List.of("order-2", "young"));
    Running recent = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());
    assertThat(recent.status().duplicates()).as("only the young one is known").isEqualTo(1);
    assertThat(kafka.read(kafka.topics().payments()).stream().map(StoredRecord::keyText))
        .hasSize(12)
        .containsOnlyOnce("young")
        .containsOnlyOnce("order-1")
        .endsWith("order-2");
  }

  @Test
  void outcomesOfAnAbortedTransactionSettleNothing() {
    kafka.createTopics(1);
    kafka.writeAborted(kafka.topics().payments(), "order-1", "never happened");
    write(List.of("order-1"));
    orders.add("order-1");
    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(pump.status().duplicates()).isZero();
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void topicsThatComeLateAreTakenUp() {
    Running pump = start("early");
    kafka.createTopics(2);
    writeWithRepeats(200);
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
    assertThat(pump.status().sessions()).isEqualTo(1);
  }

  private Running start(String process) {
    return pumps.start(
        process,
        TestPumps.inFlight(pumps.payments(), 200),
        new Slow(kafka.vertx(), kafka.topics().payments(), 20));
  }

  private void writeWithRepeats(int count) {
    List<String> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = "order-" + orders.size();
      orders.add(id);
      batch.add(id);
      if (i % 5 == 0) {
        batch.add("order-" + orders.size() / 2);
        batch.add(id);
      }
    }
    write(batch);
  }

  private void write(List<String> ids) {
    kafka.write(
        ids.stream().map(id -> KafkaFixture.record(kafka.topics().orders(), id, "v")).toList());
  }

  /** Outcomes as a former pump would have left them. */
  private void settle(int count, Instant at) {
    // as a topic of others: ours take the broker's time
    kafka.alterTopic(kafka.topics().payments(), Map.of("message.timestamp.type", "CreateTime"));
    kafka.write(
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new ProducerRecord<>(
                        kafka.topics().payments(),
                        null,
                        at.toEpochMilli(),
                        ("order-" + i).getBytes(UTF_8),
                        new byte[0]))
            .toList());
  }
}
