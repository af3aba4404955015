package net.jumptotech.orders.store;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Shown;

/**
 * A fact about an order, with its position in Kafka.
 *
 * <p>All facts of one kind about one order are in one partition, so their offsets show which came
 * first.
 */
public sealed interface OrderFact {

  OrderId orderId();

  /** Offset of its record: of two facts of a kind about one order, the lower one came first. */
  long version();

  <R> R match(
      Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled);

  /**
   * The shop sent the order: one record, as it was read.
   *
   * @param processedAt when analytics processed that record
   */
  record Placed(Order order, int partition, long offset, Instant processedAt) implements OrderFact {

    public Placed {
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(processedAt, "processedAt");
    }

    @Override
    public OrderId orderId() {
      return order.id();
    }

    @Override
    public long version() {
      return offset;
    }

    @Override
    public <R> R match(
        Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled) {
      return placed.apply(this);
    }
  }

  /** A fraud rule suspects the order. */
  record Flagged(FraudAlert alert, long version) implements OrderFact {

    private static final int LONGEST = 200;

    public Flagged {
      Objects.requireNonNull(alert, "alert");
    }

    /** With its texts cut to a limited length. */
    Flagged trimmed() {
      FraudAlert cut =
          new FraudAlert(
              alert.orderId(),
              Shown.cut(alert.reason(), LONGEST),
              alert.amount(),
              alert.country(),
              Shown.cut(alert.rule(), LONGEST),
              Shown.cut(alert.ruleVersion(), LONGEST),
              alert.detectedAt(),
              alert.sender());
      return cut.equals(alert) ? this : new Flagged(cut, version);
    }

    @Override
    public OrderId orderId() {
      return alert.orderId();
    }

    @Override
    public <R> R match(
        Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled) {
      return flagged.apply(this);
    }
  }

  /**
   * The order has an outcome. It may have a second one, if it was sent again after the first was
   * forgotten.
   */
  record Settled(Payment payment, long version) implements OrderFact {
    public Settled {
      Objects.requireNonNull(payment, "payment");
    }

    @Override
    public OrderId orderId() {
      return payment.orderId();
    }

    @Override
    public <R> R match(
        Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled) {
      return settled.apply(this);
    }
  }
}
