package net.jumptotech.orders.stream.deadletters;

import java.nio.ByteBuffer;
import java.util.Optional;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The headers in which a program says what a dead letter was and why it became one: ours, and those
 * of others, since a topic of dead letters is often shared.
 */
enum Dialect {
  ORDERS(
      DeadLetterHeaders.TOPIC,
      DeadLetterHeaders.PARTITION,
      DeadLetterHeaders.OFFSET,
      DeadLetterHeaders.TIMESTAMP,
      DeadLetterHeaders.GROUP,
      DeadLetterHeaders.ATTEMPTS,
      DeadLetterHeaders.EXCEPTION,
      DeadLetterHeaders.MESSAGE),

  /** Kafka's brokers, for share groups (KIP-1191). */
  BROKERS(
      DeadLetterHeaders.BROKERS + "topic",
      DeadLetterHeaders.BROKERS + "partition",
      DeadLetterHeaders.BROKERS + "offset",
      "",
      DeadLetterHeaders.BROKERS + "group",
      DeadLetterHeaders.BROKERS + "delivery.count",
      "",
      DeadLetterHeaders.BROKERS + "message"),

  /** Kafka Streams (KIP-1034). */
  STREAMS(
      "__streams.errors.topic",
      "__streams.errors.partition",
      "__streams.errors.offset",
      "",
      "",
      "",
      "__streams.errors.exception",
      "__streams.errors.message"),

  /** Kafka Connect; its sinks are groups named {@code connect-NAME}. */
  CONNECT(
      "__connect.errors.topic",
      "__connect.errors.partition",
      "__connect.errors.offset",
      "",
      "__connect.errors.connector.name",
      "",
      "__connect.errors.exception.class.name",
      "__connect.errors.exception.message"),

  /** Spring for Apache Kafka, whose numbers are binary. */
  SPRING(
      "kafka_dlt-original-topic",
      "kafka_dlt-original-partition",
      "kafka_dlt-original-offset",
      "kafka_dlt-original-timestamp",
      "kafka_dlt-original-consumer-group",
      "",
      "kafka_dlt-exception-fqcn",
      "kafka_dlt-exception-message");

  final String topic;
  final String partition;
  final String offset;
  final String timestamp;
  final String group;
  final String attempts;
  final String exception;
  final String message;

  Dialect(
      String topic,
      String partition,
      String offset,
      String timestamp,
      String group,
      String attempts,
      String exception,
      String message) {
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
    this.timestamp = timestamp;
    this.group = group;
    this.attempts = attempts;
    this.exception = exception;
    this.message = message;
  }

  /**
   * Who wrote a dead letter. Ours come first: a record that was rejected may itself have the
   * headers of another program.
   */
  static Dialect of(ConsumerRecord<byte[], byte[]> letter) {
    if (letter.headers().lastHeader(DeadLetterHeaders.MESSAGE) == null) {
      for (Dialect each : values()) {
        if (letter.headers().lastHeader(each.topic) != null) {
          return each;
        }
      }
    }
    return ORDERS;
  }

  /** A number that is not written as text. */
  static Optional<Long> binary(Header header) {
    byte[] value = header.value();
    if (value != null && value.length == Integer.BYTES) {
      return Optional.of((long) ByteBuffer.wrap(value).getInt());
    }
    return value != null && value.length == Long.BYTES
        ? Optional.of(ByteBuffer.wrap(value).getLong())
        : Optional.empty();
  }
}
