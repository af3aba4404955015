package net.jumptotech.orders.store;

import java.util.Optional;
import net.jumptotech.orders.event.OrderId;

/**
 * One document before and after a batch.
 *
 * @param before empty if the store has none
 */
public record DocumentChange(Optional<OrderDocument> before, OrderDocument after) {

  /** Before any fact. */
  public static DocumentChange of(OrderId id, Optional<OrderDocument> before) {
    return new DocumentChange(before, before.orElseGet(() -> OrderDocument.empty(id)));
  }

  /** With the fact added. */
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
