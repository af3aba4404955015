package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.stream.topics.SequenceStore;

/** Keeps the number in memory, which outlives the producers of a test; may refuse a few times. */
final class FakeSequence implements SequenceStore {

  private volatile long next = 1;
  final AtomicInteger refusals = new AtomicInteger();

  @Override
  public Future<Long> next() {
    return Future.succeededFuture(next);
  }

  @Override
  public Future<Void> reserve(long below) {
    if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return Future.failedFuture("no broker");
    }
    next = below;
    return Future.succeededFuture();
  }

  long reservedBelow() {
    return next;
  }
}
