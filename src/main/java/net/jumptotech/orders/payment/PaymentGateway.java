package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import java.util.function.Function;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/** Whoever takes the money. */
public interface PaymentGateway {

  /**
   * Charges once for each idempotency key: asked again with the same key, after a crash or a lost
   * answer, it repeats its first answer and charges nothing.
   *
   * @return fails if there was no answer; whether the charge happened is unknown then, and asking
   *     again with the same key is right; completes on the context that asked
   */
  Future<Answer> charge(OrderId idempotencyKey, Money amount);

  /** What the gateway decided. */
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
