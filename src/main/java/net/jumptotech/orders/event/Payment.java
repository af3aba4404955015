package net.jumptotech.orders.event;

import java.time.Instant;
import java.util.Objects;

/**
 * The one outcome of an order.
 *
 * @param reason why it was not charged, empty if it was
 * @param paymentId the gateway's name for the charge, empty if there was none
 * @param decidedAt when the outcome was known
 */
public record Payment(
    OrderId orderId,
    Status status,
    String reason,
    Money amount,
    String country,
    String paymentId,
    Instant decidedAt) {

  /** PAID: the gateway took the money. DECLINED: it refused. NOT_CHARGED: it was never asked. */
  public enum Status {
    PAID,
    NOT_CHARGED,
    DECLINED
  }

  public Payment {
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(amount, "amount");
    Objects.requireNonNull(country, "country");
    Objects.requireNonNull(paymentId, "paymentId");
    Objects.requireNonNull(decidedAt, "decidedAt");
  }
}
