package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What somebody decided about dead letters: a record in their own partition of their own topic,
 * without key and value. So Kafka never deletes it before them.
 *
 * @param letters offsets
 * @param by who decided
 */
public record Decision(Kind kind, List<Long> letters, String by) {

  /** What was decided. */
  public enum Kind {
    /** The record was given to its group once more. */
    REPLAYED,
    /** Nothing is to be done. */
    DISCARDED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Decision {
    letters = List.copyOf(letters);
  }

  public ProducerRecord<byte[], byte[]> toRecord(String topic, int partition) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, partition, null, null);
    String offsets = letters.stream().map(Object::toString).collect(Collectors.joining(","));
    record.headers().add(DeadLetterHeaders.DECISION, kind.toString().getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.LETTERS, offsets.getBytes(UTF_8));
    record.headers().add(DeadLetterHeaders.BY, by.getBytes(UTF_8));
    return record;
  }

  /**
   * Whether a record of the topic is no dead letter. Each of those has a reason, whatever headers
   * the sender of its record gave it.
   */
  public static boolean isOne(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(DeadLetterHeaders.DECISION) != null
        && record.headers().lastHeader(DeadLetterHeaders.MESSAGE) == null;
  }

  /** Empty if it is none, or none that we understand. */
  public static Optional<Decision> of(ConsumerRecord<byte[], byte[]> record) {
    if (!isOne(record)) {
      return Optional.empty();
    }
    String kind = text(record, DeadLetterHeaders.DECISION);
    try {
      List<Long> letters =
          Stream.of(text(record, DeadLetterHeaders.LETTERS).split(",")).map(Long::valueOf).toList();
      return Stream.of(Kind.values())
          .filter(it -> it.toString().equals(kind))
          .findFirst()
          .map(it -> new Decision(it, letters, text(record, DeadLetterHeaders.BY)));
    } catch (NumberFormatException notOurs) {
      return Optional.empty();
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header last = record.headers().lastHeader(name);
    return last == null || last.value() == null ? "" : new String(last.value(), UTF_8);
  }
}
