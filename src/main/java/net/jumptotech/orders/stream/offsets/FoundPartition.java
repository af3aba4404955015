package net.jumptotech.orders.stream.offsets;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka has about a partition.
 *
 * @param topic identifies the topic behind the name, see {@link Mark#topic}
 * @param first offset that exists
 * @param end offset behind the last
 * @param hasOutcomes whether there can be an outcome that shows the progress
 * @param anchor of the last outcome
 * @param cut where Kafka's client found that the log was truncated below our position
 * @param outOfRange whether the client could not continue at its position
 * @param acknowledged losses below this offset are acknowledged
 * @param kept progress of the store; empty without a store
 */
public record FoundPartition(
    String group,
    TopicPartition partition,
    String topic,
    Optional<OffsetAndMetadata> committed,
    long first,
    long end,
    boolean hasOutcomes,
    Optional<Anchor> anchor,
    Optional<OffsetAndMetadata> cut,
    boolean outOfRange,
    long acknowledged,
    Optional<LogProgress> kept) {

  /** What decides the position. */
  Choice choice() {
    if (cut.isPresent()) {
      return new Choice(
          cut.get(),
          "%s was truncated at %d after %s had read it"
              .formatted(partition, cut.get().offset(), group));
    }
    Optional<OffsetAndMetadata> behindOutcomes = ours().map(Anchor::next);
    if (committed.isEmpty()) {
      return behindOutcomes
          .map(
              it ->
                  new Choice(
                      it,
                      "the committed offset of %s on %s is missing".formatted(group, partition)))
          .orElseGet(() -> new Choice(beginning(), ""));
    }
    OffsetAndMetadata offset = committed.get();
    Optional<Mark> mark = Mark.of(offset);
    if (isTrusted(committed, topic, end, outOfRange)) {
      return behindOutcomes
          .filter(it -> it.offset() > offset.offset())
          .map(
              it ->
                  new Choice(
                      it,
                      "the offset %d of %s on %s is older than its outcomes"
                          .formatted(offset.offset(), group, partition)))
          .orElseGet(() -> new Choice(offset, ""));
    }
    return isOfFormerVersion()
        ? new Choice(offset, "")
        : new Choice(behindOutcomes.orElseGet(this::beginning), moved(offset, mark));
  }

  private String moved(OffsetAndMetadata offset, Optional<Mark> mark) {
    if (mark.isPresent() && !mark.get().topic().equals(topic)) {
      return "%s was deleted and re-created after %s had read it"
          .formatted(partition.topic(), group);
    }
    if (mark.filter(it -> it.isOf(offset, topic)).isPresent()) {
      return beyond(offset);
    }
    return "the offset of %s on %s was set to %d by another program"
        .formatted(group, partition, offset.offset());
  }

  String beyond(OffsetAndMetadata offset) {
    return "the offset %d of %s on %s is beyond its end"
        .formatted(offset.offset(), group, partition);
  }

  /**
   * The former version marked neither its offsets nor its outcomes nor its store; its offset is
   * trusted once.
   */
  boolean isOfFormerVersion() {
    return committed.filter(it -> Mark.of(it).isEmpty()).isPresent()
        && (kept.isPresent() ? inStore().isEmpty() : hasOutcomes && anchor.isEmpty());
  }

  Optional<LogProgress.Position> inStore() {
    return kept.flatMap(
        it -> it.of(new LogProgress.Place(partition.topic(), partition.partition())));
  }

  OffsetAndMetadata beginning() {
    return new OffsetAndMetadata(first);
  }

  long lastOutcome() {
    return ours()
        .map(Anchor::offset)
        .or(() -> ourMark().map(Mark::outcome).filter(any -> hasOutcomes))
        .orElse(-1L);
  }

  private Optional<Anchor> ours() {
    return anchor.filter(it -> it.topic().equals(topic));
  }

  private Optional<Mark> ourMark() {
    return committed.flatMap(Mark::of).filter(it -> it.topic().equals(topic));
  }

  /**
   * The mark names the record of the last outcome. If the outcome log ends before it, the end of
   * that log was lost. If no outcome is recent enough to be read, nobody can know.
   */
  Optional<Loss> lostOutcomes(Instant now) {
    long last = ours().map(Anchor::offset).orElse(first - 1);
    return ourMark()
        .filter(any -> ours().isPresent() || !hasOutcomes)
        .filter(mark -> mark.outcome() > last && mark.outcome() < mark.at())
        .map(mark -> Loss.ofOutcomes(last + 1, mark.outcome() + 1, now));
  }

  /** The progress that the store had acknowledged; -1 if none. */
  long acknowledgedByStore() {
    return ourMark().map(Mark::kept).orElse(-1L);
  }

  List<Loss> known() {
    return ourMark().map(it -> Loss.notBelow(acknowledged, it.losses())).orElse(List.of());
  }

  /**
   * Where reading would begin without a store.
   *
   * @param why it is not the committed offset, in words; empty if it is
   */
  record Choice(OffsetAndMetadata offset, String why) {}

  /**
   * Whether a committed offset shows where to continue. An offset beyond the end does so only if
   * Kafka's client can find out where the log was truncated: records written since may have lower
   * offsets.
   */
  public static boolean isTrusted(
      Optional<OffsetAndMetadata> committed, String topic, long end, boolean outOfRange) {
    return committed
        .filter(it -> Mark.of(it).filter(mark -> mark.isOf(it, topic)).isPresent())
        .filter(it -> it.offset() <= end || canBeCompared(it, outOfRange))
        .isPresent();
  }

  /** With a leader epoch the client compares the offset with the log, and fails if they differ. */
  static boolean canBeCompared(OffsetAndMetadata offset, boolean outOfRange) {
    return offset.leaderEpoch().isPresent() && !outOfRange;
  }
}
