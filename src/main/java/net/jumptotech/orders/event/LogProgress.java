package net.jumptotech.orders.event;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a store has taken in what lies in Kafka.
 *
 * @param store which store it is; one that was emptied or made anew has another id
 * @param upTo by partition: every record below the position is in the store
 */
public record LogProgress(String store, Map<Place, Position> upTo) {

  /** A partition. */
  public record Place(String topic, int partition) {

    @Override
    public String toString() {
      return topic + "-" + partition;
    }
  }

  /**
   * @param topicId which topic of that name; one that was deleted and made again has another id
   */
  public record Position(String topicId, long offset) {}

  public LogProgress {
    Objects.requireNonNull(store, "store");
    upTo = Map.copyOf(upTo);
  }

  /** Empty where the store does not say. */
  public Optional<Position> of(Place place) {
    return Optional.ofNullable(upTo.get(place));
  }
}
