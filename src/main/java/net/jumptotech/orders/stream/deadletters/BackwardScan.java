package net.jumptotech.orders.stream.deadletters;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jumptotech.orders.stream.RangeReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads partitions backwards in chunks, since Kafka only reads forward. Each chunk is larger than
 * the one before: if every offset holds a dead letter, the first chunk is enough; if most hold
 * transaction markers, more are needed.
 */
final class BackwardScan {

  private static final long FIRST_CHUNK = 128;
  private static final long LARGEST_CHUNK = 2_048;

  private final RangeReader rangeReader;
  private final Map<TopicPartition, RangeReader.Range> left;
  private long chunk = FIRST_CHUNK;

  /**
   * @param left the range of each partition that may be read
   */
  BackwardScan(RangeReader rangeReader, Map<TopicPartition, RangeReader.Range> left) {
    this.rangeReader = rangeReader;
    this.left = new HashMap<>(left);
  }

  /** The offset down to which the partition was read. */
  long reached(TopicPartition partition) {
    return left.get(partition).to();
  }

  boolean isDone(TopicPartition partition) {
    return left.get(partition).isEmpty();
  }

  /** Whether anything is left to read in the wanted partitions. */
  boolean goesOn(Predicate<TopicPartition> wanted) {
    return left.keySet().stream().anyMatch(it -> wanted.test(it) && !isDone(it));
  }

  /** Reads the next chunk of the wanted partitions and hands over the records of each in order. */
  void step(Predicate<TopicPartition> wanted, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Map<TopicPartition, RangeReader.Range> ranges = new HashMap<>();
    left.forEach(
        (partition, range) -> {
          if (wanted.test(partition) && !range.isEmpty()) {
            long from = Math.max(range.from(), range.to() - chunk);
            ranges.put(partition, new RangeReader.Range(from, range.to()));
          }
        });
    rangeReader.read(ranges, each);
    ranges.forEach(
        (partition, read) ->
            left.put(partition, new RangeReader.Range(left.get(partition).from(), read.from())));
    chunk = Math.min(LARGEST_CHUNK, 2 * chunk);
  }
}
