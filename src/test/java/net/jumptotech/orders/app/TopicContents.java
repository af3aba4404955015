package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a stranger with a read_committed consumer finds in a topic, from its first record to its end
 * at the time of asking.
 */
final class TopicContents {

  private static final Duration LONGEST = Await.LONG;

  private TopicContents() {}

  static List<ConsumerRecord<byte[], byte[]>> records(String broker, String topic) {
    try (KafkaConsumer<byte[], byte[]> reader = reader(broker, "read_committed");
        KafkaConsumer<byte[], byte[]> uncommitted = reader(broker, "read_uncommitted")) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(topic, each.partition()))
              .toList();
      // the high watermark: a transaction that is still open there has to be decided first
      Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      long until = System.nanoTime() + LONGEST.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
        reader.poll(Duration.ofMillis(200)).forEach(records::add);
        if (System.nanoTime() - until > 0) {
          throw new AssertionError("the end of " + topic + " was not reached in " + LONGEST);
        }
      }
      return records;
    }
  }

  static List<JsonObject> values(String broker, String topic) {
    return records(broker, topic).stream()
        .map(record -> new JsonObject(new String(record.value(), UTF_8)))
        .toList();
  }

  /** Values by key; a key that comes twice has two. */
  static Map<String, List<JsonObject>> byKey(String broker, String topic) {
    return records(broker, topic).stream()
        .collect(
            Collectors.groupingBy(
                record -> new String(record.key(), UTF_8),
                Collectors.mapping(
                    record -> new JsonObject(new String(record.value(), UTF_8)),
                    Collectors.toList())));
  }

  private static KafkaConsumer<byte[], byte[]> reader(String broker, String isolation) {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            isolation,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            10_000),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}
