package net.jumptotech.orders.store.couchbase;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets a number of operations be under way side by side; the others wait in the order they came.
 * Whoever ends one sends off the next, on its own thread: it stays full even while the context that
 * prepares the operations waits for a processor.
 *
 * <p>Any thread.
 */
final class InFlight {

  private final int size;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /** How often somebody asked for operations to be sent off since nobody was at it. */
  private final AtomicInteger calls = new AtomicInteger();

  InFlight(int size) {
    this.size = size;
  }

  /**
   * @param operation called once it is its turn; what it throws is its failure
   * @return as the operation's, completed on whichever thread that is
   */
  <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> operation) {
    CompletableFuture<T> result = new CompletableFuture<>();
    waiting.add(() -> begin(operation, result));
    sendOff();
    return result;
  }

  private <T> void begin(Supplier<CompletableFuture<T>> operation, CompletableFuture<T> result) {
    CompletableFuture<T> answer;
    try {
      answer = operation.get();
    } catch (RuntimeException refused) {
      answer = CompletableFuture.failedFuture(refused);
    }
    answer.whenComplete(
        (value, failure) -> {
          underWay.decrementAndGet();
          sendOff();
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(failure);
          }
        });
  }

  /** One thread at a time, and never within itself: an operation may end as it begins. */
  private void sendOff() {
    if (calls.getAndIncrement() > 0) {
      return; // whoever is at it looks again
    }
    int seen;
    do {
      seen = calls.get();
      while (underWay.get() < size && !waiting.isEmpty()) {
        underWay.incrementAndGet();
        waiting.remove().run();
      }
    } while (calls.addAndGet(-seen) > 0);
  }
}
