package net.jumptotech.orders.http.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.runtime.Shares;
import net.jumptotech.orders.stream.write.OrderWriter;

/**
 * Takes files of any size. Few are read at a time, each on a worker thread, of which one caller may
 * have a share; each holds a limited number of bytes and of orders that wait for Kafka. A line that
 * is refused is in the answer and becomes no dead letter. Used on one event loop.
 */
public final class Imports {

  public static final String OPERATION = "importOrders";
  public static final int MAX_AT_ONCE = 2;

  private final Vertx vertx;
  private final ImportOptions options;
  private final ImportMappings mappings;
  private final OrderWriter writer;
  private final SendingRates rates;
  private final Shares running;
  private final WorkerExecutor threads;
  private final ImportCounts counts = new ImportCounts();

  /**
   * @param each the share of the imports that one caller may have at once
   */
  public Imports(
      Vertx vertx, ImportOptions options, OrderWriter writer, SendingRates rates, double each) {
    this.vertx = vertx;
    this.rates = rates;
    this.options = options;
    this.writer = writer;
    this.mappings = new ImportMappings(vertx, options);
    this.running = new Shares(MAX_AT_ONCE, each);
    this.threads =
        vertx.createSharedWorkerExecutor("orders-import", MAX_AT_ONCE, 10, TimeUnit.MINUTES);
  }

  /** As the counts of {@code OrderIntake}. */
  public Map<String, Long> counts() {
    return counts.all();
  }

  /** The mappings that a body may be read with. */
  public Future<Answer> mappings(Call call) {
    return mappings.list();
  }

  /** Reads the body only when its answer is sent. */
  public Future<Sendable> receive(Call call) {
    ImportRequest request =
        new ImportRequest(
            call.client(),
            call.parameters().text("mapping", options::checked),
            call.parameters().flag("dry_run").orElse(false),
            call.parameters().flag("refused_file").orElse(false));
    if (!running.take(request.caller(), 1)) {
      throw tooMany(running.total(), running.of(request.caller()));
    }
    return Future.succeededFuture(
        new ImportRun(
            vertx,
            threads,
            counts,
            options,
            request,
            rates,
            request.dryRun() ? Optional.empty() : Optional.of(writer),
            () -> running.give(request.caller(), 1)));
  }

  private static Problem tooMany(long all, long yours) {
    return Problem.tooMany(
        ("%s already running, %d of them from you; the limit is %d, and one sender gets only part"
                + " of it. Try again when one has ended.")
            .formatted(all == 1 ? "1 import is" : all + " imports are", yours, MAX_AT_ONCE));
  }
}
