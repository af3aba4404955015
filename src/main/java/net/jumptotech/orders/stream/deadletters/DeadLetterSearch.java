package net.jumptotech.orders.stream.deadletters;

import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Role;

/**
 * A query for dead letters; an empty part does not filter.
 *
 * @param key as text
 * @param group that gave up on them, or {@link #PRODUCER}
 * @param below by partition, only offsets below these: {@link DeadLetterPage#next} of the previous
 *     page; empty for the newest
 * @param limit the most to return
 */
public record DeadLetterSearch(
    Optional<String> key, Optional<String> group, Map<Integer, Long> below, int limit) {

  /** Stands for whoever refuses input that is no order yet, which no group does. */
  public static final String PRODUCER = Role.PRODUCER.toString();

  public DeadLetterSearch {
    below = Map.copyOf(below);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, was " + limit);
    }
  }

  boolean matches(DeadLetterNote letter) {
    return key.map(it -> letter.key().filter(it::equals).isPresent()).orElse(true)
        && group.map(letter.group().orElse(PRODUCER)::equals).orElse(true);
  }
}
