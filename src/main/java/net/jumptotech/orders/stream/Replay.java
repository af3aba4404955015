package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * A record that one group shall process again: key, value and headers of the record, and in headers
 * of its own ({@code replay.*}) which group and where the record was. The other groups skip it.
 *
 * @param group that processes it
 * @param place of the record that was rejected
 * @param number how often it was replayed into this group, with this time: from 1
 * @param id of the operation that asked for it
 */
public record Replay(String group, Place place, int number, String id) {

  private static final String GROUP = "replay.group";
  private static final String TOPIC = "replay.topic";
  private static final String PARTITION = "replay.partition";
  private static final String OFFSET = "replay.offset";
  private static final String TIMESTAMP = "replay.timestamp";
  private static final String NUMBER = "replay.number";
  private static final String ID = "replay.id";
  private static final Set<String> NAMES =
      Set.of(GROUP, TOPIC, PARTITION, OFFSET, TIMESTAMP, NUMBER, ID);

  /**
   * Where a record is or was.
   *
   * @param timestamp in milliseconds
   */
  public record Place(String topic, int partition, long offset, long timestamp) {
    @Override
    public String toString() {
      return topic + "-" + partition + "@" + offset;
    }
  }

  /**
   * The record to write.
   *
   * @param partition of the topic of replays: the one where the key belongs
   * @param headers of the rejected record, without those that say why it was
   */
  public ProducerRecord<byte[], byte[]> toRecord(
      String topic, int partition, byte[] key, byte[] value, List<Header> headers) {
    Headers all = new RecordHeaders(headers);
    NAMES.forEach(all::remove);
    put(all, GROUP, group);
    put(all, TOPIC, place.topic);
    put(all, PARTITION, place.partition);
    put(all, OFFSET, place.offset);
    put(all, TIMESTAMP, place.timestamp);
    put(all, NUMBER, number);
    put(all, ID, id);
    return new ProducerRecord<>(topic, partition, key, value, all);
  }

  private static void put(Headers headers, String name, Object value) {
    headers.add(name, value.toString().getBytes(UTF_8));
  }

  /** Empty if a record is no replay. */
  public static Optional<Replay> of(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(
          new Replay(
              text(record, GROUP),
              new Place(
                  text(record, TOPIC),
                  Integer.parseInt(text(record, PARTITION)),
                  Long.parseLong(text(record, OFFSET)),
                  Long.parseLong(text(record, TIMESTAMP))),
              Integer.parseInt(text(record, NUMBER)),
              text(record, ID)));
    } catch (IllegalArgumentException absentOrNoNumber) {
      return Optional.empty();
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record, String name) {
    Header last = record.headers().lastHeader(name); // earlier ones are the sender's
    if (last == null || last.value() == null) {
      throw new IllegalArgumentException(name);
    }
    return new String(last.value(), UTF_8);
  }

  /** The record that was rejected, as if it were read where it was then. */
  public ReceivedRecord received(ConsumerRecord<byte[], byte[]> replayed) {
    Headers headers = new RecordHeaders();
    Stream.of(replayed.headers().toArray())
        .filter(it -> !NAMES.contains(it.key()))
        .forEach(headers::add);
    return new ReceivedRecord(
        new ConsumerRecord<>(
            place.topic,
            place.partition,
            place.offset,
            place.timestamp,
            TimestampType.LOG_APPEND_TIME,
            replayed.serializedKeySize(),
            replayed.serializedValueSize(),
            replayed.key(),
            replayed.value(),
            headers,
            Optional.empty()),
        number);
  }
}
