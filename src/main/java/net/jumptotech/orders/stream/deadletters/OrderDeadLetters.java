package net.jumptotech.orders.stream.deadletters;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The dead letters of one order.
 *
 * @param letters oldest first
 * @param searched how many dead letters, of all orders, were read
 * @param all whether the list is complete
 */
public record OrderDeadLetters(List<DeadLetterNote> letters, long searched, boolean all) {

  public OrderDeadLetters {
    letters = List.copyOf(letters);
  }

  /** The same, with each letter in other words. */
  public OrderDeadLetters told(UnaryOperator<DeadLetterNote> words) {
    return new OrderDeadLetters(letters.stream().map(words).toList(), searched, all);
  }
}
