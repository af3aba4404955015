package net.jumptotech.orders.stream.pump;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody adds partitions, and orders come again. */
@ExtendWith(BrokerExtension.class)
final class FormerPartitionsIT {

  private static final int FORMER = 2;

  @Test
  void anOrderThatWasSettledBeforePartitionsWereAddedIsNotSettledAgain(KafkaFixture kafka) {
    kafka.createTopics(FORMER);
    write(kafka, FORMER, 0, 40);
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader = pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
      addPartitions(kafka, 4);
      write(kafka, 4, 0, 60);
      awaitOutcomes(kafka, 60);
      kafka.awaitNoLag(kafka.groups().payments());
      assertThat(reader.status().duplicates()).isEqualTo(40);
    }
    assertEachOnce(kafka, 60);

    // five is no multiple: orders move between the former partitions as well
    addPartitions(kafka, 5);
    write(kafka, 5, 0, 60);
    try (TestPumps pumps = new TestPumps(kafka)) {
      pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
    }
    assertEachOnce(kafka, 60);
  }

  @Test
  void aTransactionThatHoldsAnOutcomeHoldsNoFormerPartitionButItsOwn(KafkaFixture kafka) {
    kafka.createTopics(FORMER);
    write(kafka, FORMER, 0, 20);
    try (TestPumps pumps = new TestPumps(kafka)) {
      pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
    }
    addPartitions(kafka, 4);
    ProducerRecord<byte[], byte[]> left =
        new ProducerRecord<>(kafka.topics().payments(), 1, new byte[] {1}, new byte[] {1});
    try (KafkaProducer<byte[], byte[]> open = kafka.openTransaction("left-open", left);
        TestPumps pumps = new TestPumps(kafka)) {
      write(kafka, 4, 20, 60);
      pumps.start(pumps.payments());
      Await.until(
          Duration.ofSeconds(40),
          "orders-0 goes on",
          () ->
              await(kafka.admin().measure()).stream()
                  .filter(it -> it.group().equals(kafka.groups().payments()))
                  .filter(it -> it.partition() == 0)
                  .allMatch(it -> it.lag() == 0));
      open.abortTransaction(); // so it was open until now
      awaitOutcomes(kafka, 60);
    }
    assertEachOnce(kafka, 60);
  }

  @Test
  void anOrderThatWaitedWhilePartitionsWereAddedIsSettledOnceThoughItCameAgain(KafkaFixture kafka) {
    kafka.createTopics(FORMER);
    write(kafka, FORMER, 0, 1);
    try (TestPumps pumps = new TestPumps(kafka)) {
      pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
    }
    write(kafka, FORMER, 1, 40);
    addPartitions(kafka, 4);
    write(kafka, 4, 0, 40);
    try (TestPumps pumps = new TestPumps(kafka)) {
      pumps.start(
          "process",
          TestPumps.inFlight(pumps.payments(), 4),
          new TestPumps.Slow(kafka.vertx(), kafka.topics().payments(), 20));
      kafka.awaitNoLag(kafka.groups().payments());
    }
    assertEachOnce(kafka, 40);
  }

  @Test
  void aRecordInAPartitionThatIsNotItsKeysBecomesADeadLetterInEveryGroup(KafkaFixture kafka) {
    kafka.createTopics(3);
    try (TestPumps pumps = new TestPumps(kafka)) {
      List<TestPumps.Running> readers =
          List.of(
              pumps.start(pumps.payments()),
              pumps.start(pumps.options(kafka.groups().fraud(), kafka.topics().fraudAlerts())),
              pumps.start(
                  pumps.reading(
                      kafka.groups().analytics(),
                      kafka.topics().orders(),
                      kafka.topics().payments(),
                      kafka.topics().fraudAlerts())));
      Await.until("all read", () -> readers.stream().allMatch(it -> isReading(it.status())));
      write(kafka, 3, 0, 8);
      writeAside(kafka, 3, 8);
      kafka.awaitNoLag(kafka.groups().payments());
      kafka.awaitNoLag(kafka.groups().fraud());
      kafka.awaitNoLag(kafka.groups().analytics());
      assertThat(readers)
          .allSatisfy(
              it ->
                  assertThat(it.status().deadLetters().get(DeadLetterCause.MISPLACED)).isEqualTo(8))
          .allSatisfy(it -> assertThat(it.status().rejected()).isEqualTo(8))
          .allSatisfy(it -> assertThat(it.status().sessions()).isEqualTo(1));
    }
    assertEachOnce(kafka, 8);
    assertThat(kafka.read(kafka.topics().fraudAlerts())).hasSize(8);
    assertThat(kafka.read(kafka.topics().deadLetters()))
        .hasSize(24)
        .allSatisfy(
            letter ->
                assertThat(letter.headers().get("dlq.message"))
                    .startsWith(
                        "partition: expected %d of 3, where Kafka's default partitioner"
                            .formatted(OrderRecords.partitionOf(letter.key(), 3)))
                    .contains("was " + letter.headers().get("dlq.partition"))
                    .contains("partitioner=murmur2_random"));
  }

  /** Whoever knows of added partitions before us, or after us, has done nothing wrong. */
  @Test
  void whatFitsTheNumberThatItsSenderKnewOfIsNoDeadLetter(KafkaFixture kafka) {
    kafka.createTopics(FORMER);
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader = pumps.start(pumps.payments());
      write(kafka, FORMER, 0, 40);
      kafka.awaitNoLag(kafka.groups().payments());
      addPartitions(kafka, 5);
      write(kafka, 5, 40, 80);
      write(kafka, FORMER, 80, 120);
      kafka.awaitNoLag(kafka.groups().payments());
      awaitOutcomes(kafka, 120);
      assertThat(reader.status().rejected()).isZero();
    }
    assertEachOnce(kafka, 120);
    assertThat(kafka.read(kafka.topics().deadLetters())).isEmpty();
  }

  /** A new group on a topic that is there, or one of a version that did not count partitions. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anOrderThatLayInTwoPartitionsBeforeAnybodyCountedIsSettledOnce(
      boolean isNewGroup, KafkaFixture kafka) {
    kafka.createTopics(3);
    int settled = isNewGroup ? 0 : 1;
    if (settled > 0) {
      kafka.write(kafka.topics().payments(), "k0", "PAID");
    }
    write(kafka, 3, settled, 8);
    writeAside(kafka, 3, 8);
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader = pumps.start(pumps.payments());
      TestPumps.Running analytics =
          pumps.start(
              pumps.reading(
                  kafka.groups().analytics(),
                  kafka.topics().orders(),
                  kafka.topics().payments(),
                  kafka.topics().fraudAlerts()));
      kafka.awaitNoLag(kafka.groups().payments());
      kafka.awaitNoLag(kafka.groups().analytics());
      assertThat(reader.status().deadLetters().get(DeadLetterCause.MISPLACED)).isEqualTo(8);
      assertThat(analytics.status().deadLetters().get(DeadLetterCause.MISPLACED))
          .as("it charges nobody")
          .isZero();
    }
    assertEachOnce(kafka, 8);
    assertThat(kafka.read(kafka.topics().deadLetters()))
        .hasSize(8)
        .allSatisfy(
            letter ->
                assertThat(letter.headers().get("dlq.message"))
                    .startsWith(
                        "partition: expected %d of 3"
                            .formatted(OrderRecords.partitionOf(letter.key(), 3))));
  }

  @Test
  void whatAnOldTopicShowsOfItsFormerNumberIsBelievedAndAnOrderThatCameAgainIsSettledOnce(
      KafkaFixture kafka) {
    kafka.createTopics(FORMER);
    // as a topic of others: ours take the broker's time
    kafka.alterTopic(kafka.topics().orders(), Map.of("message.timestamp.type", "CreateTime"));
    Instant added = Instant.now().minus(Duration.ofHours(2));
    write(kafka, FORMER, 0, 60, added.minus(Duration.ofHours(1)));
    addPartitions(kafka, 4);
    write(kafka, 4, 0, 80, added);
    writeAside(kafka, 4, 4);
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader =
          pumps.start(
              "process",
              TestPumps.inFlight(pumps.payments(), 4),
              new TestPumps.Slow(kafka.vertx(), kafka.topics().payments(), 5));
      kafka.awaitNoLag(kafka.groups().payments());
      assertThat(reader.status().rejected()).isEqualTo(4);
    }
    assertEachOnce(kafka, 80);
  }

  /** Where librdkafka may put them. */
  private static void writeAside(KafkaFixture kafka, int partitions, int count) {
    kafka.write(
        IntStream.range(0, count)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "again"))
            .map(
                it ->
                    new ProducerRecord<>(
                        it.topic(),
                        (OrderRecords.partitionOf(it.key(), partitions) + 1) % partitions,
                        it.key(),
                        it.value()))
            .toList());
  }

  private static boolean isReading(PumpStatus status) {
    return status.partitions() >= 3 && status.health().equals(Health.UP);
  }

  private static void addPartitions(KafkaFixture kafka, int total) {
    for (String topic :
        List.of(kafka.topics().payments(), kafka.topics().fraudAlerts(), kafka.topics().orders())) {
      kafka.addPartitions(topic, total);
    }
  }

  /** Where a sender puts them that knows of so many partitions. */
  private static void write(KafkaFixture kafka, int partitions, int from, int to) {
    write(kafka, partitions, from, to, Instant.now());
  }

  private static void write(KafkaFixture kafka, int partitions, int from, int to, Instant at) {
    kafka.write(
        IntStream.range(from, to)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "v"))
            .map(
                it ->
                    new ProducerRecord<>(
                        it.topic(),
                        OrderRecords.partitionOf(it.key(), partitions),
                        at.toEpochMilli(),
                        it.key(),
                        it.value()))
            .toList());
  }

  private static void awaitOutcomes(KafkaFixture kafka, int count) {
    Await.until("outcomes", () -> kafka.read(kafka.topics().payments()).size() >= count);
  }

  private static void assertEachOnce(KafkaFixture kafka, int count) {
    assertThat(kafka.read(kafka.topics().payments()))
        .extracting(StoredRecord::keyText)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, count).mapToObj(i -> "k" + i).toList());
  }
}
