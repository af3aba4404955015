package net.jumptotech.orders.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads ranges of offsets. It blocks and is used by one thread at a time, that of the lookup. */
public final class RangeReader implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration CLOSE = Duration.ofSeconds(1);

  private final BoundedConsumer consumer;
  private final Duration answer;

  /**
   * Offsets of one partition.
   *
   * @param to exclusive
   */
  public record Range(long from, long to) {
    public boolean isEmpty() {
      return from >= to;
    }

    public long length() {
      return Math.max(0, to - from);
    }
  }

  public RangeReader(KafkaConnection kafka) {
    this(kafka, IsolationLevel.READ_COMMITTED);
  }

  public RangeReader(KafkaConnection kafka, IsolationLevel isolation) {
    this(kafka, isolation, ANSWER);
  }

  /**
   * @param answer how long Kafka may take for one request, or for the records of one call
   */
  public RangeReader(KafkaConnection kafka, IsolationLevel isolation, Duration answer) {
    this.answer = answer;
    Map<String, Object> config = kafka.reader("lookup");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
    config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) answer.toMillis());
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) POLL.toMillis());
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * 1_024 * 1_024);
    consumer = new BoundedConsumer(config);
  }

  /** The readable offsets of each partition, up to the last stable offset. */
  public Map<TopicPartition, Range> bounds(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Range> bounds = new HashMap<>();
    beginnings.forEach(
        (partition, begin) -> bounds.put(partition, new Range(begin, ends.get(partition))));
    return bounds;
  }

  public List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(it -> new TopicPartition(it.topic(), it.partition()))
        .toList();
  }

  /**
   * Hands over every record of the ranges, those of a partition in order. No range may exceed its
   * bounds.
   *
   * @throws TimeoutException if Kafka did not return all of them in time: 5 s, unless more is given
   */
  public void read(
      Map<TopicPartition, Range> ranges, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Set<TopicPartition> open = new HashSet<>();
    ranges.forEach(
        (partition, range) -> {
          if (!range.isEmpty()) {
            open.add(partition);
          }
        });
    long deadline = System.nanoTime() + answer.toNanos();
    consumer.assign(open);
    try {
      open.forEach(partition -> consumer.seek(partition, ranges.get(partition).from()));
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < ranges.get(partition(record)).to()) {
            each.accept(record);
          }
        }
        List<TopicPartition> done =
            open.stream().filter(it -> consumer.position(it) >= ranges.get(it).to()).toList();
        open.removeAll(done);
        consumer.pause(done);
        if (!open.isEmpty() && System.nanoTime() - deadline > 0) {
          throw new TimeoutException(
              "Kafka did not give " + ranges + " within " + answer.toMillis() + " ms");
        }
      }
    } finally {
      consumer.unsubscribe();
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE));
  }
}
