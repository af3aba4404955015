package net.jumptotech.orders.http.webhooks;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.RecentValues;

/**
 * Recognises repeated deliveries. One that comes while the first is being written waits for it; a
 * later one gets the answer of the first. Answers are kept in this process for a day, up to a size,
 * and only if they were successful. A later repeat, or one to another process, sends the order
 * again, and the pipeline still settles it once. Used on one event loop.
 */
final class Deliveries {

  private static final Duration KEPT = Duration.ofDays(1);
  private static final long MAX_BYTES = 8 * 1_024 * 1_024;

  /** Approximate size of an entry without its key and its answer. */
  private static final int ENTRY_BYTES = 300;

  private final Map<String, Future<Answer>> working = new HashMap<>();
  private final RecentValues<Answer> answers;

  Deliveries() {
    this(() -> System.nanoTime() / 1_000_000, MAX_BYTES);
  }

  Deliveries(LongSupplier clockMs, long maxBytes) {
    this.answers = new RecentValues<>(clockMs, KEPT, maxBytes);
  }

  /**
   * @param key of the delivery, the same for each repeat
   * @param work done once
   */
  Future<Answer> once(String key, Supplier<Future<Answer>> work) {
    Optional<Answer> before = answers.get(key);
    if (before.isPresent()) {
      return Future.succeededFuture(before.get().with("Idempotency-Replayed", "true"));
    }
    Future<Answer> underWay = working.get(key);
    if (underWay != null) {
      return underWay;
    }
    Future<Answer> answer = work.get();
    working.put(key, answer);
    return answer.onComplete(
        done -> {
          working.remove(key);
          if (done.succeeded()) {
            long size = ENTRY_BYTES + key.length() + done.result().length();
            answers.put(key, done.result(), size);
          }
        });
  }
}
