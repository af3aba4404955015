package net.jumptotech.orders.payment;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.metrics.Timings;

/**
 * Measures how long another gateway takes, by its answer, and counts the requests under way. Used
 * on one context.
 */
final class MeasuredGateway implements PaymentGateway {

  private static final String NO_ANSWER = "NO_ANSWER";

  private final PaymentGateway gateway;
  private final Timings paid;
  private final Timings declined;
  private final Timings unanswered;
  private int inFlight;

  MeasuredGateway(PaymentGateway gateway, Optional<ProcessMetrics> metrics) {
    this.gateway = gateway;
    this.paid = timings(metrics, Payment.Status.PAID.name());
    this.declined = timings(metrics, Payment.Status.DECLINED.name());
    this.unanswered = timings(metrics, NO_ANSWER);
  }

  private static Timings timings(Optional<ProcessMetrics> metrics, String outcome) {
    return Timings.of(
        metrics,
        "orders.gateway.request",
        "Time until the payment gateway answered, or until it was clear that it does not",
        "outcome",
        outcome);
  }

  @Override
  public Future<Answer> charge(OrderId idempotencyKey, Money amount) {
    long began = System.nanoTime();
    Future<Answer> answer = gateway.charge(idempotencyKey, amount);
    inFlight++;
    return answer.onComplete(
        done -> {
          inFlight--;
          timings(done).recordSince(began);
        });
  }

  private Timings timings(AsyncResult<Answer> done) {
    return done.succeeded() ? done.result().match(it -> paid, it -> declined) : unanswered;
  }

  /** Requests under way. */
  int inFlight() {
    return inFlight;
  }
}
