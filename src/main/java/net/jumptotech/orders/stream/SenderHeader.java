package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Shown;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The header of a record in {@code orders} that names its sender. There is none if nobody had to
 * say who they are. Whoever may write to Kafka can write any name.
 */
public final class SenderHeader {

  public static final String NAME = EventJson.SENDER;

  private static final int LONGEST = 64;
  private static final int MOST_BYTES_A_CHARACTER = 3;

  private SenderHeader() {}

  /** For the order in the record. */
  public static void add(Order order, ProducerRecord<byte[], byte[]> record) {
    if (!order.sender().isEmpty()) {
      record.headers().add(NAME, order.sender().getBytes(UTF_8));
    }
  }

  /**
   * @return empty if there is none
   * @throws InvalidEvent if it is no name
   */
  static String of(ConsumerRecord<?, ?> record) throws InvalidEvent {
    Header header = record.headers().lastHeader(NAME);
    if (header == null || header.value() == null) {
      return "";
    }
    byte[] value = header.value();
    String name = value.length > LONGEST * MOST_BYTES_A_CHARACTER ? "" : new String(value, UTF_8);
    if (name.isBlank() || name.length() > LONGEST || !isVisible(name)) {
      throw new InvalidEvent(
          "header " + NAME,
          "expected 1 to %d visible characters, was %s"
              .formatted(LONGEST, name.isEmpty() ? value.length + " bytes" : Shown.value(name)));
    }
    return name;
  }

  private static boolean isVisible(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) <= ' ' || name.charAt(i) > '~') {
        return Shown.visible(name).equals(name); // slower, and asked of each record
      }
    }
    return true;
  }
}
