package net.jumptotech.orders.stream.offsets;

import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Where reading of a partition begins for the sake of the store that keeps what comes of it: no
 * further than the store has it.
 *
 * @param store which store it is
 * @param lacking what the store lacks, in words; empty if that is no more than a crash explains
 * @param foreign what the store has that this log cannot have given it, in words; empty if nothing
 */
public record StoreStart(
    String store, OffsetAndMetadata offset, Optional<String> lacking, Optional<String> foreign) {

  /** So far behind a store may be whose process died. */
  private static final long CRASHED = 20_000;

  /**
   * A log whose last bytes were lost may lack the marker of a transaction that the store counts.
   */
  private static final int LOST_MARKER = 1;

  /**
   * @param upTo how far the store has it, if it says
   * @param wanted where reading would begin without a store
   */
  static StoreStart of(
      StartPosition.Found found,
      String store,
      Optional<LogProgress.Position> upTo,
      OffsetAndMetadata wanted) {
    String where = found.partition().toString();
    if (upTo.isEmpty()) {
      boolean isNew = found.committed().isEmpty() || wanted.offset() <= found.first();
      String why =
          found.isOfFormerVersion()
              ? "an earlier version did not record how far the store has read " + where
              : "the store was emptied: it has nothing of what %s read from %s up to %d"
                  .formatted(found.group(), where, wanted.offset());
      return new StoreStart(
          store,
          new OffsetAndMetadata(found.first()),
          isNew
              ? Optional.empty()
              : Optional.of(why + ", so everything that Kafka has is read again"),
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
        behind > CRASHED
            ? Optional.of(
                "the store has %s only up to %d, but %s had read up to %d: reading again from there"
                    .formatted(where, has.offset(), found.group(), wanted.offset()))
            : Optional.empty(),
        Optional.empty());
  }

  private static StoreStart foreign(String store, OffsetAndMetadata wanted, String why) {
    return new StoreStart(store, wanted, Optional.empty(), Optional.of(why));
  }
}
