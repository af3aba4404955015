package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/** A gateway that moves no money. Answers after a fixed time, always the same for the same key. */
public final class SimulatedGateway implements PaymentGateway {

  private static final int PARTS = 10_000;

  private final Vertx vertx;
  private final long latencyMs;
  private final double declineShare;

  /**
   * @param latency until the answer; zero answers at once
   * @param declineShare share of the orders that it declines, 0 to 1; which ones depends only on
   *     their ids
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
