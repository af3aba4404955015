package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps.Echo;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records that one group shall process again come by a side input of its partitions. */
@ExtendWith(BrokerExtension.class)
class SideInputIT {

  private KafkaFixture kafka;
  private TestPumps pumps;
  private Echo processor;

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    pumps = new TestPumps(kafka);
    processor = new Echo(kafka.topics().payments());
  }

  @AfterEach
  void close() {
    pumps.close();
  }

  @Test
  void aReplayIsForOneGroupAndProcessedOnce() {
    kafka.createTopics(2);
    Echo fraud = new Echo(kafka.topics().fraudAlerts());
    Running payments = start();
    pumps.start("other", pumps.withReplays(fraudOptions()), fraud);
    replay("1", "again", 1);
    awaitOutcomes(1);
    kafka.write(kafka.topics().orders(), "2", "new");
    awaitOutcomes(2);
    payments.stop();
    start();
    replay("3", "again", 1);
    awaitOutcomes(3);

    assertThat(processor.calls).isEqualTo(Map.of("1", 1, "2", 1, "3", 1));
    Await.until("the other group has its order", () -> fraud.calls.equals(Map.of("2", 1)));
  }

  @Test
  void aReplayAndAnOrderOfTheSameIdAreOneLineOfWork() {
    kafka.createTopics(2);
    processor = new Slow(kafka.vertx(), kafka.topics().payments(), 100);
    kafka.write(kafka.topics().orders(), "1", "first");
    replay("1", "again", 1);
    Running pump = start();

    Await.until("both are done", () -> pump.status().duplicates() == 1, () -> pump.status());
    assertThat(processor.mostAtWork.get()).isEqualTo(1);
    assertThat(kafka.read(kafka.topics().payments())).hasSize(1);
  }

  @Test
  void whatFailsAgainIsADeadLetterOfTheSameRecord() {
    kafka.createTopics(2);
    start();
    replay("1", "unreadable", 2);
    Await.until("a letter", () -> kafka.read(kafka.topics().deadLetters()).size() == 1);

    StoredRecord letter = kafka.read(kafka.topics().deadLetters()).get(0);
    assertThat(letter.headers().get("dlq.topic")).isEqualTo(kafka.topics().orders());
    assertThat(letter.headers().get("dlq.partition")).isEqualTo("1");
    assertThat(letter.headers().get("dlq.offset")).isEqualTo("77");
    assertThat(letter.headers().get("dlq.timestamp")).isEqualTo("1700000000000");
    assertThat(letter.headers().get("dlq.replays")).isEqualTo("2");
    assertThat(letter.headers().get("replay.group")).isNull();
  }

  /** The offset of the orders goes along unchanged, with the new position in its mark. */
  @Test
  void positionsOutliveATransactionWhoseAnswerIsLostAndManyRestarts() {
    kafka.createTopics(2);
    IntStream.range(0, 200).forEach(i -> replay("k" + i, "again", 1));
    for (int i = 0; i < 4; i++) {
      Running pump =
          pumps.start(
              "process",
              pumps.withReplays(TestPumps.inFlight(pumps.payments(), 40)),
              processor,
              FaultyProducer.failing(
                  "commitTransaction",
                  1,
                  call -> {
                    throw new KafkaException("broken by the test");
                  }));
      int least = 40 * (i + 1);
      Await.until("under way", () -> kafka.read(kafka.topics().payments()).size() >= least);
      pump.stop();
    }
    start();
    awaitOutcomes(200);
    start("second");
    kafka.write(kafka.topics().orders(), "last", "v");
    awaitOutcomes(201);
    assertThat(processor.calls).hasSize(201);
  }

  @Test
  void ifTheOffsetIsLostReplaysAreReadAgainAndSettleNothingTwice() {
    kafka.createTopics(2);
    Running pump = start();
    replay("1", "again", 1);
    awaitOutcomes(1);
    pump.stop();
    for (int i = 0; i < 2; i++) {
      kafka.commit(
          kafka.groups().payments(),
          new TopicPartition(kafka.topics().orders(), i),
          new OffsetAndMetadata(0));
    }
    Running again = start();
    Await.until("read again", () -> again.status().duplicates() == 1, () -> again.status());
    assertThat(kafka.read(kafka.topics().payments())).hasSize(1);
  }

  @Test
  void ordersFlowWithoutTheTopicAndReplaysOnceItIsThere() {
    kafka.createTopics(2);
    kafka.deleteTopic(kafka.topics().replays());
    Running pump = start();
    kafka.write(kafka.topics().orders(), "1", "v");
    awaitOutcomes(1);
    Await.until(
        "health says so",
        () ->
            pump.status()
                .health()
                .detail()
                .contains(kafka.topics().replays() + "-0, " + kafka.topics().replays() + "-1"));
    kafka.createTopics(2);
    replay("2", "again", 1);
    awaitOutcomes(2);
    Await.until("well again", () -> pump.status().health().equals(Health.UP));
  }

  @Test
  void aRecordThatIsNoReplayIsSkipped() {
    kafka.createTopics(2);
    start();
    kafka.write(kafka.topics().replays(), "1", "written by somebody else");
    replay("1", "again", 1);
    awaitOutcomes(1);
    assertThat(kafka.read(kafka.topics().payments()).get(0).value())
        .isEqualTo("again".getBytes(UTF_8));
  }

  private Running start() {
    return start("process");
  }

  private Running start(String process) {
    return pumps.start(process, pumps.withReplays(pumps.payments()), processor);
  }

  private PumpOptions fraudOptions() {
    return pumps.options(kafka.groups().fraud(), kafka.topics().fraudAlerts());
  }

  private void replay(String key, String value, int number) {
    ProducerRecord<byte[], byte[]> record =
        new Replay(
                kafka.groups().payments(),
                new Replay.Place(kafka.topics().orders(), 1, 77, 1_700_000_000_000L),
                number,
                "test")
            .toRecord(
                kafka.topics().replays(),
                OrderRecords.partitionOf(key.getBytes(UTF_8), 2),
                key.getBytes(UTF_8),
                value.getBytes(UTF_8),
                List.of());
    kafka.write(List.of(record));
  }

  private void awaitOutcomes(int expected) {
    Await.until(
        expected + " outcomes",
        () -> kafka.read(kafka.topics().payments()).size() >= expected,
        () -> processor.calls);
    assertThat(kafka.read(kafka.topics().payments())).hasSize(expected);
  }
}
