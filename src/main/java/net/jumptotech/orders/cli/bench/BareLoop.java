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
 * The speed of Kafka's clients alone: reads a topic and copies some of its records to another, in
 * transactions that include the offsets, every 50 ms. It looks into no record. The reference for
 * the readers.
 */
final class BareLoop {

  static final String NAME = "Kafka's clients alone, which decode nothing";

  private static final long COMMIT_INTERVAL_NANOS = Duration.ofMillis(50).toNanos();
  private static final long SHORTEST_NANOS = Duration.ofSeconds(2).toNanos();
  private static final Duration POLL = Duration.ofMillis(20);

  private BareLoop() {}

  private static Map<String, Object> member(KafkaConnection kafka) {
    Map<String, Object> config = kafka.groupMember("bare", Backlog.BARE_GROUP, 2_000);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return config;
  }

  /**
   * Reads all records of a topic, and again from the start if that took less than two seconds;
   * blocks the caller meanwhile.
   *
   * @param records in the topic
   * @param every which record it copies: 1 for all
   */
  static Pace copy(KafkaConnection kafka, String from, String to, long records, int every) {
    Pace pace = Pace.begin();
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
      long read = 0;
      while (read < records || pace.runningNanos() < SHORTEST_NANOS) {
        long begunNanos = System.nanoTime();
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        while (System.nanoTime() - begunNanos < COMMIT_INTERVAL_NANOS) {
          ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
          if (polled.isEmpty()) {
            continue;
          }
          if (offsets.isEmpty()) {
            producer.beginTransaction();
          }
          for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (read++ % every == 0) {
              producer.send(
                  new ProducerRecord<>(to, record.partition(), record.key(), record.value()));
            }
          }
          offsets.putAll(polled.nextOffsets());
        }
        if (!offsets.isEmpty()) {
          producer.sendOffsetsToTransaction(offsets, consumer.groupMetadata());
          producer.commitTransaction();
          pace.reached(read);
          if (read % records == 0) {
            consumer.seekToBeginning(consumer.assignment());
          }
        }
      }
      return pace;
    }
  }
}
