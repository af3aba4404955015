package net.jumptotech.orders.event;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a store has taken in what lies in Kafka.
 *
 * @param store which store it is; one that was emptied, made anew or is to be rebuilt has another
 *     id
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

  private static final String TO_BE_REBUILT = "rebuild-";

  public LogProgress {
    Objects.requireNonNull(store, "store");
    upTo = Map.copyOf(upTo);
  }

  /** What a store says once somebody has asked for all to be read again. */
  public static LogProgress toBeRebuilt(String id) {
    return new LogProgress(TO_BE_REBUILT + id, Map.of());
  }

  /** Whether somebody asked for this store to be filled again. */
  public static boolean isToBeRebuilt(String store) {
    return store.startsWith(TO_BE_REBUILT);
  }

  /** Whether it is the same store, and nowhere less far. */
  public boolean isAtLeast(LogProgress before) {
    return store.equals(before.store)
        && before.upTo.entrySet().stream()
            .allMatch(
                each ->
                    of(each.getKey())
                        .filter(it -> it.topicId().equals(each.getValue().topicId()))
                        .filter(it -> it.offset() >= each.getValue().offset())
                        .isPresent());
  }

  /** Empty where the store does not say. */
  public Optional<Position> of(Place place) {
    return Optional.ofNullable(upTo.get(place));
  }
}
