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
 * All matching orders, as a file. Each export holds one page in memory, limited in bytes. A limited
 * number of exports run at a time, of which one caller may have a share. A client that reads too
 * slowly is disconnected ({@code Connections}). Used on one event loop.
 */
public final class OrderExport {

  static final int PAGE = 500;
  public static final int MAX_AT_ONCE = 8;

  private final OrderStore store;
  private final ReadQueue reads;
  private final Shares running;
  private final Supplier<Optional<Instant>> completeUpTo;

  /**
   * @param each the share of the exports that one caller may have at once
   * @param completeUpTo everything that was in Kafka at this time is in the store
   */
  public OrderExport(
      OrderStore store, ReadQueue reads, double each, Supplier<Optional<Instant>> completeUpTo) {
    this.store = store;
    this.reads = reads;
    this.running = new Shares(MAX_AT_ONCE, each);
    this.completeUpTo = completeUpTo;
  }

  /** Completes with the first page loaded, so a store that does not answer causes a 503. */
  public Future<ExportStream> export(Call call) {
    OrderStore.Filter filter = OrderQueries.filter(call.parameters());
    ExportFormat format =
        call.parameters().text("format").orElseThrow().equals("csv")
            ? new OrderCsv()
            : new OrderNdjson();
    String address = call.client().caller();
    if (!running.take(address, 1)) {
      throw Problem.tooMany(
          running.total()
              + " exports are already running, "
              + running.of(address)
              + " of them from you, which is the limit. Try again later.");
    }
    Freshness fresh = Freshness.now(completeUpTo);
    return reads
        .ask(
            call.client(),
            () -> store.page(filter, Optional.empty(), PAGE).recover(OrderQueries::unavailable))
        .onFailure(failed -> running.give(address, 1))
        .map(
            first ->
                new ExportStream(
                    after -> reads.resume(call.client(), () -> store.page(filter, after, PAGE)),
                    format,
                    fresh,
                    first,
                    () -> running.give(address, 1)));
  }
}
