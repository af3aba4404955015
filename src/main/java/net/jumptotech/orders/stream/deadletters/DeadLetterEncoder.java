package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.stream.DeadLetterHeaders.BROKERS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.ReceivedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Creates the record for something that could not be processed: key, value and headers byte for
 * byte, and the reason in headers of its own ({@code dlq.*}).
 *
 * @param topic of the dead letters
 * @param version of our code
 */
public record DeadLetterEncoder(String topic, String version) {

  /**
   * Our own headers, which are short. A sender may have used these names too, with values of any
   * size.
   */
  private static final List<String> OURS =
      List.of(
          DeadLetterHeaders.TOPIC,
          DeadLetterHeaders.PARTITION,
          DeadLetterHeaders.OFFSET,
          DeadLetterHeaders.TIMESTAMP,
          DeadLetterHeaders.GROUP,
          DeadLetterHeaders.ATTEMPTS,
          DeadLetterHeaders.REPLAYS,
          DeadLetterHeaders.SOURCE,
          DeadLetterHeaders.LINE,
          DeadLetterHeaders.CAUSE,
          DeadLetterHeaders.EXCEPTION,
          DeadLetterHeaders.MESSAGE,
          DeadLetterHeaders.VERSION);

  private static final int LONGEST_MESSAGE = 2_000;

  public ProducerRecord<byte[], byte[]> of(
      ReceivedRecord record, String group, DeadLetterCause cause, Throwable reason, int attempts) {
    ConsumerRecord<byte[], byte[]> source = record.unwrap();
    Map<String, String> where = new LinkedHashMap<>();
    where.put(DeadLetterHeaders.TOPIC, source.topic());
    where.put(DeadLetterHeaders.PARTITION, Integer.toString(source.partition()));
    where.put(DeadLetterHeaders.OFFSET, Long.toString(source.offset()));
    where.put(DeadLetterHeaders.TIMESTAMP, Long.toString(source.timestamp()));
    where.put(DeadLetterHeaders.GROUP, group);
    where.put(DeadLetterHeaders.ATTEMPTS, Integer.toString(attempts));
    where.put(BROKERS + "topic", source.topic());
    where.put(BROKERS + "partition", Integer.toString(source.partition()));
    where.put(BROKERS + "offset", Long.toString(source.offset()));
    where.put(BROKERS + "group", group);
    where.put(BROKERS + "delivery.count", Integer.toString(attempts));
    where.put(BROKERS + "message", message(reason));
    where.put(DeadLetterHeaders.REPLAYS, Integer.toString(record.replays()));
    ProducerRecord<byte[], byte[]> letter =
        of(source.key(), source.value(), source.headers(), cause, reason, where);
    if (record.isOmitted()) {
      putOmitted(letter, source.serializedKeySize(), source.serializedValueSize());
    }
    return letter;
  }

  /** For input that never became a record, such as a line of a file. */
  public ProducerRecord<byte[], byte[]> of(
      byte[] input, InvalidEvent cause, Map<String, String> source) {
    byte[] key = cause.orderId().map(OrderId::key).orElse(null); // so that it is found by order id
    return of(key, input, new RecordHeaders(), DeadLetterCause.INVALID, cause, source);
  }

  /**
   * For a dead letter that is larger than its topic allows: everything about the record and its
   * position, but none of its content. {@code dlq.omitted} states the omitted size.
   */
  public ProducerRecord<byte[], byte[]> withoutContent(ProducerRecord<byte[], byte[]> letter) {
    ProducerRecord<byte[], byte[]> shorter = new ProducerRecord<>(topic, null, null, null);
    for (String name : OURS) {
      Header last = letter.headers().lastHeader(name); // earlier ones are the sender's
      if (last != null) {
        shorter.headers().add(last);
      }
    }
    putOmitted(shorter, length(letter.key()), length(letter.value()));
    return shorter;
  }

  private void putOmitted(ProducerRecord<byte[], byte[]> letter, int key, int value) {
    put(
        letter,
        DeadLetterHeaders.OMITTED,
        "key of %d bytes, value of %d bytes and headers: too large for %s"
            .formatted(Math.max(0, key), Math.max(0, value), topic));
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private ProducerRecord<byte[], byte[]> of(
      byte[] key,
      byte[] value,
      Headers headers,
      DeadLetterCause cause,
      Throwable reason,
      Map<String, String> where) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, null, key, value, headers);
    where.forEach((name, text) -> put(letter, name, text));
    put(letter, DeadLetterHeaders.CAUSE, cause.toString());
    put(letter, DeadLetterHeaders.EXCEPTION, reason.getClass().getName());
    put(letter, DeadLetterHeaders.MESSAGE, message(reason));
    put(letter, DeadLetterHeaders.VERSION, version);
    return letter;
  }

  private static String message(Throwable reason) {
    return Shown.cut(String.valueOf(reason.getMessage()), LONGEST_MESSAGE);
  }

  private static void put(ProducerRecord<byte[], byte[]> letter, String name, String text) {
    letter.headers().add(name, text.getBytes(UTF_8));
  }
}
