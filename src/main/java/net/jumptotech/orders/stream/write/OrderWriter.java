package net.jumptotech.orders.stream.write;

import io.vertx.core.Future;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.WrittenRecord;

/**
 * Writes valid orders to {@code orders}, and invalid input to {@code dead-letters}.
 *
 * <p>Never blocks. Futures complete on the context that created the writer.
 */
public interface OrderWriter {

  /**
   * @param order its sender becomes a header of its record
   * @return its position, once all in-sync replicas have it. Fails if Kafka did not acknowledge it
   *     within its delivery timeout; the order may be in Kafka or not, so send it again
   */
  Future<WrittenRecord> write(Order order);

  /**
   * As {@link #write}, for one of several orders of a request: its trace is its own, with a link to
   * that of the request.
   */
  default Future<WrittenRecord> writeApart(Order order) {
    return write(order);
  }

  /**
   * Keeps an input that is not an order, under the id of the intended order if it has one.
   *
   * @param input the input, byte for byte
   * @param reason what is wrong with it, field by field
   * @param source where it came from: {@code dlq.source} ({@code file:orders.csv}, {@code
   *     webhook:shopify}), {@code dlq.line}
   */
  Future<WrittenRecord> reject(byte[] input, InvalidEvent reason, Map<String, String> source);

  /** The number of writes that wait for their acknowledgement. */
  int inFlight();

  /** Waits for what is in flight, then closes. */
  Future<Void> close();
}
