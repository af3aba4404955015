package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AssignmentTest {

  private static final TopicPartition NAME = new TopicPartition("orders", 0);
  private static final int IN_FLIGHT = 16; // so a poll may bring two
  private static final byte[] LARGE = new byte[1_000_000];

  private final Assignment assignment =
      new Assignment(
          new PumpOptions(
              "payments-group",
              0,
              List.of("orders"),
              Optional.of("payments"),
              "dead-letters",
              IN_FLIGHT,
              Duration.ofMillis(50),
              Duration.ZERO,
              Duration.ofDays(7)));
  private OwnedPartition partition;
  private long offset;

  @BeforeEach
  void take() {
    partition = assignment.take(NAME);
    partition.ready(
        new SettledOrders(Duration.ofDays(7)),
        new StartPosition(
            new OffsetAndMetadata(0),
            true,
            "pZ0y3cJq",
            List.of(),
            -1,
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            Instant.EPOCH),
        List.of());
  }

  @Test
  void onlyRecordsInWorkCountAgainstTheNumber() {
    List<InFlightRecord> entries = poll(15, new byte[0]);
    assertThat(assignment.isFull()).isTrue();

    finish(entries.subList(1, 15)); // the first one is slow
    for (int i = 0; i < 1_000; i++) {
      assertThat(assignment.isFull()).isFalse();
      finish(poll(2, new byte[0]));
    }
    assertThat(assignment.inFlight()).isEqualTo(2_015);
    assertThat(assignment.isCommitDue()).as("nothing can be committed").isFalse();

    finish(entries.subList(0, 1));
    assertThat(assignment.isCommitDue()).isTrue();
  }

  @Test
  void finishedRecordsCountByTheirMemory() {
    InFlightRecord slow = poll(1, new byte[0]).get(0);
    long most = BoundedConsumer.heapShare(8, 16, 256);
    long held = 0;
    while (!assignment.isFull()) {
      finish(poll(1, LARGE));
      held += LARGE.length;
      assertThat(held).isLessThanOrEqualTo(most + LARGE.length);
    }
    assertThat(held).isGreaterThan(most - 2 * LARGE.length);
    assertThat(assignment.isCommitDue()).isFalse();

    finish(List.of(slow));
    assertThat(assignment.isCommitDue()).isTrue();
    assignment.release(new CommitBatch(assignment.all()));
    assertThat(assignment.isFull()).isFalse();
    assertThat(assignment.inFlight()).isZero();
  }

  @Test
  void whatIsTakenAwayCountsNoMoreEvenIfItIsFinishedLater() {
    List<InFlightRecord> entries = poll(15, new byte[0]);
    assignment.drop(List.of(NAME));
    assertThat(assignment.isFull()).isFalse();
    finish(entries);
    assertThat(assignment.inFlight()).isZero();
    assertThat(assignment.isFull()).isFalse();
  }

  @Test
  void aResultThatIsReplacedIsFinishedOnce() {
    InFlightRecord entry = poll(1, new byte[0]).get(0);
    finish(List.of(entry));
    finish(List.of(entry));
    assertThat(partition.unfinished()).isZero();
    assertThat(partition.unfinishedBytes()).isZero();
  }

  private static void finish(List<InFlightRecord> entries) {
    entries.forEach(entry -> entry.finish(List.of()));
  }

  private List<InFlightRecord> poll(int count, byte[] value) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          new ConsumerRecord<>(
              NAME.topic(), 0, offset, Long.toString(offset++).getBytes(UTF_8), value));
    }
    return assignment.add(
        new ConsumerRecords<>(Map.of(NAME, records), Map.of(NAME, new OffsetAndMetadata(offset))));
  }
}
