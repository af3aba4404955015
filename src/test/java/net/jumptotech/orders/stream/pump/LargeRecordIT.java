package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** Records that are small on the wire and large in memory. */
final class LargeRecordIT extends PumpTest {

  LargeRecordIT() {
    super(1);
  }

  @Test
  void aRecordLargerThanAnyRequestOfOursBecomesADeadLetterThatSaysWhereItLies() {
    takeAnything();
    ProducerRecord<byte[], byte[]> large = order("large", 9_000_000);
    ProducerRecord<byte[], byte[]> forged =
        KafkaFixture.record(kafka.topics().orders(), "forged", null);
    forged.headers().add("dlq.offset", new byte[9_000_000]);
    List<String> orders = IntStream.range(0, 20).mapToObj(i -> "order-" + i).toList();
    writeCompressed(List.of(large, forged));
    writeCompressed(orders.stream().map(id -> order(id, 10)).toList());

    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(kafka.read(kafka.topics().payments()))
        .extracting(StoredRecord::keyText)
        .containsExactlyElementsOf(orders);
    List<StoredRecord> letters = kafka.read(kafka.topics().deadLetters());
    assertThat(letters)
        .hasSize(2)
        .allSatisfy(
            letter -> {
              assertThat(letter.value()).isNull();
              assertThat(letter.headers())
                  .containsEntry("dlq.topic", kafka.topics().orders())
                  .containsEntry("dlq.partition", "0")
                  .containsKey("dlq.omitted");
            });
    assertThat(letters).extracting(it -> it.headers().get("dlq.offset")).containsExactly("0", "1");
    assertThat(letters.get(0).headers().get("dlq.omitted")).contains("9000000");
    assertThat(pump.status().health()).isEqualTo(Health.UP);
  }

  @Test
  void aTopicOfOursRefusesWhatIsLargeOnceItIsUnpacked() {
    try (KafkaProducer<byte[], byte[]> sender = compressing()) {
      assertThat(sender.send(order("nine", 9_000_000)))
          .failsWithin(Await.LONG)
          .withThrowableThat()
          .withCauseInstanceOf(RecordTooLargeException.class);
      assertThat(sender.send(order("ten", 10))).succeedsWithin(Await.LONG);
    }
  }

  /** Also while partitions are paused and resumed, as the pump does. */
  @Test
  void aPollBringsABoundedNumberOfBytesAndNothingIsLostBetweenTwo() {
    takeAnything();
    List<Integer> sizes =
        IntStream.range(0, 200)
            .map(i -> i % 50 == 7 ? 9_000_000 : i % 3 == 0 ? 5 : 300_000)
            .boxed()
            .toList();
    writeCompressed(
        IntStream.range(0, 200).mapToObj(i -> order("order-" + i, sizes.get(i))).toList());
    List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
    try (BoundedConsumer consumer =
        new BoundedConsumer(kafka.connection("test").groupMember("bounded", "bounded", 1_000))) {
      List<TopicPartition> all = List.of(new TopicPartition(kafka.topics().orders(), 0));
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Await.until(
          "all are read",
          () -> {
            long bytes = 0;
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
              found.add(record);
              bytes += record.value().length;
            }
            assertThat(bytes).isLessThan(16_000_000 + ReceivedRecord.LARGEST);
            consumer.pause(all);
            assertThat(consumer.poll(Duration.ZERO)).isEmpty();
            consumer.resume(all);
            return found.size() >= sizes.size();
          });
    }
    assertThat(found).extracting(ConsumerRecord::offset).containsExactlyElementsOf(offsets(200));
    assertThat(found)
        .extracting(ConsumerRecord::serializedValueSize)
        .containsExactlyElementsOf(sizes);
    assertThat(found)
        .allMatch(
            it ->
                it.value().length
                    == (it.serializedValueSize() < 9_000_000
                        ? it.serializedValueSize()
                        : BoundedConsumer.KEPT));
  }

  private static List<Long> offsets(int count) {
    return LongStream.range(0, count).boxed().toList();
  }

  private ProducerRecord<byte[], byte[]> order(String id, int bytes) {
    return new ProducerRecord<>(
        kafka.topics().orders(), id.getBytes(UTF_8), "x".repeat(bytes).getBytes(UTF_8));
  }

  private void takeAnything() {
    kafka.alterTopic(
        kafka.topics().orders(),
        Map.of("compression.type", "producer", "max.message.bytes", "20000000"));
  }

  private void writeCompressed(List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = compressing()) {
      records.forEach(producer::send);
    }
  }

  private KafkaProducer<byte[], byte[]> compressing() {
    Map<String, Object> config = kafka.connection("test").writer("compressing");
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 100_000_000);
    config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 200_000_000L);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
