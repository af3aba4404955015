package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the committed outcomes of several partitions, each from its own offset: the third step of a
 * {@link Takeover}. One thread uses it.
 */
final class OutcomeReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(20);

  private final KafkaConsumer<byte[], byte[]> consumer;

  OutcomeReader(KafkaConnection kafka, String purpose) {
    Map<String, Object> config = kafka.reader(purpose);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 * 1024 * 1024);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    consumer = BoundedConsumer.ofKeys(config);
  }

  /** Reads exactly these partitions; new ones from the given offset. */
  void assign(Map<TopicPartition, Long> from) {
    Set<TopicPartition> had = consumer.assignment();
    if (from.keySet().equals(had)) {
      return;
    }
    List<TopicPartition> fresh = new ArrayList<>(from.keySet());
    fresh.removeAll(had);
    consumer.assign(from.keySet());
    fresh.forEach(output -> consumer.seek(output, from.get(output)));
  }

  boolean isIdle() {
    return consumer.assignment().isEmpty();
  }

  boolean reads(TopicPartition output) {
    return consumer.assignment().contains(output);
  }

  /** The position in a partition that it reads. */
  long position(TopicPartition output) {
    return consumer.position(output);
  }

  /** Hands over the records of each partition that arrive within 20 ms. */
  void read(BiConsumer<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> each) {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
    records.partitions().forEach(output -> each.accept(output, records.records(output)));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
