package net.jumptotech.orders.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** A record as Kafka gave it, not yet understood. Its bytes are shared: do not change them. */
public final class ReceivedRecord {

  private static final int SHOWN = 64;

  private final ConsumerRecord<byte[], byte[]> record;

  ReceivedRecord(ConsumerRecord<byte[], byte[]> record) {
    this.record = record;
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

  /** Null where the sender gave none. */
  public byte[] key() {
    return record.key();
  }

  /** Null where the sender gave none. */
  public byte[] value() {
    return record.value();
  }

  ConsumerRecord<byte[], byte[]> unwrap() {
    return record;
  }

  /** What it takes in memory, headers included. */
  int bytes() {
    int bytes = length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** {@code orders-2@1500 key=1}: how every log line names a record. */
  @Override
  public String toString() {
    return record.topic()
        + "-"
        + record.partition()
        + "@"
        + record.offset()
        + " key="
        + printableKey();
  }

  private String printableKey() {
    if (record.key() == null) {
      return "none";
    }
    String text = new String(record.key(), StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}]", "?");
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
