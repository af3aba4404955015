package net.jumptotech.orders.stream.deadletters;

import java.util.List;
import java.util.Map;

/**
 * Newest first by time; those of a partition in the order of their offsets.
 *
 * @param next where the next page begins, empty on the last one. A page that ends where the search
 *     paused may hold fewer letters than asked for, and still have a next
 * @param searched how many letters were looked at
 */
public record DeadLetterPage(List<DeadLetter> letters, Map<Integer, Long> next, long searched) {

  public DeadLetterPage {
    letters = List.copyOf(letters);
    next = Map.copyOf(next);
  }
}
