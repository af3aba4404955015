package net.jumptotech.orders.http.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.runtime.Shares;

/**
 * Lets a few questions to the store and to Kafka be at work at once, and a bounded number wait, of
 * which one address has a part. Whoever has gone when its turn comes is not asked for. While too
 * many bytes of answers wait to be taken, nothing new is asked either. Used on one event loop.
 */
public final class ReadQueue {

  static final int MOST_WAITING = 64;

  /** Two read in the embedded store; a story waits for others besides. */
  private static final int AT_WORK = 4;

  private final Shares waiting;
  private final LongSupplier pendingBytes;
  private final long mostPending;
  private final ArrayDeque<Question<?>> queue = new ArrayDeque<>();
  private int atWork;
  private long refused;

  /** Who asks: from where, and whether it has hung up. */
  public record Client(String address, BooleanSupplier gone) {}

  private record Question<T>(Client client, Supplier<Future<T>> asked, Promise<T> answer) {}

  /**
   * @param each which part of those that wait may be of one address
   * @param pendingBytes of answers that nobody has taken yet
   * @param mostPending of them
   */
  public ReadQueue(double each, LongSupplier pendingBytes, long mostPending) {
    this.waiting = new Shares(MOST_WAITING, each);
    this.pendingBytes = pendingBytes;
    this.mostPending = mostPending;
  }

  /** As the endpoint, in its turn. */
  public Endpoint queued(Endpoint endpoint) {
    return call -> ask(call.client(), () -> endpoint.answer(call));
  }

  /**
   * @return fails with a 503 where too many wait already
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
    if (!waiting.take(client.address(), 1)) {
      refused++;
      return Future.failedFuture(
          Problem.unavailable(
              waiting.total()
                  + " queries are waiting, the limit is "
                  + MOST_WAITING
                  + ", and one address gets only part of it. Try again.",
              null));
    }
    return enqueue(client, question);
  }

  /** What has begun goes on: it waits its turn, and is not refused. */
  public <T> Future<T> goOn(Client client, Supplier<Future<T>> question) {
    waiting.takeAnyway(client.address(), 1);
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
    waiting.give(question.client.address(), 1);
    if (question.client.gone().getAsBoolean()) {
      question.answer.fail(Problem.unavailable("Nobody is waiting for the answer any more.", null));
      return;
    }
    atWork++;
    Future.succeededFuture() // so that a question that throws is a failed one
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
