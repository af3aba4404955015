package net.jumptotech.orders.http.orders;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.ReadQueue;
import net.jumptotech.orders.monitor.Freshness;
import net.jumptotech.orders.runtime.Shares;
import net.jumptotech.orders.store.OrderStore;

/**
 * All orders that match, as a file. Each export under way holds one page in memory, which is
 * bounded in bytes; a bounded number of them goes on at a time, of which one address has a part.
 * Whoever reads one too slowly is hung up on ({@code Connections}). Used on one event loop.
 */
public final class OrderExport {

  static final int PAGE = 500;
  public static final int MAX_AT_ONCE = 8;

  private final OrderStore store;
  private final ReadQueue reads;
  private final Shares underWay;
  private final Supplier<Optional<Instant>> completeUpTo;

  /**
   * @param each which part of the exports at once may be of one address
   * @param completeUpTo all that was in Kafka at this time is in the store
   */
  public OrderExport(
      OrderStore store, ReadQueue reads, double each, Supplier<Optional<Instant>> completeUpTo) {
    this.store = store;
    this.reads = reads;
    this.underWay = new Shares(MAX_AT_ONCE, each);
    this.completeUpTo = completeUpTo;
  }

  /** Completes with the first page in hand, so that a store that does not answer is a 503. */
  public Future<ExportStream> export(Call call) {
    OrderStore.Filter filter = OrderQueries.filter(call.parameters());
    ExportFormat format =
        call.parameters().text("format").orElseThrow().equals("csv")
            ? new OrderCsv()
            : new OrderNdjson();
    String address = call.client().address();
    if (!underWay.take(address, 1)) {
      throw Problem.tooMany(
          underWay.total()
              + " exports are already running, "
              + underWay.of(address)
              + " of them from your address, which is the limit. Try again later.");
    }
    Freshness fresh = Freshness.now(completeUpTo);
    return reads
        .ask(
            call.client(),
            () -> store.page(filter, Optional.empty(), PAGE).recover(OrderQueries::unavailable))
        .onFailure(failed -> underWay.give(address, 1))
        .map(
            first ->
                new ExportStream(
                    after -> reads.goOn(call.client(), () -> store.page(filter, after, PAGE)),
                    format,
                    fresh,
                    first,
                    () -> underWay.give(address, 1)));
  }
}
