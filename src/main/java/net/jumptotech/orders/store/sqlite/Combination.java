package net.jumptotech.orders.store.sqlite;

import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * Everything that a placed order is filtered by, except its amount and time. There are few
 * combinations: thousands at most, if orders come from every country.
 *
 * @param conflict its kind, or {@link DocumentRow#NO_CONFLICT}
 */
record Combination(
    String country, String status, String payment, boolean flagged, String conflict) {

  /**
   * @param document with its order
   */
  static Combination of(OrderDocument document) {
    OrderFact.Placed placed = document.placed().orElseThrow();
    return new Combination(
        placed.order().country(),
        placed.order().status().name(),
        document.outcome(),
        document.flagged().isPresent(),
        DocumentRow.conflict(document));
  }
}
