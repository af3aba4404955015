package net.jumptotech.orders.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.runtime.LogFields;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.slf4j.spi.LoggingEventBuilder;

/** A record as Kafka returned it, not parsed yet. Its bytes are shared: do not change them. */
public final class ReceivedRecord {

  /** Bytes that are kept: with our headers they still fit into our dead letters. */
  public static final int LARGEST = 4_000_000;

  private static final int SHOWN = 64;
  private static final int LONGEST_KEPT_KEY = 256;

  private final ConsumerRecord<byte[], byte[]> record;
  private final long size;
  private final int replays;

  public ReceivedRecord(ConsumerRecord<byte[], byte[]> record) {
    this(record, 0);
  }

  /**
   * @param record as it was when it was rejected, with its place then
   * @param replays how often it was replayed since
   */
  ReceivedRecord(ConsumerRecord<byte[], byte[]> record, int replays) {
    this.size = size(record);
    this.record = size <= LARGEST ? record : withoutContent(record);
    this.replays = replays;
  }

  private static long size(ConsumerRecord<byte[], byte[]> record) {
    long size =
        (long) Math.max(length(record.key()), record.serializedKeySize())
            + Math.max(length(record.value()), record.serializedValueSize());
    for (Header header : record.headers()) {
      size += bytes(header);
    }
    return size;
  }

  private static ConsumerRecord<byte[], byte[]> withoutContent(
      ConsumerRecord<byte[], byte[]> record) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        length(record.key()) <= LONGEST_KEPT_KEY ? record.key() : null,
        null,
        new RecordHeaders(),
        record.leaderEpoch());
  }

  public String topic() {
    return record.topic();
  }

  public int partition() {
    return record.partition();
  }

  public long offset() {
    return record.offset();
  }

  public Instant timestamp() {
    return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
  }

  /** Null if the sender gave none. */
  public byte[] key() {
    return record.key();
  }

  /** Null if the sender gave none. */
  public byte[] value() {
    return record.value();
  }

  public ConsumerRecord<byte[], byte[]> unwrap() {
    return record;
  }

  /** How often it was replayed; 0 if it is read for the first time. */
  public int replays() {
    return replays;
  }

  /** Original bytes of key, value and headers. */
  public long size() {
    return size;
  }

  /** Whether it is too large to be kept; then at most a short key is left. */
  public boolean isOmitted() {
    return size > LARGEST;
  }

  /** The memory that it takes. */
  public long bytes() {
    return isOmitted() ? length(record.key()) : size;
  }

  static int bytes(Header header) {
    return header.key().length() + length(header.value());
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** {@code orders-2@1500 key=1}: the name of the record in every log line. */
  @Override
  public String toString() {
    return place() + " key=" + printableKey();
  }

  /** {@code orders-2@1500}. */
  public String place() {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }

  /**
   * A log line about it, with its place and key as fields and as the first two arguments, for a
   * message that begins with {@code "{} key={}: "} as every one about a record does.
   */
  public LoggingEventBuilder named(LoggingEventBuilder line) {
    String place = place();
    String key = printableKey();
    LoggingEventBuilder named = line.addArgument(place).addArgument(key);
    named = named.addKeyValue(LogFields.PLACE, place);
    return record.key() == null ? named : named.addKeyValue(LogFields.ORDER_ID, key);
  }

  private String printableKey() {
    if (record.key() == null) {
      return "none";
    }
    String text = new String(record.key(), StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}]", "?");
    return Shown.cut(text, SHOWN);
  }
}
