package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/**
 * A gateway that moves no money: answers after a fixed time, and to the same key always the same.
 */
public final class SimulatedGateway implements PaymentGateway {

  private static final int PARTS = 10_000;

  private final Vertx vertx;
  private final long latencyMs;
  private final double declineShare;

  /**
   * @param latency how long it takes; zero answers at once
   * @param declineShare which part of the orders it declines, 0 to 1; which ones depends on their
   *     ids alone
   */
  public SimulatedGateway(Vertx vertx, Duration latency, double declineShare) {
    this.vertx = vertx;
    this.latencyMs = latency.toMillis();
    this.declineShare = declineShare;
  }

  @Override
  public Future<Answer> charge(OrderId idempotencyKey, Money amount) {
    Answer answer = answer(idempotencyKey);
    return latencyMs == 0 ? Future.succeededFuture(answer) : vertx.timer(latencyMs).map(answer);
  }

  private Answer answer(OrderId key) {
    int part = Math.floorMod(key.text().hashCode() * 0x9e3779b9, PARTS);
    return part < declineShare * PARTS
        ? new Declined("INSUFFICIENT_FUNDS")
        : new Paid("sim-" + key.text());
  }
}
