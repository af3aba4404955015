package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.util.Optional;
import net.jumptotech.orders.store.OrderStore;

/**
 * All orders that match, as a file. Each export under way holds one page in memory; a bounded
 * number of them goes on at a time. Used on one event loop.
 */
final class OrderExport {

  static final int PAGE = 500;
  static final int MAX_AT_ONCE = 8;

  private final OrderStore store;
  private int underWay;

  OrderExport(OrderStore store) {
    this.store = store;
  }

  /** Completes with the first page in hand, so that a store that does not answer is a 503. */
  Future<ExportStream> export(Call call) {
    OrderStore.Filter filter = OrderQueries.filter(call.parameters());
    ExportFormat format =
        call.parameters().text("format").orElseThrow().equals("csv")
            ? new OrderCsv()
            : new OrderLines();
    if (underWay >= MAX_AT_ONCE) {
      throw Problem.tooMany(underWay + " exports are under way, no more may be. Ask again.");
    }
    underWay++;
    return store
        .page(filter, Optional.empty(), PAGE)
        .onFailure(failed -> underWay--)
        .recover(OrderQueries::unavailable)
        .map(first -> new ExportStream(store, filter, format, first, () -> underWay--));
  }

  int underWay() {
    return underWay;
  }
}
