package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some kilobytes on the wire, hundreds of megabytes in memory, on a topic that allows it: with a
 * heap of 512 MB for the broker and three readers nothing ends and nothing stands still.
 */
final class LargeRecordsIT {

  /** So that it would not go on after an error as if nothing had been. */
  private static final Map<String, String> STRICT =
      Map.of("_JAVA_OPTIONS", "-XX:+ExitOnOutOfMemoryError");

  @TempDir private Path data;
  private final List<String> orders = new ArrayList<>();

  @Test
  void whateverRecordsUnpackToTheOrdersBehindThemArePaid() throws Exception {
    try (OrdersProcess process = OrdersProcess.start(data, STRICT, "--source", "none")) {
      process.page();
      takeAnything(process.broker());
      try (KafkaProducer<byte[], byte[]> sender = sender(process.broker())) {
        sender.send(record("nine", "x".repeat(9_000_000)));
        sender.send(order("sixty", 60_000_000));
        for (int i = 0; i < 5; i++) {
          sender.send(order("thirty-" + i, 30_000_000));
        }
        for (int i = 0; orders.size() < 400; i++) {
          String id = "large-" + i;
          if (Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % 3 == 0) {
            sender.send(order(id, 300_000));
            orders.add(id);
          }
        }
        for (int i = 0; i < 30; i++) {
          sender.send(order("behind-" + i, 0));
          orders.add("behind-" + i);
        }
      }
      process.kill();
    }
    try (OrdersProcess process = OrdersProcess.start(data, STRICT, "--source", "none")) {
      process.page();
      long started = System.nanoTime();
      process.awaitIdle(Await.LONG);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofMinutes(1));
      assertThat(TopicContents.byKey(process.broker(), "payments"))
          .hasSize(orders.size())
          .containsOnlyKeys(orders)
          .allSatisfy((id, outcomes) -> assertThat(outcomes).hasSize(1));
      assertThat(process.documents()).containsOnlyKeys(orders);
      Map<String, Long> letters =
          TopicContents.records(process.broker(), "dead-letters").stream()
              .peek(letter -> assertThat(letter.value()).isNull())
              .peek(
                  letter ->
                      assertThat(header(letter, "dlq.omitted"))
                          .matches(".*value of [0-9]{7,8} bytes.*"))
              .collect(
                  Collectors.groupingBy(
                      letter -> new String(letter.key(), UTF_8),
                      TreeMap::new,
                      Collectors.counting()));
      assertThat(letters)
          .as("each of the three groups says where it lies")
          .isEqualTo(
              Map.of(
                  "nine",
                  3L,
                  "sixty",
                  3L,
                  "thirty-0",
                  3L,
                  "thirty-1",
                  3L,
                  "thirty-2",
                  3L,
                  "thirty-3",
                  3L,
                  "thirty-4",
                  3L));
      assertThat(process.output()).noneMatch(line -> line.contains(" ERROR "));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> order(String id, int bytes) {
    return record(
        id,
        "{\"order_id\":\"%s\",\"amount\":12.5,\"country\":\"US\",\"note\":\"%s\"}"
            .formatted(id, "x".repeat(bytes)));
  }

  private static ProducerRecord<byte[], byte[]> record(String id, String value) {
    return new ProducerRecord<>("orders", id.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static KafkaProducer<byte[], byte[]> sender(String broker) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "zstd",
            ProducerConfig.LINGER_MS_CONFIG,
            100,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            100_000_000,
            ProducerConfig.BUFFER_MEMORY_CONFIG,
            130_000_000L),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void takeAnything(String broker) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "orders"),
                  Map.of("compression.type", "producer", "max.message.bytes", "100000000")
                      .entrySet()
                      .stream()
                      .map(it -> new ConfigEntry(it.getKey(), it.getValue()))
                      .map(it -> new AlterConfigOp(it, AlterConfigOp.OpType.SET))
                      .toList()))
          .all()
          .get();
    }
  }
}
