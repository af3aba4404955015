package net.jumptotech.orders.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.write.OrderWriter;

/** A writer that keeps orders in memory; it refuses, or does not answer, when it is told to. */
final class MemoryWriter implements OrderWriter {

  final List<Order> written = Collections.synchronizedList(new ArrayList<>());
  final List<Rejected> rejected = Collections.synchronizedList(new ArrayList<>());
  final List<Promise<WrittenRecord>> waiting = new CopyOnWriteArrayList<>();
  final AtomicInteger closed = new AtomicInteger();
  volatile Exception broken;
  volatile boolean silent;

  record Rejected(byte[] input, InvalidEvent reason, Map<String, String> source) {}

  void clear() {
    written.clear();
    rejected.clear();
    waiting.clear();
    broken = null;
    silent = false;
  }

  @Override
  public Future<WrittenRecord> write(Order order) {
    if (broken != null) {
      return Future.failedFuture(broken);
    }
    if (silent) {
      Promise<WrittenRecord> promise = Promise.promise();
      waiting.add(promise);
      return onTheWritersContext(promise.future());
    }
    written.add(order);
    return Future.succeededFuture(new WrittenRecord("orders", 2, written.size() - 1L));
  }

  /** As the contract says, whichever thread of a test completes it. */
  private static Future<WrittenRecord> onTheWritersContext(Future<WrittenRecord> written) {
    Context context = Vertx.currentContext();
    return Future.future(
        promise -> written.onComplete(done -> context.runOnContext(now -> promise.handle(done))));
  }

  @Override
  public Future<WrittenRecord> reject(
      byte[] input, InvalidEvent reason, Map<String, String> source) {
    if (broken != null) {
      return Future.failedFuture(broken);
    }
    rejected.add(new Rejected(input, reason, source));
    return Future.succeededFuture(new WrittenRecord("dead-letters", 1, rejected.size() - 1L));
  }

  @Override
  public int inFlight() {
    return waiting.size();
  }

  @Override
  public Future<Void> close() {
    closed.incrementAndGet();
    return Future.succeededFuture();
  }
}
