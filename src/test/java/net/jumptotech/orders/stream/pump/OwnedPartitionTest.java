package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.offsets.StoreStart;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class OwnedPartitionTest {

  private static final Instant AT = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Loss LOSS = new Loss(3, 7, 4, AT);
  private static final Loss LATER_LOSS = new Loss(8, 9, 1, AT);

  private final OwnedPartition partition = new OwnedPartition(new TopicPartition("orders", 2));
  private List<Loss> losses = List.of();
  private Optional<String> moved = Optional.empty();
  private Optional<StoreStart> store = Optional.empty();
  private long lastOutcome = -1;
  private long handled;
  private long end = 20;

  @Test
  void beforeItIsReadyNothingIsKnownOfIt() {
    assertThat(partition.isReady()).isFalse();
    assertThat(partition.topic()).isEmpty();
    assertThat(partition.store()).isEmpty();
    assertThat(partition.committed()).isEqualTo(-1);
    assertThat(partition.isCommitted()).isTrue();
    assertThat(partition.problems("g", "s", LONG)).isEmpty();
    readyAt(10, true);
    assertThat(partition.isReady()).isTrue();
    assertThat(partition.topic()).isEqualTo("pZ0y3cJq");
  }

  @Test
  void whereItsOffsetIsKnownNothingIsToBeCommittedUntilARecordIsFinished() {
    readyAt(10, true);
    assertThat(partition.committed()).isEqualTo(10);
    assertThat(partition.isCommitted()).isTrue();
    assertThat(partition.committable(List.of(), false)).isEmpty();

    InFlightRecord entry = poll(10);
    assertThat(partition.isCommitted()).isFalse();
    assertThat(partition.hasUnfinished()).isTrue();
    assertThat(partition.committable(partition.finishedPrefix(9), false)).isEmpty();

    entry.finish(List.of());
    assertThat(partition.hasUnfinished()).isFalse();
    assertThat(partition.committable(partition.finishedPrefix(9), false))
        .contains(new OffsetAndMetadata(11));
    assertThat(partition.isCommitted()).as("it is in memory still").isFalse();
    partition.committed(partition.mark(11, 10, List.of()), new OffsetAndMetadata(11), 1);
    assertThat(partition.isCommitted()).isTrue();
    assertThat(partition.committed()).isEqualTo(11);
    assertThat(partition.lastOutcome()).isEqualTo(10);
    assertThat(partition.entries()).isEmpty();
  }

  @Test
  void whereItsOffsetIsNotKnownItIsCommittedAtOnce() {
    lastOutcome = 9;
    readyAt(10, false);
    assertThat(partition.committed()).isEqualTo(-1);
    assertThat(partition.lastOutcome()).isEqualTo(9);
    assertThat(partition.isCommitted()).isFalse();
    assertThat(partition.committable(List.of(), false)).contains(new OffsetAndMetadata(10));
  }

  @Test
  void anAcknowledgedLossIsNewsToBeWrittenBesideTheSameOffset() {
    losses = List.of(LOSS, LATER_LOSS);
    readyAt(10, true);
    assertThat(partition.committable(List.of(), false)).isEmpty();

    partition.acknowledge(7);
    assertThat(partition.losses()).containsExactly(LATER_LOSS);
    assertThat(partition.isCommitted()).isFalse();
    assertThat(partition.committable(List.of(), false)).contains(new OffsetAndMetadata(10));
    partition.committed(partition.mark(10, -1, List.of()), new OffsetAndMetadata(10), 0);
    assertThat(partition.committable(List.of(), false)).isEmpty();
  }

  @Test
  void whatTheStoreHasIsWrittenBesideTheOffsetAndNeverBeyondIt() {
    store = Optional.of(storeStart(Optional.empty(), Optional.empty()));
    readyAt(10, true);
    assertThat(partition.store()).contains("store-1");
    assertThat(partition.mark(12, -1, List.of()).kept()).isEqualTo(10);
    assertThat(partition.committable(List.of(), false)).isEmpty();

    partition.polledUpTo(new OffsetAndMetadata(15));
    partition.kept(17);
    assertThat(partition.mark(15, -1, List.of()).kept()).isEqualTo(15);
    partition.committed(partition.mark(15, -1, List.of()), new OffsetAndMetadata(15), 0);
    assertThat(partition.committable(List.of(), false)).as("there is no more to say").isEmpty();
    assertThat(partition.isCommitted()).isTrue();
  }

  @Test
  void aStoreOfAnotherLogHasNothingOfIt() {
    store = Optional.of(storeStart(Optional.empty(), Optional.of("the store is newer")));
    readyAt(10, true);
    assertThat(partition.store()).isEmpty();
    assertThat(partition.mark(10, -1, List.of()).kept()).isEqualTo(-1);
    assertThat(partition.problems("g", "s", Duration.ZERO))
        .extracting(SystemProblem::kind, SystemProblem::severity, SystemProblem::text)
        .containsExactly(
            tuple("store-foreign", SystemProblem.Severity.BREACH, "the store is newer"));
  }

  @Test
  void aLossIsAProblemUntilItIsAcknowledged() {
    losses = List.of(LOSS);
    readyAt(10, true);
    SystemProblem problem = partition.problems("g", "s", Duration.ZERO).findFirst().orElseThrow();
    assertThat(problem.kind()).isEqualTo("records-lost");
    assertThat(problem.group()).isEqualTo("g");
    assertThat(problem.topic()).isEqualTo("orders");
    assertThat(problem.partitions()).containsEntry(2, 4L);
    partition.acknowledge(7);
    assertThat(partition.problems("g", "s", Duration.ZERO)).isEmpty();
  }

  @Test
  void thatOffsetsWereMovedIsToldUntilAllThatWaitedIsReadAndAWhileLonger() {
    moved = Optional.of("the offset was set to 5");
    readyAt(10, true);
    assertThat(kinds(Duration.ZERO)).containsExactly("offsets-moved");

    committedUpTo(19);
    assertThat(kinds(Duration.ZERO)).as("one record waits").containsExactly("offsets-moved");
    committedUpTo(20);
    assertThat(kinds(Duration.ZERO)).isEmpty();
    assertThat(kinds(LONG)).containsExactly("offsets-moved");
  }

  @Test
  void whatTheStoreLacksIsToldAlsoRightAfterItIsReadAgain() {
    store = Optional.of(storeStart(Optional.of("it is an older copy"), Optional.empty()));
    handled = 15;
    readyAt(10, true);
    committedUpTo(14);
    assertThat(kinds(Duration.ZERO)).containsExactly("store-behind");
    committedUpTo(15);
    assertThat(kinds(Duration.ZERO)).as("for three seconds").containsExactly("store-behind");
  }

  @Test
  void whatWasThereAndWhatWasHandledIsBelowTheirOffsets() {
    handled = 12;
    readyAt(10, false);
    assertThat(partition.wasHandled(record(11))).isTrue();
    assertThat(partition.wasHandled(record(12))).isFalse();
    assertThat(partition.wasThere(record(19))).isTrue();
    assertThat(partition.wasThere(record(20))).isFalse();
  }

  @Test
  void onceItIsTakenAwayItStaysSo() {
    readyAt(10, true);
    assertThat(partition.isDropped()).isFalse();
    partition.drop();
    assertThat(partition.isDropped()).isTrue();
  }

  private List<String> kinds(Duration after) {
    return partition.problems("g", "s", after).map(SystemProblem::kind).toList();
  }

  private void committedUpTo(long offset) {
    partition.polledUpTo(new OffsetAndMetadata(offset));
    partition.committed(partition.mark(offset, -1, List.of()), new OffsetAndMetadata(offset), 0);
  }

  private void readyAt(long offset, boolean known) {
    partition.ready(
        new SettledOrders(Duration.ofDays(7)),
        new StartPosition(
            new OffsetAndMetadata(offset),
            known,
            "pZ0y3cJq",
            losses,
            lastOutcome,
            handled,
            moved,
            store,
            end,
            AT),
        List.of());
  }

  private static StoreStart storeStart(Optional<String> lacking, Optional<String> foreign) {
    return new StoreStart("store-1", new OffsetAndMetadata(10), lacking, foreign);
  }

  private InFlightRecord poll(long offset) {
    InFlightRecord entry = partition.add(record(offset));
    partition.polledUpTo(new OffsetAndMetadata(offset + 1));
    return entry;
  }

  private static ReceivedRecord record(long offset) {
    return new ReceivedRecord(
        new ConsumerRecord<>("orders", 2, offset, "1".getBytes(UTF_8), new byte[0]));
  }
}
