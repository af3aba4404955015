package net.jumptotech.orders.cli.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;

/**
 * Orders as JSON that differ in nothing but their ids, of which none is given twice. Making one
 * costs a copy and twelve digits, so that whoever sends them is measured and not this. Used by any
 * threads.
 */
final class NumberedOrders {

  private static final long FIRST = 100_000_000_000L; // all have as many digits
  private static final int DIGITS = Long.toString(FIRST).length();

  private final AtomicLong next = new AtomicLong(FIRST);
  private final byte[] sample = EventJson.bytes(sample());
  private final int idAt = new String(sample, US_ASCII).indexOf(Long.toString(FIRST));

  /**
   * @param json the order as EventJson writes it
   */
  record Numbered(byte[] key, byte[] json) {}

  private static Order sample() {
    return new Order(
        OrderId.of(FIRST),
        new Money(12_345, Money.currency("EUR")),
        "DE",
        OrderStatus.CREATED,
        Instant.now(),
        Map.of("customer_id", 77));
  }

  Numbered next() {
    byte[] key = new byte[DIGITS];
    long rest = next.getAndIncrement();
    for (int i = DIGITS - 1; i >= 0; i--) {
      key[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    byte[] json = sample.clone();
    System.arraycopy(key, 0, json, idAt, DIGITS);
    return new Numbered(key, json);
  }

  /** The body of a request with one order. */
  Buffer one() {
    return Buffer.buffer(next().json());
  }

  /** The body of a request with an array of orders. */
  Buffer array(int orders) {
    Buffer array = Buffer.buffer(orders * (sample.length + 1) + 1);
    for (int i = 0; i < orders; i++) {
      array.appendByte((byte) (i == 0 ? '[' : ',')).appendBytes(next().json());
    }
    return array.appendByte((byte) ']');
  }
}
