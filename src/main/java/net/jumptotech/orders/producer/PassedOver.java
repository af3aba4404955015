package net.jumptotech.orders.producer;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of a source that are no orders, such as continuation lines and totals.
 *
 * @param first where the first of them are, and why they are none
 */
record PassedOver(long count, List<String> first) {

  static final PassedOver NONE = new PassedOver(0, List.of());

  private static final int MOST = 3;

  /** These and one more. */
  PassedOver and(String one) {
    if (first.size() == MOST) {
      return new PassedOver(count + 1, first);
    }
    List<String> more = new ArrayList<>(first);
    more.add(one);
    return new PassedOver(count + 1, List.copyOf(more));
  }
}
