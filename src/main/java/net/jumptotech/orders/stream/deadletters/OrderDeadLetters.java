package net.jumptotech.orders.stream.deadletters;

import java.util.List;

/**
 * How often an order became a dead letter.
 *
 * @param letters oldest first
 * @param searched how many letters were looked through, of all orders
 * @param all whether these are all there are
 */
public record OrderDeadLetters(List<DeadLetterNote> letters, long searched, boolean all) {

  public OrderDeadLetters {
    letters = List.copyOf(letters);
  }
}
