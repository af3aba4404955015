package net.jumptotech.orders.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
      kafka.write(
          IntStream.range(0, 8)
              .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "again"))
              .map(
                  it ->
                      new ProducerRecord<>(
                          it.topic(),
                          (Growth.partitionOf(it.key(), 3) + 1) % 3,
                          it.key(),
                          it.value()))
              .toList());
      kafka.awaitNoLag(kafka.groups().payments());
      kafka.awaitNoLag(kafka.groups().fraud());
      kafka.awaitNoLag(kafka.groups().analytics());
      assertThat(readers)
          .allSatisfy(it -> assertThat(it.status().misplaced()).isEqualTo(8))
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
                            .formatted(Growth.partitionOf(letter.key(), 3)))
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
    kafka.write(
        IntStream.range(from, to)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "v"))
            .map(
                it ->
                    new ProducerRecord<>(
                        it.topic(), Growth.partitionOf(it.key(), partitions), it.key(), it.value()))
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
