package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.offsets.Mark;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.offsets.StoreStart;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One assignment of one partition to us: its records in flight, in offset order, and the ids
 * settled in it. Assigned again after it was taken away, it is another object; the old one stays
 * dropped.
 */
final class OwnedPartition {

  /** How long what was lacking is still told once it is read again, so that it is seen at all. */
  private static final long BRIEFLY_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final TopicPartition name;

  // the pump's thread alone
  private final Deque<InFlightRecord> entries = new ArrayDeque<>();
  private OffsetAndMetadata next;
  private volatile long committed = -1; // for any thread to read
  private Mark mark = new Mark(-1, "", 0, -1, -1, List.of(), ""); // what is committed

  // handed over by the pump's thread before the first record, then the verticle's context alone
  private SettledOrders settled;
  private StartPosition start;

  // made smaller by the thread that hears what was acknowledged
  private volatile List<Loss> losses = List.of();
  private volatile long kept = -1;
  private volatile long caughtUpNanos;
  private volatile long restoredNanos;

  private volatile boolean ready;
  private volatile boolean dropped;

  OwnedPartition(TopicPartition name) {
    this.name = name;
  }

  TopicPartition name() {
    return name;
  }

  InFlightRecord add(ReceivedRecord record) {
    InFlightRecord entry = new InFlightRecord(record, this);
    entries.add(entry);
    return entry;
  }

  /** Everything before this offset was given to us, transaction markers included. */
  void polledUpTo(OffsetAndMetadata position) {
    next = position;
  }

  /** The entries whose records and all before them are finished, oldest first. */
  List<InFlightRecord> finishedPrefix(int most) {
    return entries.stream().takeWhile(InFlightRecord::finished).limit(most).toList();
  }

  /**
   * What may be committed once this many of the oldest entries are; empty if that would say nothing
   * new. It is always some offset behind which all is handled, even if no record was: what another
   * program committed is replaced at once.
   *
   * <p>With nothing left in flight it is the position, not the last record's successor: a
   * transaction marker at the end would otherwise look like lag for ever.
   */
  Optional<OffsetAndMetadata> committable(List<InFlightRecord> prefix) {
    if (next == null) {
      return Optional.empty();
    }
    OffsetAndMetadata offset = next;
    if (prefix.size() < entries.size()) {
      if (prefix.isEmpty()) {
        return Optional.empty();
      }
      var last = prefix.get(prefix.size() - 1).record().unwrap();
      offset = new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), "");
    }
    return offset.offset() > committed || isNews() ? Optional.of(offset) : Optional.empty();
  }

  /** Whether there is something to be written beside the offset that is not there. */
  private boolean isNews() {
    return Math.min(kept, next.offset()) > mark.kept() || !losses.equals(mark.losses());
  }

  /**
   * What is to be written beside an offset that is committed, without a signature.
   *
   * @param outcome see {@link #lastOutcome}
   */
  Mark mark(long offset, long outcome) {
    return new Mark(offset, topic(), 0, outcome, Math.min(kept, offset), losses, "");
  }

  /** Whether everything that was given to us is in Kafka. */
  boolean isCommitted() {
    return entries.isEmpty() && (next == null || next.offset() <= committed && !isNews());
  }

  /** It is in Kafka, with the oldest so many entries. */
  void committed(Mark written, int finished) {
    committed = written.at();
    mark = written;
    noteCaughtUp();
    for (int i = 0; i < finished; i++) {
      entries.remove();
    }
  }

  /** Offset of the record that the last committed outcome is of; -1 where there is none. */
  long lastOutcome() {
    return mark.outcome();
  }

  private void noteCaughtUp() {
    if (caughtUpNanos == 0 && start != null && committed >= start.end()) {
      caughtUpNanos = System.nanoTime();
    }
    // what is new, or held by a transaction, the store does not lack
    if (restoredNanos == 0
        && start != null
        && committed >= Math.min(start.handled(), start.end())) {
      restoredNanos = System.nanoTime();
    }
  }

  /** Those between Kafka and their committed offset. */
  Deque<InFlightRecord> entries() {
    return entries;
  }

  boolean hasUnfinished() {
    return entries.stream().anyMatch(entry -> !entry.finished());
  }

  /** Records may flow now; the consumer's position is where the start is. */
  void ready(SettledOrders index, StartPosition position) {
    settled = index;
    start = position;
    next = position.offset();
    losses = position.losses();
    kept = storeOf(position).isPresent() ? next.offset() : -1;
    mark =
        position.known()
            ? mark(next.offset(), position.lastOutcome())
            : new Mark(-1, topic(), 0, position.lastOutcome(), -1, List.of(), "");
    if (position.known()) {
      committed = mark.at();
      noteCaughtUp();
    }
    ready = true;
  }

  /** Whether it was handled before it was read again. */
  boolean wasHandled(ReceivedRecord record) {
    return record.offset() < start.handled();
  }

  /** Whether it was there when we began to read. */
  boolean wasThere(ReceivedRecord record) {
    return record.offset() < start.end();
  }

  /** Which store has what comes of it; empty if none has, or one that is of another log. */
  Optional<String> store() {
    return ready ? storeOf(start) : Optional.empty();
  }

  private static Optional<String> storeOf(StartPosition position) {
    return position.store().filter(it -> it.foreign().isEmpty()).map(StoreStart::store);
  }

  /** Everything before this offset is handled, and Kafka knows; any thread. -1: nothing is. */
  long committed() {
    return committed;
  }

  /** Which topic of its name it is of, see {@code Mark#topic}. */
  String topic() {
    return start == null ? "" : start.topic();
  }

  /** What was deleted unread, and nobody has acknowledged; any thread. */
  List<Loss> losses() {
    return losses;
  }

  /** Below this offset the store has everything, as it says; any thread. */
  void kept(long offset) {
    kept = offset;
  }

  /** Losses below this offset are known to somebody; one thread. */
  void acknowledge(long below) {
    losses = Loss.notBelow(below, losses);
  }

  /** What an operator must know of it; any thread. */
  Stream<SystemProblem> problems(String group, String servers, Duration after) {
    if (!ready) {
      return Stream.empty();
    }
    List<Loss> lost = losses;
    Stream<SystemProblem> breach =
        lost.isEmpty() ? Stream.empty() : Stream.of(Breach.of(group, name, lost).problem(servers));
    Stream<SystemProblem> foreign =
        start.store().flatMap(StoreStart::foreign).stream()
            .map(
                why ->
                    problem("store-foreign", SystemProblem.Severity.BREACH, group, why)
                        .fixedBy("orders store --rebuild --empty"));
    Stream<SystemProblem> lasting = Stream.concat(breach, foreign);
    Stream<SystemProblem> moved =
        isOver(caughtUpNanos, after.toNanos())
            ? Stream.empty()
            : start.moved().stream()
                .map(why -> problem("offsets-moved", SystemProblem.Severity.RISK, group, why));
    Stream<SystemProblem> behind =
        isOver(restoredNanos, BRIEFLY_NANOS)
            ? Stream.empty()
            : start.store().flatMap(StoreStart::lacking).stream()
                .map(why -> problem("store-behind", SystemProblem.Severity.RISK, group, why));
    return Stream.concat(lasting, Stream.concat(moved, behind));
  }

  private static boolean isOver(long endedNanos, long sinceNanos) {
    return endedNanos != 0 && System.nanoTime() - endedNanos > sinceNanos;
  }

  private SystemProblem problem(
      String kind, SystemProblem.Severity severity, String group, String why) {
    return SystemProblem.of(kind, severity, why, start.at())
        .inGroup(group)
        .at(name.topic(), name.partition());
  }

  boolean isReady() {
    return ready;
  }

  /** Null where nothing is ever settled. */
  SettledOrders settled() {
    return settled;
  }

  /** It is somebody else's now, or about to be: results that still come are of no use. */
  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }
}
