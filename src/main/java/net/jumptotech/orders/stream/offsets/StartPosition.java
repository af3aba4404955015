package net.jumptotech.orders.stream.offsets;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Where reading of a partition begins. A committed offset with our mark is trusted. Otherwise
 * somebody moved or deleted it, or it belongs to a former log, and our outcomes decide.
 *
 * @param offset of the next record, with its leader epoch if known, so that Kafka's client compares
 *     it with the log
 * @param known whether exactly this is committed, with our mark
 * @param losses unacknowledged records that were deleted unread or lost their outcomes
 * @param lastOutcome offset of the record that the last outcome belongs to; -1 if unknown
 * @param handled records below this offset were processed before, so their dead letters are
 *     written; they are read again only for the store
 * @param moved what is wrong with the committed offset, in words; empty if nothing is
 * @param store the store of the group's results; empty if it has none
 * @param end of the partition at that time
 * @param at when all this was read from Kafka
 */
public record StartPosition(
    OffsetAndMetadata offset,
    boolean known,
    String topic,
    List<Loss> losses,
    long lastOutcome,
    long handled,
    Optional<String> moved,
    Optional<StoreStart> store,
    long end,
    Instant at) {

  public static StartPosition of(FoundPartition found, Instant now) {
    FoundPartition.Choice choice = found.choice();
    OffsetAndMetadata offset = choice.offset();
    String why = choice.why();
    List<Loss> losses = found.known();
    boolean trusted =
        found.cut().isEmpty()
            && FoundPartition.isTrusted(
                found.committed(), found.topic(), found.end(), found.outOfRange());
    Optional<Loss> lostOutcomes = found.lostOutcomes(now).filter(any -> trusted);
    if (lostOutcomes.isPresent()) {
      losses = Loss.with(losses, lostOutcomes.get());
    }
    long handled =
        trusted || found.isOfFormerVersion()
            ? found.committed().orElseThrow().offset()
            : found
                .inStore()
                .filter(it -> it.topicId().equals(found.topic()))
                .map(LogProgress.Position::offset)
                .orElse(0L);
    Optional<StoreStart> store =
        found
            .kept()
            .map(
                it ->
                    StoreStart.of(
                        found,
                        it.store(),
                        found.inStore(),
                        // behind a truncation, Kafka's client would report it again and again
                        trusted || found.cut().isPresent() || found.committed().isEmpty()
                            ? choice.offset()
                            : found.committed().get()));
    offset = store.map(StoreStart::offset).orElse(offset);
    if (offset.offset() > found.end()
        && !FoundPartition.canBeCompared(offset, found.outOfRange())) {
      why = found.beyond(offset);
      offset = new OffsetAndMetadata(found.end());
    } else if (offset.offset() < found.first()) {
      long lost = found.first() - offset.offset();
      losses =
          Loss.notBelow(
              found.acknowledged(),
              Loss.with(losses, new Loss(offset.offset(), found.first(), lost, now)));
      offset = found.beginning();
    }
    List<Loss> marked = losses;
    OffsetAndMetadata begin = offset;
    boolean known =
        found
            .committed()
            .filter(it -> it.offset() == begin.offset())
            .flatMap(Mark::of)
            .filter(it -> it.isOf(begin, found.topic()) && it.losses().equals(marked))
            .isPresent();
    String begins =
        offset.offset() == found.first()
            ? "its beginning, offset " + offset.offset()
            : "" + offset.offset();
    return new StartPosition(
        offset,
        known,
        found.topic(),
        losses,
        found.lastOutcome(),
        handled,
        why.isEmpty()
            ? Optional.empty()
            : Optional.of("%s: reading from %s".formatted(why, begins)),
        store,
        found.end(),
        now);
  }
}
