package net.jumptotech.orders.event;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * The one outcome of an order.
 *
 * @param reason why it was not charged, empty if it was
 * @param paymentId the gateway's name for the charge, empty if there was none
 * @param decidedAt when the outcome was known
 * @param startedAt when the payment role began with the order, empty if a foreign writer or an
 *     earlier version does not say
 * @param attempts how often the gateway was called, 0 if that is unknown or it was never called
 * @param sender who sent the order, empty if that is unknown or nobody had to say
 */
public record Payment(
    OrderId orderId,
    Status status,
    String reason,
    Money amount,
    String country,
    String paymentId,
    Instant decidedAt,
    Optional<Instant> startedAt,
    int attempts,
    String sender) {

  /** The reason why an order is not charged that the shop had already cancelled. */
  public static final String ORDER_CANCELLED = "ORDER_CANCELLED";

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
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(sender, "sender");
    if (attempts < 0) {
      throw new IllegalArgumentException("attempts must be 0 or more, was " + attempts);
    }
  }

  /** A payment for an order of no known sender. */
  public Payment(
      OrderId orderId,
      Status status,
      String reason,
      Money amount,
      String country,
      String paymentId,
      Instant decidedAt,
      Optional<Instant> startedAt,
      int attempts) {
    this(orderId, status, reason, amount, country, paymentId, decidedAt, startedAt, attempts, "");
  }

  /** A payment without a start time and a number of attempts. */
  public Payment(
      OrderId orderId,
      Status status,
      String reason,
      Money amount,
      String country,
      String paymentId,
      Instant decidedAt) {
    this(orderId, status, reason, amount, country, paymentId, decidedAt, Optional.empty(), 0);
  }

  public boolean isOfCancelledOrder() {
    return status == Status.NOT_CHARGED && reason.equals(ORDER_CANCELLED);
  }
}
