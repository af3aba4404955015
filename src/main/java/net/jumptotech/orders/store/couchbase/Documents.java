package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.core.error.CasMismatchException;
import com.couchbase.client.core.error.DocumentExistsException;
import com.couchbase.client.core.error.DocumentNotFoundException;
import com.couchbase.client.core.msg.kv.DurabilityLevel;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.codec.RawJsonTranscoder;
import com.couchbase.client.java.kv.GetOptions;
import com.couchbase.client.java.kv.GetResult;
import com.couchbase.client.java.kv.InsertOptions;
import com.couchbase.client.java.kv.MutationResult;
import com.couchbase.client.java.kv.ReplaceOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.store.OrderDocument;

/**
 * Documents by key, {@link CouchbaseOptions#inFlight} at a time; further operations wait. Futures
 * complete on the caller's context.
 */
final class Documents {

  private final Vertx vertx;
  private final AsyncCollection collection;
  private final DurabilityLevel durability;
  private final InFlight inFlight;

  /**
   * @param cas identifies the state that was read or written: it changes with every write
   * @param bytes size when it was read; 0 if it was not read
   */
  record Stored(long cas, int bytes, OrderDocument document) {}

  /** The stored bytes. */
  record Raw(long cas, byte[] json) {}

  /** The document under the key is not ours, or cannot become ours. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason, null, false, false);
    }
  }

  Documents(Vertx vertx, AsyncCollection collection, CouchbaseOptions options) {
    this.vertx = vertx;
    this.collection = collection;
    this.durability = level(options.durability());
    this.inFlight = new InFlight(options.inFlight());
  }

  static DurabilityLevel level(CouchbaseOptions.Durability durability) {
    return switch (durability) {
      case NONE -> DurabilityLevel.NONE;
      case MAJORITY -> DurabilityLevel.MAJORITY;
      case MAJORITY_AND_PERSIST -> DurabilityLevel.MAJORITY_AND_PERSIST_TO_ACTIVE;
      case PERSIST_TO_MAJORITY -> DurabilityLevel.PERSIST_TO_MAJORITY;
    };
  }

  /**
   * @return empty if there is none; fails with {@link Unusable} if it is not one of ours
   */
  Future<Optional<Stored>> read(String key) {
    GetOptions options = GetOptions.getOptions().transcoder(RawJsonTranscoder.INSTANCE);
    return future(() -> collection.get(key, options))
        .map(found -> Optional.of(stored(key, found)))
        .recover(
            failure ->
                failure instanceof DocumentNotFoundException
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  private static Stored stored(String key, GetResult found) {
    byte[] json = found.contentAsBytes();
    return new Stored(found.cas(), json.length, parse(key, json));
  }

  private static OrderDocument parse(String key, byte[] json) {
    try {
      return StoredDocument.read(key, json);
    } catch (InvalidEvent foreign) {
      throw new Unusable(
          "the document " + key + " was not written by Orders: " + foreign.getMessage());
    }
  }

  /**
   * @return its CAS; fails if there is one already ({@link #isConflict})
   */
  Future<Long> insert(OrderDocument document) {
    InsertOptions options =
        InsertOptions.insertOptions().transcoder(RawJsonTranscoder.INSTANCE).durability(durability);
    String key = key(document.id());
    return future(() -> collection.insert(key, StoredDocument.bytes(document), options))
        .map(MutationResult::cas);
  }

  /**
   * @return its new CAS; fails if it changed since it was read ({@link #isConflict})
   */
  Future<Long> replace(OrderDocument document, long cas) {
    ReplaceOptions options =
        ReplaceOptions.replaceOptions()
            .transcoder(RawJsonTranscoder.INSTANCE)
            .durability(durability)
            .cas(cas);
    String key = key(document.id());
    return future(() -> collection.replace(key, StoredDocument.bytes(document), options))
        .map(MutationResult::cas);
  }

  /** Reads JSON that is no order, under a key that no order can have. */
  Future<Optional<Raw>> readRaw(String key) {
    GetOptions options = GetOptions.getOptions().transcoder(RawJsonTranscoder.INSTANCE);
    return future(() -> collection.get(key, options))
        .map(found -> Optional.of(new Raw(found.cas(), found.contentAsBytes())))
        .recover(
            failure ->
                failure instanceof DocumentNotFoundException
                    ? Future.succeededFuture(Optional.empty())
                    : Future.failedFuture(failure));
  }

  /**
   * @param cas of the replaced document; empty if there is none yet
   * @return fails if it changed meanwhile ({@link #isConflict})
   */
  Future<Void> writeRaw(String key, byte[] json, Optional<Long> cas) {
    RawJsonTranscoder raw = RawJsonTranscoder.INSTANCE;
    return future(
            () ->
                cas.isPresent()
                    ? collection.replace(
                        key,
                        json,
                        ReplaceOptions.replaceOptions()
                            .transcoder(raw)
                            .durability(durability)
                            .cas(cas.get()))
                    : collection.insert(
                        key,
                        json,
                        InsertOptions.insertOptions().transcoder(raw).durability(durability)))
        .mapEmpty();
  }

  static String key(OrderId id) {
    return id.text();
  }

  /** Another writer changed it in between: read it again. */
  static boolean isConflict(Throwable failure) {
    return failure instanceof CasMismatchException
        || failure instanceof DocumentExistsException
        || failure instanceof DocumentNotFoundException;
  }

  /**
   * @param operation creates its JSON itself, so that the SDK's threads share that work with the
   *     caller's
   */
  private <T> Future<T> future(Supplier<CompletableFuture<T>> operation) {
    // an operation may also throw, while it does not know the nodes yet
    return Future.fromCompletionStage(inFlight.run(operation), vertx.getOrCreateContext())
        .recover(failure -> Future.failedFuture(Failure.unwrapped(failure)));
  }
}
