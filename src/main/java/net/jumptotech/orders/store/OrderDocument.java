package net.jumptotech.orders.store;

import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;

/**
 * All that is known of one order: three sections that arrive in any order, any number of times.
 *
 * <p>{@link #merge} is the one rule that every store follows: a section is replaced by a newer
 * version of itself and by nothing else; an order that is sent again without a change keeps its
 * place and only its version goes on. So the document does not depend on the order of arrival, and
 * a fact that comes twice changes nothing.
 *
 * <p>One case is an exception, and takes an arrival that Kafka does not produce: an order that is
 * changed and changed back (A, B, A again), whose B arrives after both As. Content and versions are
 * right then, but the place shown may be that of the first A.
 *
 * @param placed empty while only an alert or a payment has been seen; such a document is kept, but
 *     no list or total shows it
 */
public record OrderDocument(
    OrderId id,
    Optional<OrderFact.Placed> placed,
    Optional<OrderFact.Flagged> flagged,
    Optional<OrderFact.Settled> settled) {

  public static final String PENDING = "PENDING";

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

  /** What filters call its payment: the outcome, {@code PENDING} while there is none. */
  public String outcome() {
    return settled.map(it -> it.payment().status().name()).orElse(PENDING);
  }

  /**
   * @return the document with the fact in it, or this very document if it says nothing newer
   */
  public OrderDocument merge(OrderFact fact) {
    return fact.match(
        this::mergePlaced,
        it -> newer(it, flagged) ? new OrderDocument(id, placed, Optional.of(it), settled) : this,
        it -> newer(it, settled) ? new OrderDocument(id, placed, flagged, Optional.of(it)) : this);
  }

  private OrderDocument mergePlaced(OrderFact.Placed fact) {
    OrderFact.Placed merged = placed.map(known -> known.merge(fact)).orElse(fact);
    return placed.isPresent() && placed.get() == merged
        ? this
        : new OrderDocument(merged.orderId(), Optional.of(merged), flagged, settled);
  }

  private static boolean newer(OrderFact fact, Optional<? extends OrderFact> known) {
    return known.isEmpty() || fact.version() > known.get().version();
  }

  /**
   * Whether a reader sees no difference: a merge can advance a version and leave everything shown
   * as it was.
   */
  public boolean showsTheSameAs(OrderDocument other) {
    return samePlaced(other)
        && flagged.map(OrderFact.Flagged::alert).equals(other.flagged.map(OrderFact.Flagged::alert))
        && settled
            .map(OrderFact.Settled::payment)
            .equals(other.settled.map(OrderFact.Settled::payment));
  }

  private boolean samePlaced(OrderDocument other) {
    return placed.isPresent() && other.placed.isPresent()
        ? placed.get().showsTheSameAs(other.placed.get())
        : placed.isEmpty() && other.placed.isEmpty();
  }
}
