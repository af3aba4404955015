package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class WindowTest {

  private final OwnedPartition partition = partition(0);

  @Test
  void onlyTheFinishedPrefixLeaves() {
    List<Slot> slots = poll(partition, 10, 11, 12, 13);
    finish(slots.get(0), "a");
    finish(slots.get(1), "b");
    finish(slots.get(3), "d");

    Window window = new Window(List.of(partition));

    assertThat(values(window)).containsExactly("a", "b");
    assertThat(offset(window)).contains(12L);
    assertThat(window.release()).containsExactly(slots.get(0), slots.get(1));
    assertThat(partition.slots()).containsExactly(slots.get(2), slots.get(3));
  }

  @Test
  void nothingLeavesBehindARecordThatIsStillAtWork() {
    List<Slot> slots = poll(partition, 10, 11);
    finish(slots.get(1), "b");

    assertThat(new Window(List.of(partition)).isEmpty()).isTrue();
  }

  @Test
  void whatIsNotReleasedIsInTheNextWindowToo() {
    poll(partition, 10, 11).forEach(slot -> finish(slot, "x"));

    Window aborted = new Window(List.of(partition));
    Window again = new Window(List.of(partition));

    assertThat(values(again)).isEqualTo(values(aborted)).hasSize(2);
    assertThat(again.offsets()).isEqualTo(aborted.offsets());
  }

  @Test
  void aRecordThatSaysNothingIsCommittedAllTheSame() {
    poll(partition, 10).forEach(slot -> slot.finish(List.of()));

    Window window = new Window(List.of(partition));

    assertThat(window.records()).isEmpty();
    assertThat(offset(window)).contains(11L);
  }

  @Test
  void withNothingInFlightThePositionBehindTransactionMarkersIsCommittedOnce() {
    poll(partition, 10).forEach(slot -> finish(slot, "a"));
    partition.polledUpTo(new OffsetAndMetadata(15));

    Window window = new Window(List.of(partition));
    assertThat(offset(window)).contains(15L);
    window.release();
    assertThat(new Window(List.of(partition)).isEmpty()).isTrue();

    partition.polledUpTo(new OffsetAndMetadata(16));
    assertThat(offset(new Window(List.of(partition)))).contains(16L);
  }

  @Test
  void aPositionBehindRecordsAtWorkIsNotCommitted() {
    List<Slot> slots = poll(partition, 10, 11);
    partition.polledUpTo(new OffsetAndMetadata(15));
    finish(slots.get(0), "a");

    assertThat(offset(new Window(List.of(partition)))).contains(11L);
  }

  @Test
  void aPartitionThatWasNeverPolledHasNothingToCommit() {
    assertThat(new Window(List.of(partition)).isEmpty()).isTrue();
  }

  @Test
  void aWindowIsBoundedAndTheRestFollowsInOrder() {
    List<Slot> slots = poll(partition, longs(10_000));
    slots.forEach(slot -> finish(slot, Long.toString(slot.record().offset())));

    Window first = new Window(List.of(partition));
    assertThat(first.records()).hasSizeLessThan(10_000);
    assertThat(first.isFull()).isTrue();
    List<String> sent = new ArrayList<>(values(first));
    first.release();
    Window second = new Window(List.of(partition));
    sent.addAll(values(second));
    second.release();

    assertThat(sent)
        .isEqualTo(slots.stream().map(slot -> Long.toString(slot.record().offset())).toList());
    assertThat(partition.slots()).isEmpty();
  }

  @Test
  void eachPartitionLeavesAsFarAsItGot() {
    OwnedPartition other = partition(1);
    poll(partition, 10).forEach(slot -> finish(slot, "a"));
    List<Slot> slots = poll(other, 20, 21);
    finish(slots.get(0), "c");

    Window window = new Window(List.of(partition, other));

    assertThat(window.offsets())
        .hasSize(2)
        .containsEntry(other.name(), new OffsetAndMetadata(21, Optional.empty(), ""));
    assertThat(values(window)).containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void aDroppedPartitionStaysDroppedWhenItsSuccessorIsReady() {
    OwnedPartition successor = partition(0);
    partition.drop();
    successor.ready(new SettledOrders(java.time.Duration.ofDays(7)), StartPositionTest.at(0));

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

  private static List<Slot> poll(OwnedPartition partition, long... offsets) {
    List<Slot> slots = new ArrayList<>();
    for (long offset : offsets) {
      slots.add(
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
    return slots;
  }

  private static void finish(Slot slot, String value) {
    slot.finish(List.of(new ProducerRecord<>("payments", value.getBytes(UTF_8))));
  }

  private static List<String> values(Window window) {
    return window.records().stream().map(record -> new String(record.value(), UTF_8)).toList();
  }

  private Optional<Long> offset(Window window) {
    return Optional.ofNullable(window.offsets().get(partition.name()))
        .map(OffsetAndMetadata::offset);
  }
}
