package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.DocumentChange;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore.Applied;

/**
 * One batch in progress: each document once, with all facts of the batch about it. More documents
 * are prepared than are written in parallel ({@link InFlight}). Lives on one context, whichever
 * thread starts it.
 */
final class BatchWrite {

  private final Writer writer;
  private final int mostReady;
  private final Map<OrderId, List<OrderFact>> facts = new LinkedHashMap<>();
  private final Map<OrderId, OrderDocument> changed = new HashMap<>();
  private final Map<OrderId, String> refused = new LinkedHashMap<>();
  private final Promise<Applied> done = Promise.promise();
  private Iterator<Map.Entry<OrderId, List<OrderFact>>> left;
  private int underWay;
  private boolean starting;
  private Throwable failure;

  /** Writes one document: {@link DocumentWriter#write}. */
  @FunctionalInterface
  interface Writer {
    Future<DocumentChange> write(OrderId id, List<OrderFact> facts);
  }

  BatchWrite(Writer writer, int inFlight, List<OrderFact> facts) {
    this.writer = writer;
    this.mostReady = 2 * inFlight;
    facts.forEach(it -> this.facts.computeIfAbsent(it.orderId(), id -> new ArrayList<>(3)).add(it));
  }

  /**
   * @param home the context for all steps, the start included: otherwise the first writes could end
   *     there while a caller on its own thread still starts others
   * @return fails if the store was closed meanwhile, once nothing is in progress any more
   */
  Future<Applied> start(Context home) {
    left = facts.entrySet().iterator();
    home.runOnContext(any -> startNext());
    return done.future();
  }

  private void startNext() {
    if (starting) {
      return; // completed at once: the loop below continues
    }
    starting = true;
    while (underWay < mostReady && left.hasNext() && failure == null) {
      Map.Entry<OrderId, List<OrderFact>> next = left.next();
      underWay++;
      writer
          .write(next.getKey(), next.getValue())
          .onComplete(
              change -> written(next.getKey(), change), failed -> failed(next.getKey(), failed));
    }
    starting = false;
    if (underWay == 0) {
      end();
    }
  }

  private void written(OrderId id, DocumentChange change) {
    if (change.isVisible()) {
      changed.put(id, change.after());
    }
    underWay--;
    startNext();
  }

  private void failed(OrderId id, Throwable cause) {
    if (cause instanceof Documents.Unusable unusable) {
      refused.put(id, unusable.getMessage());
    } else {
      failure = cause;
    }
    underWay--;
    startNext();
  }

  private void end() {
    if (failure == null) {
      List<OrderDocument> inOrder =
          facts.keySet().stream().map(changed::get).filter(Objects::nonNull).toList();
      done.tryComplete(new Applied(inOrder, refused));
    } else {
      done.tryFail(failure);
    }
  }
}
