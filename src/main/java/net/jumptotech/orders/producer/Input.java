package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.write.OrderWriter;

/** One input of a source: an order, or something that is not. Both are kept. */
sealed interface Input {

  Future<WrittenRecord> write(OrderWriter writer);

  /** Empty if it is no order. */
  Optional<OrderId> orderId();

  /** Its origin for people: file:line; empty if there is none. */
  String place();

  /** Approximate memory that it takes while it waits. */
  int size();

  record Valid(Order order, int size, String place) implements Input {
    public Valid {
      Objects.requireNonNull(order, "order");
    }

    @Override
    public Future<WrittenRecord> write(OrderWriter writer) {
      return writer.write(order);
    }

    @Override
    public Optional<OrderId> orderId() {
      return Optional.of(order.id());
    }
  }

  /**
   * @param bytes as they were read
   * @param source its origin: {@code dlq.source}, {@code dlq.line}
   */
  record Invalid(byte[] bytes, InvalidEvent reason, Map<String, String> source, String place)
      implements Input {
    public Invalid {
      Objects.requireNonNull(bytes, "bytes");
      Objects.requireNonNull(reason, "reason");
      source = Map.copyOf(source);
    }

    @Override
    public Future<WrittenRecord> write(OrderWriter writer) {
      return writer.reject(bytes, reason, source);
    }

    @Override
    public Optional<OrderId> orderId() {
      return Optional.empty();
    }

    @Override
    public int size() {
      return bytes.length;
    }
  }
}
