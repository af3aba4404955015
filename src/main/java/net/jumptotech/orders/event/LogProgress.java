package net.jumptotech.orders.event;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How much of Kafka's data a store contains.
 *
 * @param store id of the store; a store that was emptied, recreated or is to be rebuilt has another
 *     id
 * @param upTo by partition: every record below the position is in the store
 */
public record LogProgress(String store, Map<Place, Position> upTo) {

  public record Place(String topic, int partition) {

    @Override
    public String toString() {
      return topic + "-" + partition;
    }
  }

  /**
   * @param topicId identifies the topic behind the name; a topic that was deleted and recreated has
   *     another id
   */
  public record Position(String topicId, long offset) {}

  private static final String TO_BE_REBUILT = "rebuild-";

  public LogProgress {
    Objects.requireNonNull(store, "store");
    upTo = Map.copyOf(upTo);
  }

  /** The progress of a store after a request to read everything again. */
  public static LogProgress toBeRebuilt(String id) {
    return new LogProgress(TO_BE_REBUILT + id, Map.of());
  }

  /** Whether somebody requested that this store be filled again. */
  public static boolean isToBeRebuilt(String store) {
    return store.startsWith(TO_BE_REBUILT);
  }

  /** Whether it is the same store, and no partition is further back. */
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

  /** Empty if the store has no position for it. */
  public Optional<Position> of(Place place) {
    return Optional.ofNullable(upTo.get(place));
  }
}
