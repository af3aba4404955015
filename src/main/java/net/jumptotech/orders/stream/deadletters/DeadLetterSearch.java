package net.jumptotech.orders.stream.deadletters;

import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Role;

/**
 * Which dead letters are wanted; an empty part does not filter.
 *
 * @param key that they have, as text
 * @param group that gave up on them, or {@link #PRODUCER}
 * @param below by partition, offsets that they are below: {@link DeadLetterPage#next} of the page
 *     before; empty for the newest
 * @param limit at most so many
 */
public record DeadLetterSearch(
    Optional<String> key, Optional<String> group, Map<Integer, Long> below, int limit) {

  /** Whoever refuses what was no order yet is in no group. */
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
