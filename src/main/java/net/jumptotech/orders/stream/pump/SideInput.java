package net.jumptotech.orders.stream.pump;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Mark;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * A side input of an owned partition: its records in flight, in offset order, and how far it is
 * processed. Its position is committed in the mark of the partition. Used by the pump's thread,
 * unless stated otherwise.
 */
final class SideInput {

  private final TopicPartition name;
  private final String id;
  private final Deque<InFlightRecord> entries = new ArrayDeque<>();
  private final long handled;
  private long next;
  private volatile long committed;

  /**
   * @param id identifies the topic behind the name, as {@link Mark#topic}
   * @param at offset of the next record
   * @param handled records below this offset were processed before; they are read again only for
   *     the store
   */
  SideInput(TopicPartition name, String id, long at, long handled) {
    this.name = name;
    this.id = id;
    this.handled = handled;
    this.next = at;
    this.committed = at;
  }

  /**
   * How far the input is processed when somebody takes its partition over.
   *
   * @param marked positions in the committed mark
   * @param kept progress of the store; empty without a store
   */
  record Known(List<Mark.Side> marked, Optional<LogProgress> kept) {

    private long marked(TopicPartition name, String id) {
      return marked.stream()
          .filter(it -> it.topic().equals(name.topic()) && it.id().equals(id))
          .mapToLong(Mark.Side::at)
          .findFirst()
          .orElse(0);
    }

    private long stored(TopicPartition name, String id) {
      return kept.map(
              it ->
                  it.of(new LogProgress.Place(name.topic(), name.partition()))
                      .filter(stored -> stored.topicId().equals(id))
                      .map(LogProgress.Position::offset)
                      .orElse(0L))
          .orElse(Long.MAX_VALUE);
    }
  }

  /**
   * Finds where the side inputs with this number go on: where the mark says, or earlier if the
   * store lacks something; at the first record if neither says anything about this topic. Nothing
   * here blocks.
   *
   * @return without those that do not exist
   */
  static CompletableFuture<List<SideInput>> of(
      List<String> topics, int number, Known known, Admin admin) {
    List<CompletableFuture<Optional<SideInput>>> asked =
        admin.describeTopics(topics).topicNameValues().values().stream()
            .map(
                answer ->
                    answer
                        .toCompletionStage()
                        .toCompletableFuture()
                        .handle(
                            (topic, failed) ->
                                failed == null ? Optional.of(topic) : unlessMissing(failed))
                        .thenCompose(topic -> of(topic, number, known, admin)))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            all -> asked.stream().flatMap(it -> it.getNow(Optional.empty()).stream()).toList());
  }

  private static Optional<TopicDescription> unlessMissing(Throwable failed) {
    Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
    if (cause instanceof UnknownTopicOrPartitionException) {
      return Optional.empty();
    }
    throw new CompletionException(cause);
  }

  private static CompletableFuture<Optional<SideInput>> of(
      Optional<TopicDescription> topic, int number, Known known, Admin admin) {
    if (topic.isEmpty() || topic.get().partitions().size() <= number) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    TopicPartition name = new TopicPartition(topic.get().name(), number);
    String id = Mark.topic(topic.get().topicId());
    long marked = known.marked(name, id);
    long at = Math.min(marked, known.stored(name, id));
    return PartitionBounds.offset(name, OffsetSpec.earliest(), admin)
        .thenCombine(
            PartitionBounds.offset(name, OffsetSpec.latest(), admin),
            (first, end) ->
                Optional.of(new SideInput(name, id, Math.min(end, Math.max(first, at)), marked)));
  }

  TopicPartition name() {
    return name;
  }

  /** Offset of the next record to read. */
  long next() {
    return next;
  }

  /**
   * @param at its offset here; the record itself may say where it was before
   */
  InFlightRecord add(ReceivedRecord record, long at, OwnedPartition owner) {
    InFlightRecord entry = new InFlightRecord(record, owner, this, at);
    entries.add(entry);
    return entry;
  }

  /** Kafka has given us everything before this offset. */
  void polledUpTo(long offset) {
    next = offset;
  }

  Deque<InFlightRecord> entries() {
    return entries;
  }

  /** The oldest entries up to the first unfinished one. */
  List<InFlightRecord> finishedPrefix(int most) {
    return entries.stream().takeWhile(InFlightRecord::finished).limit(most).toList();
  }

  /** The position after this many of the oldest entries. */
  long after(List<InFlightRecord> prefix) {
    if (prefix.size() == entries.size()) {
      return next;
    }
    return prefix.isEmpty() ? committed : prefix.get(prefix.size() - 1).at() + 1;
  }

  /** Whether Kafka has another position than this. */
  boolean isNews(long position) {
    return position > committed;
  }

  /** What to commit at this position: not less than was committed before. */
  Mark.Side mark(long position) {
    return new Mark.Side(name.topic(), id, Math.max(handled, position));
  }

  boolean wasHandled(long offset) {
    return offset < handled;
  }

  /** Everything below is processed, and Kafka knows; any thread. */
  LogProgress.Position committed() {
    return new LogProgress.Position(id, committed);
  }

  boolean isCommitted() {
    return entries.isEmpty() && next <= committed;
  }

  /** Called when this position is in Kafka, together with that many of the oldest entries. */
  void committed(long position, int finished) {
    committed = position;
    for (int i = 0; i < finished; i++) {
      entries.remove();
    }
  }
}
