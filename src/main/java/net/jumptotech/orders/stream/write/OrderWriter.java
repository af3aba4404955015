package net.jumptotech.orders.stream.write;

import io.vertx.core.Future;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.WrittenRecord;

/**
 * Puts checked orders on {@code orders}, and what failed the check on {@code dead-letters}.
 *
 * <p>Never blocks. Futures complete on the context that made the writer.
 */
public interface OrderWriter {

  /**
   * @return where it lies, once all in-sync replicas have it; fails when Kafka did not take it
   *     within its delivery timeout, and the order may then be in Kafka or not: sending it again is
   *     right
   */
  Future<WrittenRecord> write(Order order);

  /**
   * Keeps an input that is not an order, under the id of the one that it was to be if it has one.
   *
   * @param input the input, byte for byte
   * @param reason what is wrong with it, field by field
   * @param source where it came from: {@code dlq.source} ({@code file:orders.csv}, {@code http}),
   *     {@code dlq.line}
   */
  Future<WrittenRecord> reject(byte[] input, InvalidEvent reason, Map<String, String> source);

  /** How many writes wait for their acknowledgement. */
  int inFlight();

  /** Waits for what is in flight, then closes. */
  Future<Void> close();
}
