package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.offsets.Mark;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.offsets.StoreStart;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One assignment of one partition to us: its records in flight, in offset order, and the ids
 * settled in it. If the partition is taken away and assigned again, that is a new object; the old
 * one stays dropped.
 */
final class OwnedPartition {

  /**
   * How long a gap of the store is still reported after it was read again, so that people can see
   * it.
   */
  private static final long BRIEFLY_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final TopicPartition name;

  // only the pump's thread uses these
  private final Deque<InFlightRecord> entries = new ArrayDeque<>();
  private OffsetAndMetadata next;
  private OffsetAndMetadata anchor; // committed, or where we began
  private volatile long committed = -1; // any thread may read it
  private Mark mark = new Mark(-1, "", 0, -1, -1, List.of(), "", List.of()); // the committed one
  private volatile List<SideInput> sides = List.of(); // any thread may read it

  // the pump's thread adds, the verticle's context takes away
  private final AtomicInteger unfinished = new AtomicInteger();
  private final AtomicLong unfinishedBytes = new AtomicLong();

  // set by the pump's thread before the first record, then used only by the verticle's context
  private SettledOrders settled;
  private StartPosition start;

  // reduced by the thread that reads acknowledgements
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
    unfinished.incrementAndGet();
    unfinishedBytes.addAndGet(record.bytes());
    return entry;
  }

  /** Adds a record of a side input, see {@link SideInput#add}. */
  InFlightRecord add(ReceivedRecord record, long at, SideInput side) {
    InFlightRecord entry = side.add(record, at, this);
    unfinished.incrementAndGet();
    unfinishedBytes.addAndGet(record.bytes());
    return entry;
  }

  /** Empty until they are known. */
  List<SideInput> sides() {
    return sides;
  }

  /** Adds those that were not known before. */
  void sides(List<SideInput> found) {
    sides =
        Stream.concat(
                sides.stream(),
                found.stream()
                    .filter(it -> sides.stream().noneMatch(had -> had.name().equals(it.name()))))
            .toList();
  }

  /** Called once for each entry, when it has a result. */
  void finished(InFlightRecord entry) {
    unfinished.decrementAndGet();
    unfinishedBytes.addAndGet(-entry.record().bytes());
  }

  /** Entries without a result; any thread. */
  int unfinished() {
    return unfinished.get();
  }

  /** Bytes of the records without a result; any thread. */
  long unfinishedBytes() {
    return unfinishedBytes.get();
  }

  /** Kafka has given us everything before this offset, transaction markers included. */
  void polledUpTo(OffsetAndMetadata position) {
    next = position;
  }

  /** The oldest entries up to the first unfinished one. */
  List<InFlightRecord> finishedPrefix(int most) {
    return entries.stream().takeWhile(InFlightRecord::finished).limit(most).toList();
  }

  /**
   * The offset to commit after this many of the oldest entries; empty if that changes nothing. All
   * records before it are processed. It is committed even if no record was processed, so another
   * program's commit is replaced at once.
   *
   * <p>With nothing left in flight it is the position, not the last record's successor: otherwise a
   * transaction marker at the end would look like lag forever.
   *
   * @param sidesMoved whether a side input has gone on: then the offset goes along, even the old
   *     one, so that Kafka refuses the transaction of a member that was put out
   */
  Optional<OffsetAndMetadata> committable(List<InFlightRecord> prefix, boolean sidesMoved) {
    if (next == null) {
      return Optional.empty();
    }
    OffsetAndMetadata offset = next;
    if (prefix.size() < entries.size()) {
      if (prefix.isEmpty()) {
        return sidesMoved ? Optional.of(anchor) : Optional.empty();
      }
      var last = prefix.get(prefix.size() - 1).record().unwrap();
      offset = new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), "");
    }
    return offset.offset() > committed || isNews() || sidesMoved
        ? Optional.of(offset)
        : Optional.empty();
  }

  /** Whether the mark must change although the offset does not. */
  private boolean isNews() {
    return Math.min(kept, next.offset()) > mark.kept() || !losses.equals(mark.losses());
  }

  /**
   * The mark to commit with an offset, unsigned.
   *
   * @param outcome see {@link #lastOutcome}
   * @param positions of the side inputs
   */
  Mark mark(long offset, long outcome, List<Mark.Side> positions) {
    List<Mark.Side> all = new ArrayList<>(positions);
    mark.sides().stream() // of topics that cannot be read now
        .filter(it -> positions.stream().noneMatch(known -> known.topic().equals(it.topic())))
        .forEach(all::add);
    return new Mark(offset, topic(), 0, outcome, Math.min(kept, offset), losses, "", all);
  }

  /** Whether everything that we received is in Kafka. */
  boolean isCommitted() {
    return entries.isEmpty()
        && (next == null || next.offset() <= committed && !isNews())
        && sides.stream().allMatch(SideInput::isCommitted);
  }

  /**
   * Called when this mark is in Kafka, together with that many of the oldest entries.
   *
   * @param offset of the mark, with its leader epoch
   */
  void committed(Mark written, OffsetAndMetadata offset, int finished) {
    committed = written.at();
    anchor = offset;
    mark = written;
    noteCaughtUp();
    for (int i = 0; i < finished; i++) {
      entries.remove();
    }
  }

  /** Offset of the record that the last committed outcome belongs to; -1 if there is none. */
  long lastOutcome() {
    return mark.outcome();
  }

  private void noteCaughtUp() {
    if (caughtUpNanos == 0 && start != null && committed >= start.end()) {
      caughtUpNanos = System.nanoTime();
    }
    // the store does not lack new records, or records that a transaction blocks
    if (restoredNanos == 0
        && start != null
        && committed >= Math.min(start.handled(), start.end())) {
      restoredNanos = System.nanoTime();
    }
  }

  /** The records between Kafka and their committed offset. */
  Deque<InFlightRecord> entries() {
    return entries;
  }

  /** The same, and those of the side inputs. */
  Stream<InFlightRecord> allEntries() {
    return Stream.concat(entries.stream(), sides.stream().flatMap(it -> it.entries().stream()));
  }

  /** The oldest entry of each input. */
  Stream<InFlightRecord> oldest() {
    return Stream.concat(Stream.of(entries), sides.stream().map(SideInput::entries))
        .flatMap(each -> each.stream().limit(1));
  }

  boolean hasUnfinished() {
    return unfinished() > 0;
  }

  /**
   * Records may flow now; the consumer's position is the start position.
   *
   * @param marked positions of side inputs, as the committed mark has them
   */
  void ready(SettledOrders index, StartPosition position, List<Mark.Side> marked) {
    settled = index;
    start = position;
    next = position.offset();
    anchor = next;
    losses = position.losses();
    kept = storeOf(position).isPresent() ? next.offset() : -1;
    mark =
        position.known()
            ? mark(next.offset(), position.lastOutcome(), marked)
            : new Mark(-1, topic(), 0, position.lastOutcome(), -1, List.of(), "", marked);
    if (position.known()) {
      committed = mark.at();
      noteCaughtUp();
    }
    ready = true;
  }

  /** Whether it was already processed, and is read again. */
  boolean wasHandled(ReceivedRecord record) {
    return record.offset() < start.handled();
  }

  /** Whether it existed when we began to read. */
  boolean wasThere(ReceivedRecord record) {
    return record.offset() < start.end();
  }

  /** The store of its results; empty if there is none, or it belongs to another log. */
  Optional<String> store() {
    return ready ? storeOf(start) : Optional.empty();
  }

  private static Optional<String> storeOf(StartPosition position) {
    return position.store().filter(it -> it.foreign().isEmpty()).map(StoreStart::store);
  }

  /** Everything before this offset is processed, and Kafka knows; any thread. -1: nothing is. */
  long committed() {
    return committed;
  }

  /** Identifies the topic behind the name, see {@code Mark#topic}. */
  String topic() {
    return start == null ? "" : start.topic();
  }

  /** Unacknowledged losses; any thread. */
  List<Loss> losses() {
    return losses;
  }

  /** The store has everything below this offset; any thread. */
  void kept(long offset) {
    kept = offset;
  }

  /** Losses below this offset are acknowledged; one thread. */
  void acknowledge(long below) {
    losses = Loss.notBelow(below, losses);
  }

  /** What an operator must know about it; any thread. */
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
                    problem(ProblemKind.STORE_FOREIGN, SystemProblem.Severity.BREACH, group, why)
                        .fixedBy("./orders store --rebuild --empty"));
    Stream<SystemProblem> lasting = Stream.concat(breach, foreign);
    Stream<SystemProblem> moved =
        isOver(caughtUpNanos, after.toNanos())
            ? Stream.empty()
            : start.moved().stream()
                .map(
                    why ->
                        problem(
                            ProblemKind.OFFSETS_MOVED, SystemProblem.Severity.RISK, group, why));
    Stream<SystemProblem> behind =
        isOver(restoredNanos, BRIEFLY_NANOS)
            ? Stream.empty()
            : start.store().flatMap(StoreStart::lacking).stream()
                .map(
                    why ->
                        problem(ProblemKind.STORE_BEHIND, SystemProblem.Severity.RISK, group, why));
    return Stream.concat(lasting, Stream.concat(moved, behind));
  }

  private static boolean isOver(long endedNanos, long sinceNanos) {
    return endedNanos != 0 && System.nanoTime() - endedNanos > sinceNanos;
  }

  private SystemProblem problem(
      ProblemKind kind, SystemProblem.Severity severity, String group, String why) {
    return SystemProblem.of(kind, severity, why, start.at())
        .inGroup(group)
        .at(name.topic(), name.partition());
  }

  boolean isReady() {
    return ready;
  }

  /** Null if nothing is ever settled. */
  SettledOrders settled() {
    return settled;
  }

  /** It belongs, or will soon belong, to another member: further results are useless. */
  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }
}
