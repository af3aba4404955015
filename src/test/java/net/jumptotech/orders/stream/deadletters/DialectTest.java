package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.stream.WrittenRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** With the headers that these programs write, by their documentation. */
class DialectTest {

  private final ConsumerRecord<byte[], byte[]> letter =
      new ConsumerRecord<>("dead-letters", 0, 3, "k".getBytes(UTF_8), new byte[0]);

  @Test
  void ofKafkasBrokers() {
    put("__dlq.errors.topic", "orders");
    put("__dlq.errors.partition", "2");
    put("__dlq.errors.offset", "1500");
    put("__dlq.errors.group", "shippers");
    put("__dlq.errors.delivery.count", "5");
    put("__dlq.errors.message", "delivery limit reached");

    assertThat(note())
        .returns(Optional.of(new WrittenRecord("orders", 2, 1_500)), DeadLetterNote::source)
        .returns(Optional.of("shippers"), DeadLetterNote::group)
        .returns(Optional.of(5), DeadLetterNote::attempts)
        .returns("delivery limit reached", DeadLetterNote::reason);
  }

  @Test
  void ofKafkaStreams() {
    put("__streams.errors.exception", "java.lang.IllegalStateException");
    put("__streams.errors.message", "no rate");
    put("__streams.errors.topic", "orders");
    put("__streams.errors.partition", "0");
    put("__streams.errors.offset", "7");

    assertThat(note())
        .returns(Optional.of(new WrittenRecord("orders", 0, 7)), DeadLetterNote::source)
        .returns(Optional.empty(), DeadLetterNote::group)
        .returns("java.lang.IllegalStateException", DeadLetterNote::exception)
        .returns("no rate", DeadLetterNote::reason);
  }

  @Test
  void ofKafkaConnect() {
    put("__connect.errors.topic", "payments");
    put("__connect.errors.partition", "1");
    put("__connect.errors.offset", "9");
    put("__connect.errors.connector.name", "warehouse");
    put("__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException");
    put("__connect.errors.exception.message", "no schema");

    assertThat(note())
        .returns(Optional.of(new WrittenRecord("payments", 1, 9)), DeadLetterNote::source)
        .returns(Optional.of("connect-warehouse"), DeadLetterNote::group)
        .returns("no schema", DeadLetterNote::reason);
  }

  @Test
  void ofSpringWhoseNumbersAreBinary() {
    put("kafka_dlt-original-topic", "orders");
    put("kafka_dlt-original-partition", ByteBuffer.allocate(4).putInt(2).array());
    put("kafka_dlt-original-offset", ByteBuffer.allocate(8).putLong(1_500).array());
    put("kafka_dlt-original-timestamp", ByteBuffer.allocate(8).putLong(60_000).array());
    put("kafka_dlt-original-consumer-group", "shippers");
    put("kafka_dlt-exception-fqcn", "java.lang.IllegalStateException");
    put("kafka_dlt-exception-message", "no address");

    assertThat(note())
        .returns(Optional.of(new WrittenRecord("orders", 2, 1_500)), DeadLetterNote::source)
        .returns(Optional.of(Instant.ofEpochSecond(60)), DeadLetterNote::sourceAt)
        .returns(Optional.of("shippers"), DeadLetterNote::group)
        .returns("no address", DeadLetterNote::reason);
  }

  /** The record that we rejected had the headers of another program. */
  @Test
  void oursCountFirst() {
    put("kafka_dlt-original-topic", "somewhere");
    put("kafka_dlt-exception-message", "no address");
    put("dlq.topic", "orders");
    put("dlq.partition", "0");
    put("dlq.offset", "4");
    put("dlq.group", "payments-group");
    put("dlq.message", "amount: wrong");

    assertThat(note())
        .returns(Optional.of(new WrittenRecord("orders", 0, 4)), DeadLetterNote::source)
        .returns("amount: wrong", DeadLetterNote::reason);
  }

  @Test
  void whatIsNoneOfThemSaysNothing() {
    put("kafka_dlt-original-topic", "orders");
    put("kafka_dlt-original-partition", "2");
    assertThat(note()).returns(Optional.empty(), DeadLetterNote::source);
  }

  private void put(String name, String value) {
    put(name, value.getBytes(UTF_8));
  }

  private void put(String name, byte[] value) {
    letter.headers().add(name, value);
  }

  private DeadLetterNote note() {
    return DeadLetterNote.of(letter);
  }
}
