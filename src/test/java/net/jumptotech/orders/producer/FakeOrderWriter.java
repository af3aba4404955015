package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.write.OrderWriter;

/** Remembers what it was given; acknowledges, refuses or keeps silent as it is told. */
final class FakeOrderWriter implements OrderWriter {

  enum Answer {
    ACKNOWLEDGE,
    REFUSE,
    NEVER
  }

  interface Answers {
    /**
     * @param nth of all writes, from 1
     */
    Answer to(int nth);
  }

  record Reject(String text, String reason, Map<String, String> source) {}

  final List<Reject> rejects = new CopyOnWriteArrayList<>();
  final AtomicInteger closed = new AtomicInteger();

  /** How many were not answered when it was closed. */
  final AtomicInteger unansweredAtClose = new AtomicInteger();

  private final List<Order> orders = new ArrayList<>();
  private final AtomicInteger written = new AtomicInteger();
  private final List<Watch> watches = new CopyOnWriteArrayList<>();
  private final Context context = Vertx.currentContext();
  private final Answers answers;
  private final AtomicInteger writes = new AtomicInteger();
  private final AtomicInteger inFlight = new AtomicInteger();

  private final List<Runnable> silent = new CopyOnWriteArrayList<>();
  private volatile boolean released;

  private record Watch(Predicate<FakeOrderWriter> until, Promise<Void> promise) {}

  FakeOrderWriter(Answers answers) {
    this.answers = answers;
  }

  /** Completes once the condition holds, looked at after each write. */
  Future<Void> until(Predicate<FakeOrderWriter> condition) {
    Watch watch = new Watch(condition, Promise.promise());
    watches.add(watch);
    look();
    return watch.promise.future();
  }

  private void look() {
    watches.stream()
        .filter(each -> each.until.test(this))
        .forEach(each -> each.promise.tryComplete());
  }

  /** Acknowledges from now on, also what it has kept silent about. */
  void release() {
    released = true;
    context.runOnContext(any -> silent.forEach(Runnable::run));
  }

  /** How many orders were written, those that were written again among them. */
  int written() {
    return written.get();
  }

  /** A copy. */
  List<Order> orders() {
    synchronized (orders) {
      return List.copyOf(orders);
    }
  }

  @Override
  public Future<WrittenRecord> write(Order order) {
    synchronized (orders) {
      orders.add(order);
    }
    written.incrementAndGet();
    return answer("orders");
  }

  @Override
  public Future<WrittenRecord> reject(
      byte[] input, InvalidEvent reason, Map<String, String> source) {
    rejects.add(
        new Reject(
            new String(input, java.nio.charset.StandardCharsets.UTF_8),
            reason.getMessage(),
            source));
    return answer("dead-letters");
  }

  private Future<WrittenRecord> answer(String topic) {
    int nth = writes.incrementAndGet();
    inFlight.incrementAndGet();
    Promise<WrittenRecord> promise = Promise.promise();
    Answer answer = released ? Answer.ACKNOWLEDGE : answers.to(nth);
    look();
    Runnable settle =
        () -> {
          inFlight.decrementAndGet();
          if (answer == Answer.REFUSE) {
            promise.fail("no broker");
          } else {
            promise.complete(new WrittenRecord(topic, 0, nth));
          }
        };
    if (answer == Answer.NEVER) {
      silent.add(settle);
    } else {
      context.runOnContext(any -> settle.run());
    }
    return promise.future();
  }

  @Override
  public int inFlight() {
    return inFlight.get();
  }

  @Override
  public Future<Void> close() {
    unansweredAtClose.set(inFlight.get());
    closed.incrementAndGet();
    return Future.succeededFuture();
  }
}
