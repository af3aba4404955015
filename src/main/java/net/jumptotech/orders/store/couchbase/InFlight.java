package net.jumptotech.orders.store.couchbase;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs a limited number of operations in parallel; the others wait in order. Each operation that
 * ends starts the next one, on its own thread. So the limit stays used even while the context that
 * prepares operations waits for a processor.
 *
 * <p>Any thread.
 */
final class InFlight {

  private final int size;
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();

  /** How many requests to start operations came since the last thread finished starting. */
  private final AtomicInteger calls = new AtomicInteger();

  InFlight(int size) {
    this.size = size;
  }

  /**
   * @param operation called once it is its turn; what it throws is its failure
   * @return the operation's result, completed on the operation's thread
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

  /** One thread at a time, and never recursively: an operation may end while it starts. */
  private void sendOff() {
    if (calls.getAndIncrement() > 0) {
      return; // the thread that is already starting operations checks again
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
