package net.jumptotech.orders.analytics;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.pump.Outcome;

/**
 * Collects facts while the store is busy and applies them as one batch: the busier the store, the
 * larger its transactions. One batch is in progress at a time; a failed one is repeated for as long
 * as it takes. Lives on the verticle's context.
 */
final class StoreBatches {

  private static final int MOST_FACTS = 5_000;
  private static final Retry UNTIL_STORED =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(100), Duration.ofSeconds(2));

  private final Vertx vertx;
  private final Context context;
  private final Function<List<OrderFact>, Future<OrderStore.Applied>> apply;
  private final Consumer<List<OrderDocument>> changed;
  private final List<OrderFact> facts = new ArrayList<>();
  private final List<Promise<Outcome>> waiting = new ArrayList<>();
  private boolean busy;

  /**
   * @param apply {@link OrderStore#apply}
   * @param changed receives the documents that each batch changed
   */
  StoreBatches(
      Vertx vertx,
      Function<List<OrderFact>, Future<OrderStore.Applied>> apply,
      Consumer<List<OrderDocument>> changed) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.apply = apply;
    this.changed = changed;
  }

  /**
   * @return completed once the store has it for good, or never will
   */
  Future<Outcome> add(OrderFact fact) {
    Promise<Outcome> stored = Promise.promise();
    facts.add(fact);
    waiting.add(stored);
    if (!busy) {
      busy = true;
      // not now: later facts of this task belong in the same batch
      // and not on the caller's context, which may belong to the trace of one order
      context.runOnContext(task -> next());
    }
    return stored.future();
  }

  private void next() {
    int size = Math.min(MOST_FACTS, facts.size());
    if (size == 0) {
      busy = false;
      return;
    }
    List<OrderFact> batch = take(facts, size);
    List<Promise<Outcome>> promises = take(waiting, size);
    UNTIL_STORED
        .run(vertx, () -> apply.apply(batch))
        .onSuccess(
            applied -> {
              changed.accept(applied.changed());
              for (int i = 0; i < size; i++) {
                promises.get(i).complete(outcome(batch.get(i), applied));
              }
              next();
            });
  }

  private static Outcome outcome(OrderFact fact, OrderStore.Applied applied) {
    String refused = applied.refused().get(fact.orderId());
    return refused == null
        ? Outcome.DONE
        : new Outcome.Rejected(new IllegalStateException(refused), 1);
  }

  private static <T> List<T> take(List<T> from, int size) {
    List<T> head = from.subList(0, size);
    List<T> taken = List.copyOf(head);
    head.clear();
    return taken;
  }
}
