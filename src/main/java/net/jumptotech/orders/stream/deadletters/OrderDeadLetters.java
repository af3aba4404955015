package net.jumptotech.orders.stream.deadletters;

import java.util.List;

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
}
