package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;

/**
 * A gateway that moves no money. Its answer to a key, and the time until then, are always the same.
 */
public final class SimulatedGateway implements PaymentGateway {

  private static final int PARTS = 10_000;

  private final Vertx vertx;
  private final long latencyMs;
  private final double declineShare;
  private final double slowShare;
  private final long slowLatencyMs;

  /**
   * @param latency until the answer; zero answers at once
   * @param declineShare share of the orders that it declines, 0 to 1; which ones depends only on
   *     their ids
   * @param slowShare share of the orders, 0 to 1, that it answers only after {@code slowLatency};
   *     these too depend only on their ids
   */
  public SimulatedGateway(
      Vertx vertx, Duration latency, double declineShare, double slowShare, Duration slowLatency) {
    this.vertx = vertx;
    this.latencyMs = latency.toMillis();
    this.declineShare = declineShare;
    this.slowShare = slowShare;
    this.slowLatencyMs = slowLatency.toMillis();
  }

  @Override
  public Future<Answer> charge(OrderId idempotencyKey, Money amount) {
    int part = part(idempotencyKey);
    Answer answer =
        part < declineShare * PARTS
            ? new Declined("INSUFFICIENT_FUNDS")
            : new Paid("sim-" + idempotencyKey.text());
    long ms = part >= (1 - slowShare) * PARTS ? slowLatencyMs : latencyMs;
    return ms == 0 ? Future.succeededFuture(answer) : vertx.timer(ms).map(answer);
  }

  private static int part(OrderId key) {
    return Math.floorMod(key.text().hashCode() * 0x9e3779b9, PARTS);
  }
}
