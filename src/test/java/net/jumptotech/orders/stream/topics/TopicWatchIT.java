package net.jumptotech.orders.stream.topics;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.runtime.SystemProblem.Severity;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others do to our topics while we run. */
@ExtendWith(BrokerExtension.class)
final class TopicWatchIT {

  @Test
  void partitionsThatAreAddedCountAtOnceAndThoseThatLackAreNamed(KafkaFixture kafka) {
    String orders = kafka.topics().orders();
    kafka.createTopics(1);
    assertThat(await(kafka.admin().measure())).hasSize(5);
    assertThat(await(kafka.admin().problems())).isEmpty();

    kafka.addPartitions(orders, 4);
    SystemProblem payments = awaitProblem(kafka, it -> it.text().contains("payments"));
    assertThat(payments.text())
        .isEqualTo(
            "topic %s has 1 partitions and %s has 4: orders in %s-1 to %s-3 wait, because an outcome goes to the partition with the same number as its order's"
                .formatted(kafka.topics().payments(), orders, orders, orders));
    assertThat(payments.group()).isEqualTo(kafka.groups().payments());
    assertThat(payments.fix())
        .endsWith("--alter --topic " + kafka.topics().payments() + " --partitions 4");
    assertThat(awaitProblem(kafka, it -> it.text().contains("fraud-alerts")).group())
        .isEqualTo(kafka.groups().fraud());
    kafka.write(orders, "a", "one");
    kafka.write(orders, "b", "two");
    kafka.write(orders, "c", "three");
    assertThat(await(kafka.admin().measure()))
        .filteredOn(it -> it.group().equals(kafka.groups().payments()))
        .hasSize(4)
        .extracting(PartitionLag::lag)
        .satisfies(each -> assertThat(each.stream().mapToLong(it -> it).sum()).isEqualTo(3));

    kafka.addPartitions(kafka.topics().payments(), 4);
    kafka.addPartitions(kafka.topics().fraudAlerts(), 4);
    awaitNoProblem(kafka, "added-partitions");
    assertThat(await(kafka.admin().problems()))
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.text())
                    .startsWith(orders + " now has 4 partitions and had 1: for some minutes"));
  }

  @Test
  void aPartitionThatAnOpenTransactionHoldsIsNamedWithWhoHoldsIt(KafkaFixture kafka) {
    kafka.createTopics(1);
    kafka.write(kafka.topics().orders(), "1", "one");
    String id = kafka.topics().orders() + "-shop";
    try (KafkaProducer<byte[], byte[]> shop =
        kafka.openTransaction(id, KafkaFixture.record(kafka.topics().orders(), "2", "two"))) {
      SystemProblem problem = awaitProblem(kafka, it -> it.kind().equals("open-transaction"));
      assertThat(problem.text())
          .startsWith(
              "%s-0 is blocked at offset 1 by an open transaction of another program (transactional id %s), open for "
                  .formatted(kafka.topics().orders(), id))
          .endsWith(" s; Kafka will end it 60 s after its start");
      assertThat(problem.topic()).isEqualTo(kafka.topics().orders());
      assertThat(problem.partitions()).containsOnlyKeys(0);
      assertThat(problem.severity()).isEqualTo(Severity.HALTED);
      assertThat(problem.fix())
          .endsWith("orders transactions --end " + kafka.topics().orders() + "-0");
      shop.commitTransaction();
    }
    awaitNoProblem(kafka);
  }

  @Test
  void aTopicThatIsDeletedAndMadeAgainIsToldWithWhatWasLostInIt(KafkaFixture kafka) {
    kafka.createTopics(1);
    kafka.write(kafka.topics().orders(), "1", "one");
    await(kafka.admin().measure());
    await(kafka.admin().problems());

    kafka.deleteTopic(kafka.topics().orders());
    assertThat(awaitProblem(kafka, it -> it.kind().equals("missing-topic")).fix())
        .endsWith("orders topics --create");
    kafka.createTopics(1);

    SystemProblem problem = awaitProblem(kafka, it -> it.kind().equals("remade-topic"));
    assertThat(problem.severity()).isEqualTo(Severity.BREACH);
    assertThat(problem.text())
        .isEqualTo(
            "topic %s was deleted and re-created; lost unread: 1 records of %s, 1 records of %s, 1 records of %s"
                .formatted(
                    kafka.topics().orders(),
                    kafka.groups().analytics(),
                    kafka.groups().fraud(),
                    kafka.groups().payments()));
  }

  private static SystemProblem awaitProblem(KafkaFixture kafka, Predicate<SystemProblem> which) {
    AtomicReference<List<SystemProblem>> last = new AtomicReference<>(List.of());
    Await.until(
        "the problem",
        () -> {
          last.set(await(kafka.admin().problems()));
          return last.get().stream().anyMatch(which);
        },
        last::get);
    return last.get().stream().filter(which).findFirst().orElseThrow();
  }

  private static void awaitNoProblem(KafkaFixture kafka, String... but) {
    AtomicReference<List<SystemProblem>> last = new AtomicReference<>(List.of());
    Await.until(
        "no problem",
        () -> {
          last.set(await(kafka.admin().problems()));
          return last.get().stream().allMatch(it -> List.of(but).contains(it.kind()));
        },
        last::get);
  }
}
