package net.jumptotech.orders.fraud;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.ExternalVerdict;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.runtime.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks an external rule at {@link Addresses#FRAUD_ASK} about orders, all orders of one task in one
 * request. An order waits at most until the deadline. Without a valid answer by then it continues,
 * and is counted. Lives on the verticle's context.
 */
final class ExternalRules {

  private static final Logger log = LoggerFactory.getLogger(ExternalRules.class);
  private static final int MOST_ORDERS = 500;

  /** How long health shows a missing answer. */
  private static final long SHOWN_MS = 10_000;

  private final Vertx vertx;
  private final Context context;
  private final DeliveryOptions within;
  private final LongSupplier clock;
  private List<Question> questions = new ArrayList<>();
  private long asked;
  private long suspected;
  private long unanswered;
  private String failure = "";
  private long failedAt;

  private record Question(Order order, Promise<Optional<ExternalVerdict>> answer) {}

  /**
   * @param clock monotonic milliseconds
   */
  ExternalRules(Vertx vertx, Duration within, LongSupplier clock) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.within = new DeliveryOptions().setSendTimeout(within.toMillis());
    this.clock = clock;
  }

  /** Never fails; completes on this context. */
  Future<Optional<ExternalVerdict>> of(Order order) {
    Promise<Optional<ExternalVerdict>> answer = Promise.promise();
    if (questions.isEmpty()) {
      // not now: later orders of this task belong in the same request
      // and not on the caller's context, which may belong to the trace of one order
      context.runOnContext(task -> ask());
    }
    questions.add(new Question(order, answer));
    return answer.future();
  }

  /** Orders asked about, orders suspected, and orders that continued without an answer. */
  Map<String, Long> counts() {
    return Map.of("asked", asked, "ask_suspected", suspected, "ask_unanswered", unanswered);
  }

  Health health() {
    return failure.isEmpty() || clock.getAsLong() - failedAt > SHOWN_MS
        ? Health.UP
        : Health.degraded(
            "%d orders continued without an answer from the rule on the event bus: %s"
                .formatted(unanswered, failure));
  }

  private void ask() {
    List<Question> all = questions;
    questions = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST_ORDERS) {
      ask(all.subList(from, Math.min(all.size(), from + MOST_ORDERS)));
    }
  }

  private void ask(List<Question> some) {
    asked += some.size();
    vertx
        .eventBus()
        .request(
            Addresses.FRAUD_ASK,
            ExternalVerdict.question(some.stream().map(Question::order).toList()),
            within)
        .map(reply -> ExternalVerdict.answer(reply.body()))
        .recover(
            failed -> {
              goOnWithout(some.size(), failed);
              return Future.succeededFuture(Map.of());
            })
        .onSuccess(
            verdicts ->
                some.forEach(
                    each -> {
                      ExternalVerdict verdict = verdicts.get(each.order().id().text());
                      suspected += verdict == null ? 0 : 1;
                      each.answer().complete(Optional.ofNullable(verdict));
                    }));
  }

  private void goOnWithout(int orders, Throwable failed) {
    unanswered += orders;
    failure = String.valueOf(failed.getMessage());
    failedAt = clock.getAsLong();
    log.warn(
        "{} orders so far continued without an answer from the rule on the event bus: {}",
        unanswered,
        failure);
  }
}
