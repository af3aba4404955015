package net.jumptotech.orders.store;

import java.util.Optional;
import net.jumptotech.orders.event.OrderId;

/**
 * One document, as the store has it and as a batch leaves it.
 *
 * @param before empty if the store has none
 */
public record DocumentChange(Optional<OrderDocument> before, OrderDocument after) {

  /** Nothing is said yet. */
  public static DocumentChange of(OrderId id, Optional<OrderDocument> before) {
    return new DocumentChange(before, before.orElseGet(() -> OrderDocument.empty(id)));
  }

  /** With the fact in it. */
  public DocumentChange merge(OrderFact fact) {
    return new DocumentChange(before, after.merge(fact));
  }

  /** Whether there is something to write. */
  public boolean isChange() {
    return before.orElse(null) != after;
  }

  /** Whether a reader sees a difference. */
  public boolean isVisible() {
    return before.filter(after::showsTheSameAs).isEmpty();
  }
}
