package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import org.apache.kafka.common.utils.Utils;

/**
 * Parses the records of our topics. The key is checked too: it decides the partition, and
 * exactly-once needs all records of an order in one partition.
 */
public final class OrderRecords {

  /** A topic's default limit: room for the largest order with its key and headers. */
  private static final int LARGEST_RECORD = 1_024 * 1_024;

  private OrderRecords() {}

  /** The partition that Kafka's default partitioner (murmur2) chooses for a key. */
  public static int partitionOf(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /**
   * @throws InvalidEvent if a record is larger than any order can be
   */
  public static void checkWhole(ReceivedRecord record) throws InvalidEvent {
    if (record.size() > LARGEST_RECORD) {
      throw new InvalidEvent(
          "",
          "expected a record of at most %d bytes, was %d".formatted(LARGEST_RECORD, record.size()));
    }
  }

  /**
   * @throws InvalidEvent if key or value break the wire contract
   */
  public static Order order(ReceivedRecord record) throws InvalidEvent {
    checkSize(record);
    String sender = SenderHeader.of(record.unwrap());
    Order order = EventJson.order(record.value(), record.timestamp(), sender);
    checkKey(record, order.id());
    return order;
  }

  /** As {@link #order}. */
  public static FraudAlert fraudAlert(ReceivedRecord record) throws InvalidEvent {
    FraudAlert alert = EventJson.fraudAlert(record.value(), record.timestamp());
    checkKey(record, alert.orderId());
    return alert;
  }

  /** As {@link #order}. */
  public static Payment payment(ReceivedRecord record) throws InvalidEvent {
    Payment payment = EventJson.payment(record.value(), record.timestamp());
    checkKey(record, payment.orderId());
    return payment;
  }

  private static void checkSize(ReceivedRecord record) throws InvalidEvent {
    byte[] value = record.value();
    if (value != null && value.length > EventJson.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + EventJson.LARGEST_ORDER + " bytes, was " + value.length);
    }
  }

  private static void checkKey(ReceivedRecord record, OrderId expected) throws InvalidEvent {
    byte[] key = record.key();
    if (key == null) {
      throw new InvalidEvent("key", "expected the order id \"" + expected + "\", was none");
    }
    String text = new String(key, UTF_8);
    if (!text.equals(expected.text())) {
      throw new InvalidEvent(
          "key", "expected the order id \"%s\", was \"%.64s\"".formatted(expected, text));
    }
  }
}
