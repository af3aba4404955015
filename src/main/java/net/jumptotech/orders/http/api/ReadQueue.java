package net.jumptotech.orders.http.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.runtime.Shares;

/**
 * Runs a few queries to the store and to Kafka at once, and lets a limited number wait, of which
 * one caller may have a share. A query is skipped if its client has gone when its turn comes. While
 * too many bytes of answers are unread, no query starts. Used on one event loop.
 */
public final class ReadQueue {

  static final int MOST_WAITING = 64;

  /** Two read in the embedded store; a story also waits for other systems. */
  private static final int AT_WORK = 4;

  private final Shares waiting;
  private final LongSupplier pendingBytes;
  private final long mostPending;
  private final ArrayDeque<Question<?>> queue = new ArrayDeque<>();
  private int atWork;
  private long refused;

  private record Question<T>(Client client, Supplier<Future<T>> asked, Promise<T> answer) {}

  /**
   * @param each the share of the waiting queries that one caller may have
   * @param pendingBytes of answers that clients have not read yet
   * @param mostPending limit of these bytes
   */
  public ReadQueue(double each, LongSupplier pendingBytes, long mostPending) {
    this.waiting = new Shares(MOST_WAITING, each);
    this.pendingBytes = pendingBytes;
    this.mostPending = mostPending;
  }

  /** The endpoint, run in its turn. */
  public Endpoint queued(Endpoint endpoint) {
    return call -> ask(call.client(), () -> endpoint.answer(call));
  }

  /**
   * @return fails with a 503 if too many wait already
   */
  public <T> Future<T> ask(Client client, Supplier<Future<T>> question) {
    if (pendingBytes.getAsLong() > mostPending) {
      refused++;
      return Future.failedFuture(
          Problem.unavailable(
              pendingBytes.getAsLong()
                  + " bytes of answers are waiting for their clients to read them, the limit is "
                  + mostPending
                  + ". Try again.",
              null));
    }
    if (!waiting.take(client.caller(), 1)) {
      refused++;
      return Future.failedFuture(
          Problem.unavailable(
              waiting.total()
                  + " queries are waiting, the limit is "
                  + MOST_WAITING
                  + ", and one caller gets only part of it. Try again.",
              null));
    }
    return enqueue(client, question);
  }

  /** Continues a query that has begun: it waits for its turn, and is not refused. */
  public <T> Future<T> resume(Client client, Supplier<Future<T>> question) {
    waiting.takeAnyway(client.caller(), 1);
    return enqueue(client, question);
  }

  private <T> Future<T> enqueue(Client client, Supplier<Future<T>> question) {
    Promise<T> answer = Promise.promise();
    queue.add(new Question<>(client, question, answer));
    next();
    return answer.future();
  }

  private void next() {
    while (atWork < AT_WORK && !queue.isEmpty()) {
      begin(queue.poll());
    }
  }

  private <T> void begin(Question<T> question) {
    waiting.give(question.client.caller(), 1);
    if (question.client.disconnected().getAsBoolean()) {
      question.answer.fail(Problem.unavailable("Nobody is waiting for the answer any more.", null));
      return;
    }
    atWork++;
    Future.succeededFuture() // so that an exception becomes a failure
        .compose(go -> question.asked.get())
        .onComplete(
            done -> {
              atWork--;
              question.answer.handle(done);
              next();
            });
  }

  int waiting() {
    return queue.size();
  }

  public long refused() {
    return refused;
  }
}
