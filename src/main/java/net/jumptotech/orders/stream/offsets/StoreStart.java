package net.jumptotech.orders.stream.offsets;

import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Where reading of a partition begins for the sake of its store: at the store's progress or before.
 *
 * @param store id of the store
 * @param lacking what the store lacks, in words; empty if it has everything that it ever
 *     acknowledged, as after a crash
 * @param foreign what the store has that this log cannot have contained, in words; empty if nothing
 */
public record StoreStart(
    String store, OffsetAndMetadata offset, Optional<String> lacking, Optional<String> foreign) {

  /** A log that lost its last bytes may lack a transaction marker that the store counts. */
  private static final int LOST_MARKER = 1;

  /**
   * @param upTo progress of the store, if it has one
   * @param wanted where reading would begin without a store
   */
  static StoreStart of(
      FoundPartition found,
      String store,
      Optional<LogProgress.Position> upTo,
      OffsetAndMetadata wanted) {
    String where = found.partition().toString();
    if (upTo.isEmpty()) {
      boolean isNew = found.committed().isEmpty() || wanted.offset() <= found.first();
      return new StoreStart(
          store,
          new OffsetAndMetadata(found.first()),
          isNew
              ? Optional.empty()
              : Optional.of(
                  whyAll(found, store, wanted) + ", so everything that Kafka has is read again"),
          Optional.empty());
    }
    LogProgress.Position has = upTo.get();
    if (!has.topicId().equals(found.topic())) {
      return foreign(
          store,
          wanted,
          "the store was filled from an earlier topic %s, which was deleted and re-created"
              .formatted(found.partition().topic()));
    }
    if (has.offset() > found.end() + LOST_MARKER) {
      return foreign(
          store,
          wanted,
          "the store has %s up to %d, but the topic ends at %d: the store is newer than Kafka's data"
              .formatted(where, has.offset(), found.end()));
    }
    long behind = wanted.offset() - has.offset();
    return new StoreStart(
        store,
        behind > 0 ? new OffsetAndMetadata(has.offset()) : wanted,
        has.offset() < found.acknowledgedByStore()
            ? Optional.of(
                ("the store has %s only up to %d, but once had it up to %d: it is an older copy, or"
                        + " its disk lost the last writes; reading again from there")
                    .formatted(where, has.offset(), found.acknowledgedByStore()))
            : Optional.empty(),
        Optional.empty());
  }

  private static String whyAll(FoundPartition found, String store, OffsetAndMetadata wanted) {
    if (LogProgress.isToBeRebuilt(store)) {
      return "orders store --rebuild asked for %s".formatted(found.partition());
    }
    return found.isOfFormerVersion()
        ? "an earlier version did not record how far the store has read " + found.partition()
        : "the store was emptied: it has nothing of what %s read from %s up to %d"
            .formatted(found.group(), found.partition(), wanted.offset());
  }

  private static StoreStart foreign(String store, OffsetAndMetadata wanted, String why) {
    return new StoreStart(store, wanted, Optional.empty(), Optional.of(why));
  }
}
