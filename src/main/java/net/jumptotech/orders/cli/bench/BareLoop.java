package net.jumptotech.orders.cli.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The speed of Kafka's clients alone: copies one topic to another, in transactions that include the
 * offsets, every 50 ms. The reference for the pump in the benchmark.
 */
public final class BareLoop {

  private static final long COMMIT_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();
  private static final Duration POLL = Duration.ofMillis(20);

  private BareLoop() {}

  private static Map<String, Object> member(KafkaConnection kafka) {
    Map<String, Object> config = kafka.groupMember("bare", "bare-loop", 2_000);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return config;
  }

  /**
   * Copies this many records; blocks the caller meanwhile.
   *
   * @return the time since the first record
   */
  public static Duration copy(KafkaConnection kafka, String from, String to, long records) {
    try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                member(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                kafka.transactionalWriter("bare"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      producer.initTransactions();
      consumer.subscribe(List.of(from));
      long copied = 0;
      long startedNanos = 0;
      while (copied < records) {
        long committedNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        while (System.nanoTime() - committedNanos < COMMIT_INTERVAL_NANOS) {
          ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
          if (polled.isEmpty()) {
            continue;
          }
          if (startedNanos == 0) {
            startedNanos = System.nanoTime();
          }
          if (offsets.isEmpty()) {
            producer.beginTransaction();
          }
          for (ConsumerRecord<byte[], byte[]> record : polled) {
            producer.send(
                new ProducerRecord<>(to, record.partition(), record.key(), record.value()));
          }
          offsets.putAll(polled.nextOffsets());
          copied += polled.count();
        }
        if (!offsets.isEmpty()) {
          producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
          producer.commitTransaction();
        }
      }
      return Duration.ofNanos(System.nanoTime() - startedNanos);
    }
  }
}
