package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What a reader finds on a topic.
 *
 * @param key null where there is none
 * @param value null where there is none
 */
public record StoredRecord(
    String topic,
    int partition,
    long offset,
    byte[] key,
    byte[] value,
    Map<String, String> headers) {

  static StoredRecord of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      headers.put(header.key(), new String(header.value(), UTF_8));
    }
    return new StoredRecord(
        record.topic(), record.partition(), record.offset(), record.key(), record.value(), headers);
  }

  public String keyText() {
    return new String(key, UTF_8);
  }

  public String text() {
    return new String(value, UTF_8);
  }
}
