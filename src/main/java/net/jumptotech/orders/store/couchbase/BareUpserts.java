package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.codec.RawJsonTranscoder;
import com.couchbase.client.java.kv.UpsertOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * The speed of Couchbase's SDK alone: writes documents that are already bytes, as many in parallel
 * as the store does. The reference for the store in the benchmark. Has a connection of its own.
 *
 * <p>Futures complete on the caller's context, and fail with the first failure.
 */
public final class BareUpserts {

  private final Vertx vertx;
  private final CouchbaseOptions options;
  private final Connection connection;

  /** A document as the store would write it. */
  private record Ready(String key, byte[] json) {}

  private BareUpserts(Vertx vertx, CouchbaseOptions options, Connection connection) {
    this.vertx = vertx;
    this.options = options;
    this.connection = connection;
  }

  public static Future<BareUpserts> open(Vertx vertx, CouchbaseOptions options) {
    return vertx
        .executeBlocking(() -> Connection.open(options), false)
        .map(connection -> new BareUpserts(vertx, options, connection));
  }

  /** As the store's health. */
  public Health health() {
    return connection.health();
  }

  /**
   * Writes the documents of these orders over existing ones.
   *
   * @return how long the writes took, without creating the documents
   */
  public Future<Duration> write(List<? extends OrderFact> orders) {
    List<Ready> documents =
        orders.stream().map(fact -> new Ready(Documents.key(fact.orderId()), bytes(fact))).toList();
    AsyncCollection collection = connection.documents();
    UpsertOptions how =
        UpsertOptions.upsertOptions()
            .transcoder(RawJsonTranscoder.INSTANCE)
            .durability(Documents.level(options.durability()));
    long startedNanos = System.nanoTime();
    return each(documents, it -> collection.upsert(it.key(), it.json(), how))
        .map(done -> Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  private static byte[] bytes(OrderFact fact) {
    return StoredDocument.bytes(OrderDocument.empty(fact.orderId()).merge(fact));
  }

  /** Removes existing documents. */
  public Future<Void> remove(List<OrderId> ids) {
    AsyncCollection collection = connection.documents();
    return each(ids, id -> collection.remove(Documents.key(id)));
  }

  private <T> Future<Void> each(List<T> all, Function<T, CompletableFuture<?>> operation) {
    Each<T> each = new Each<>(all, operation);
    return Future.fromCompletionStage(each.start(options.inFlight()), vertx.getOrCreateContext());
  }

  public Future<Void> close() {
    return Future.fromCompletionStage(connection.close(), vertx.getOrCreateContext());
  }

  /** Each answer starts the next operation, on the SDK's own thread. */
  private static final class Each<T> {

    private final List<T> all;
    private final Function<T, CompletableFuture<?>> operation;
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    Each(List<T> all, Function<T, CompletableFuture<?>> operation) {
      this.all = all;
      this.operation = operation;
    }

    CompletableFuture<Void> start(int inFlight) {
      if (all.isEmpty()) {
        done.complete(null);
      }
      for (int i = 0; i < inFlight; i++) {
        next();
      }
      return done;
    }

    private void next() {
      int index = begun.getAndIncrement();
      if (index < all.size() && !done.isDone()) {
        try {
          operation.apply(all.get(index)).whenComplete((any, failure) -> end(failure));
        } catch (RuntimeException refused) {
          end(refused); // it throws while it does not know the nodes yet
        }
      }
    }

    private void end(Throwable failure) {
      if (failure != null) {
        done.completeExceptionally(failure);
      }
      if (ended.incrementAndGet() == all.size()) {
        done.complete(null);
      }
      next();
    }
  }
}
