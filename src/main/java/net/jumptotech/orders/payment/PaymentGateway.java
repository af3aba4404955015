package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import java.util.function.Function;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/** The payment provider. */
public interface PaymentGateway {

  /**
   * Charges once for each idempotency key: a second call with the same key, after a crash or a lost
   * answer, repeats the first answer and charges nothing.
   *
   * @return fails if there was no answer. It is then unknown whether the charge happened, and
   *     calling again with the same key is right. Completes on the caller's context. An HTTP client
   *     of Vert.x sends the order's trace along (header {@code traceparent}) by itself
   */
  Future<Answer> charge(OrderId idempotencyKey, Money amount);

  /** The gateway's decision. */
  sealed interface Answer {

    <R> R match(Function<Paid, R> paid, Function<Declined, R> declined);
  }

  /**
   * @param paymentId the gateway's name for the charge
   */
  record Paid(String paymentId) implements Answer {
    @Override
    public <R> R match(Function<Paid, R> paid, Function<Declined, R> declined) {
      return paid.apply(this);
    }
  }

  /**
   * @param reason a code: {@code INSUFFICIENT_FUNDS}
   */
  record Declined(String reason) implements Answer {
    @Override
    public <R> R match(Function<Paid, R> paid, Function<Declined, R> declined) {
      return declined.apply(this);
    }
  }
}
