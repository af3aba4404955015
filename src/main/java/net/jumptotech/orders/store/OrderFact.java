package net.jumptotech.orders.store;

import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;

/**
 * Something that became known about an order, with the place in Kafka where it is written.
 *
 * <p>All facts of one kind about one order lie in one partition, so their offsets say which is
 * newer.
 */
public sealed interface OrderFact {

  OrderId orderId();

  /** Offset of its record: of two facts of a kind about one order, the higher one is newer. */
  long version();

  <R> R match(
      Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled);

  /**
   * The shop sent the order. What it sends again without a change is known already: the place stays
   * that of the first of equal records, and only the version goes on.
   *
   * @param partition where the record lies that first said this
   * @param processedAt when analytics took that record in
   * @param version offset of the newest record that said this
   * @param replaced offset of the newest record known that said something else, -1 if there is
   *     none: up to there, even the same order again is history
   */
  record Placed(
      Order order, int partition, long offset, Instant processedAt, long version, long replaced)
      implements OrderFact {

    private static final long NONE = -1;

    public Placed {
      Objects.requireNonNull(order, "order");
      Objects.requireNonNull(processedAt, "processedAt");
      if (version < offset || version <= replaced) {
        throw new IllegalArgumentException(
            "version must be at least offset "
                + offset
                + " and above replaced "
                + replaced
                + ", was "
                + version);
      }
    }

    /** One record, as it was read. */
    public Placed(Order order, int partition, long offset, Instant processedAt) {
      this(order, partition, offset, processedAt, offset, NONE);
    }

    /**
     * @return what both together say, or this very one if the other says nothing new
     */
    Placed merge(Placed other) {
      if (order.hasContentOf(other.order)) {
        return mergeEqual(other);
      }
      if (other.version > version) {
        return new Placed(
            other.order,
            other.partition,
            other.offset,
            other.processedAt,
            other.version,
            Math.max(version, other.replaced));
      }
      return other.version == version ? this : with(version, Math.max(replaced, other.version));
    }

    private Placed mergeEqual(Placed other) {
      long newest = Math.max(version, other.version);
      if (other.offset < offset && other.offset > replaced) {
        return other.with(newest, Math.max(replaced, other.replaced));
      }
      return with(newest, Math.max(replaced, other.replaced));
    }

    private Placed with(long version, long replaced) {
      return version == this.version && replaced == this.replaced
          ? this
          : new Placed(order, partition, offset, processedAt, version, replaced);
    }

    /** Whether a reader of the document sees the same. */
    boolean showsTheSameAs(Placed other) {
      return partition == other.partition
          && offset == other.offset
          && processedAt.equals(other.processedAt)
          && order.equals(other.order);
    }

    @Override
    public OrderId orderId() {
      return order.id();
    }

    @Override
    public <R> R match(
        Function<Placed, R> placed, Function<Flagged, R> flagged, Function<Settled, R> settled) {
      return placed.apply(this);
    }
  }

  /** A fraud rule suspects the order. */
  record Flagged(FraudAlert alert, long version) implements OrderFact {
    public Flagged {
      Objects.requireNonNull(alert, "alert");
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

  /** The order has its outcome. */
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
