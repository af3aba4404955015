package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Anchor;
import net.jumptotech.orders.stream.offsets.Mark;
import net.jumptotech.orders.stream.offsets.StartPositionTest;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

final class CommitBatchTest {

  private final OwnedPartition partition = partition(0);

  @Test
  void onlyTheFinishedPrefixLeaves() {
    List<InFlightRecord> entries = poll(partition, 10, 11, 12, 13);
    finish(entries.get(0), "a");
    finish(entries.get(1), "b");
    finish(entries.get(3), "d");

    CommitBatch batch = new CommitBatch(List.of(partition));

    assertThat(values(batch)).containsExactly("a", "b");
    assertThat(offset(batch)).contains(12L);
    assertThat(batch.release()).containsExactly(entries.get(0), entries.get(1));
    assertThat(partition.entries()).containsExactly(entries.get(2), entries.get(3));
  }

  @Test
  void nothingLeavesBehindARecordThatIsStillAtWork() {
    List<InFlightRecord> entries = poll(partition, 10, 11);
    finish(entries.get(1), "b");

    assertThat(new CommitBatch(List.of(partition)).isEmpty()).isTrue();
  }

  @Test
  void whatIsNotReleasedIsInTheNextWindowToo() {
    poll(partition, 10, 11).forEach(entry -> finish(entry, "x"));

    CommitBatch aborted = new CommitBatch(List.of(partition));
    CommitBatch again = new CommitBatch(List.of(partition));

    assertThat(values(again)).isEqualTo(values(aborted)).hasSize(2);
    assertThat(again.offsets()).isEqualTo(aborted.offsets());
  }

  @Test
  void aRecordThatSaysNothingIsCommittedAllTheSame() {
    poll(partition, 10).forEach(entry -> entry.finish(List.of()));

    CommitBatch batch = new CommitBatch(List.of(partition));

    assertThat(batch.records()).isEmpty();
    assertThat(offset(batch)).contains(11L);
  }

  @Test
  void withNothingInFlightThePositionBehindTransactionMarkersIsCommittedOnce() {
    poll(partition, 10).forEach(entry -> finish(entry, "a"));
    partition.polledUpTo(new OffsetAndMetadata(15));

    CommitBatch batch = new CommitBatch(List.of(partition));
    assertThat(offset(batch)).contains(15L);
    batch.release();
    assertThat(new CommitBatch(List.of(partition)).isEmpty()).isTrue();

    partition.polledUpTo(new OffsetAndMetadata(16));
    assertThat(offset(new CommitBatch(List.of(partition)))).contains(16L);
  }

  @Test
  void aPositionBehindRecordsAtWorkIsNotCommitted() {
    List<InFlightRecord> entries = poll(partition, 10, 11);
    partition.polledUpTo(new OffsetAndMetadata(15));
    finish(entries.get(0), "a");

    assertThat(offset(new CommitBatch(List.of(partition)))).contains(11L);
  }

  @Test
  void aPartitionThatWasNeverPolledHasNothingToCommit() {
    assertThat(new CommitBatch(List.of(partition)).isEmpty()).isTrue();
  }

  @Test
  void aWindowIsBoundedAndTheRestFollowsInOrder() {
    List<InFlightRecord> entries = poll(partition, longs(10_000));
    entries.forEach(entry -> finish(entry, Long.toString(entry.record().offset())));

    CommitBatch first = new CommitBatch(List.of(partition));
    assertThat(first.records()).hasSizeLessThan(10_000);
    assertThat(first.isFull()).isTrue();
    List<String> sent = new ArrayList<>(values(first));
    first.release();
    CommitBatch second = new CommitBatch(List.of(partition));
    sent.addAll(values(second));
    second.release();

    assertThat(sent)
        .isEqualTo(entries.stream().map(entry -> Long.toString(entry.record().offset())).toList());
    assertThat(partition.entries()).isEmpty();
  }

  @Test
  void eachPartitionLeavesAsFarAsItGot() {
    OwnedPartition other = partition(1);
    poll(partition, 10).forEach(entry -> finish(entry, "a"));
    List<InFlightRecord> entries = poll(other, 20, 21);
    finish(entries.get(0), "c");

    CommitBatch batch = new CommitBatch(List.of(partition, other));

    assertThat(batch.offsets())
        .hasSize(2)
        .containsEntry(other.name(), new OffsetAndMetadata(21, Optional.empty(), ""));
    assertThat(values(batch)).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void aBatchIsFullWithThatManyRecordsOfAllPartitionsTogether() {
    OwnedPartition other = partition(1);
    poll(partition, longs(8_000)).forEach(entry -> finish(entry, "a"));
    List<InFlightRecord> entries = poll(other, longs(192));
    entries.subList(0, 191).forEach(entry -> finish(entry, "b"));
    assertThat(new CommitBatch(List.of(partition, other)).isFull()).isFalse();

    finish(entries.get(191), "b");
    CommitBatch full = new CommitBatch(List.of(partition, other));
    assertThat(full.isFull()).isTrue();
    assertThat(full.records()).hasSize(8_192);

    poll(other, 192).forEach(entry -> finish(entry, "b"));
    assertThat(new CommitBatch(List.of(partition, other)).records()).hasSize(8_192);
  }

  @Test
  void eachOffsetIsCommittedWithAMarkThatNamesTheLastOutcome() {
    partition.ready(new SettledOrders(Duration.ofDays(7)), StartPositionTest.at(10), List.of());
    List<InFlightRecord> entries = poll(partition, 10, 11, 12);
    Header anchor = Anchor.of(entries.get(1).record().unwrap(), partition.topic());
    finish(entries.get(0), "no outcome");
    entries
        .get(1)
        .finish(
            List.of(
                new ProducerRecord<>("payments", 0, new byte[0], new byte[0], List.of(anchor)),
                new ProducerRecord<>("other", new byte[0])));
    finish(entries.get(2), "no outcome");

    CommitBatch batch = new CommitBatch(List.of(partition));
    OffsetAndMetadata marked = batch.marked("host-0", 7).get(partition.name());
    assertThat(marked.offset()).isEqualTo(13);
    assertThat(Mark.of(marked))
        .contains(new Mark(13, partition.topic(), 7, 11, -1, List.of(), "host-0", List.of()));

    batch.release();
    poll(partition, 13).forEach(entry -> entry.finish(List.of()));
    assertThat(Mark.of(new CommitBatch(List.of(partition)).marked("h", 8).get(partition.name())))
        .as("without an outcome the one before stays")
        .contains(new Mark(14, partition.topic(), 8, 11, -1, List.of(), "h", List.of()));
  }

  @Test
  void theRecordWhoseOutcomeIsTooLargeIsFoundByThePlaceOfTheOutcome() {
    List<InFlightRecord> entries = poll(partition, 10, 11, 12);
    entries
        .get(0)
        .finish(
            List.of(
                new ProducerRecord<>("payments", new byte[0]),
                new ProducerRecord<>("payments", new byte[0])));
    entries.get(1).finish(List.of());
    finish(entries.get(2), "x");
    CommitBatch batch = new CommitBatch(List.of(partition));
    assertThat(batch.tooLarge()).isEmpty();
    batch.markTooLarge(1);
    assertThat(batch.tooLarge()).contains(entries.get(0));
    batch.markTooLarge(2);
    assertThat(batch.tooLarge()).contains(entries.get(2));
  }

  @Test
  void aDroppedPartitionStaysDroppedWhenItsSuccessorIsReady() {
    OwnedPartition successor = partition(0);
    partition.drop();
    successor.ready(new SettledOrders(Duration.ofDays(7)), StartPositionTest.at(0), List.of());

    assertThat(partition.isDropped()).isTrue();
    assertThat(successor.isDropped()).isFalse();
    assertThat(partition.isReady()).isFalse();
  }

  private static OwnedPartition partition(int number) {
    return new OwnedPartition(new TopicPartition("orders", number));
  }

  private static long[] longs(int count) {
    long[] offsets = new long[count];
    for (int i = 0; i < count; i++) {
      offsets[i] = i;
    }
    return offsets;
  }

  private static List<InFlightRecord> poll(OwnedPartition partition, long... offsets) {
    List<InFlightRecord> entries = new ArrayList<>();
    for (long offset : offsets) {
      entries.add(
          partition.add(
              new ReceivedRecord(
                  new ConsumerRecord<>(
                      partition.name().topic(),
                      partition.name().partition(),
                      offset,
                      "1".getBytes(UTF_8),
                      new byte[0]))));
      partition.polledUpTo(new OffsetAndMetadata(offset + 1));
    }
    return entries;
  }

  private static void finish(InFlightRecord entry, String value) {
    entry.finish(List.of(new ProducerRecord<>("payments", value.getBytes(UTF_8))));
  }

  private static List<String> values(CommitBatch batch) {
    return batch.records().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  private Optional<Long> offset(CommitBatch batch) {
    return Optional.ofNullable(batch.offsets().get(partition.name()))
        .map(OffsetAndMetadata::offset);
  }
}
