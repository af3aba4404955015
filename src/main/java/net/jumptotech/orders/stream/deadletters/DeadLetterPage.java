package net.jumptotech.orders.stream.deadletters;

import java.util.List;
import java.util.Map;

/**
 * Newest first by time; those of a partition in the order of their offsets.
 *
 * @param next where the next page begins, empty on the last one. If the search stopped early, a
 *     page may hold fewer letters than requested and still have a next one
 * @param searched how many letters were read
 */
public record DeadLetterPage(List<DeadLetter> letters, Map<Integer, Long> next, long searched) {

  public DeadLetterPage {
    letters = List.copyOf(letters);
    next = Map.copyOf(next);
  }
}
