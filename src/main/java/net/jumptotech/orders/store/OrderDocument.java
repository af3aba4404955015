package net.jumptotech.orders.store;

import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;

/**
 * All that is known of one order: three sections that arrive in any order, any number of times.
 *
 * <p>{@link #merge} is the one rule that every store follows: a section is replaced by a newer
 * version of itself and by nothing else. So the document does not depend on the order of arrival,
 * and a fact that comes twice changes nothing.
 *
 * @param placed empty while only an alert or a payment has been seen; such a document is kept, but
 *     no list or total shows it
 */
public record OrderDocument(
    OrderId id,
    Optional<OrderFact.Placed> placed,
    Optional<OrderFact.Flagged> flagged,
    Optional<OrderFact.Settled> settled) {

  public OrderDocument {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(placed, "placed");
    Objects.requireNonNull(flagged, "flagged");
    Objects.requireNonNull(settled, "settled");
  }

  /** Nothing is known yet. */
  public static OrderDocument empty(OrderId id) {
    return new OrderDocument(id, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * @return the document with the fact in it, or this very document if it says nothing newer
   */
  public OrderDocument merge(OrderFact fact) {
    return fact.match(
        it ->
            newer(it, placed)
                ? new OrderDocument(it.orderId(), Optional.of(it), flagged, settled)
                : this,
        it -> newer(it, flagged) ? new OrderDocument(id, placed, Optional.of(it), settled) : this,
        it -> newer(it, settled) ? new OrderDocument(id, placed, flagged, Optional.of(it)) : this);
  }

  private static boolean newer(OrderFact fact, Optional<? extends OrderFact> known) {
    return known.isEmpty() || fact.version() > known.get().version();
  }
}
