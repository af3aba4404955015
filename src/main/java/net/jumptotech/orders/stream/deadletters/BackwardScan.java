package net.jumptotech.orders.stream.deadletters;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jumptotech.orders.stream.RangeReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Goes through partitions from their ends, a chunk at a time, since Kafka only reads forward. Each
 * chunk is larger than the one before: where every offset holds a letter the first is enough, where
 * most hold the markers of transactions more are needed.
 */
final class BackwardScan {

  private static final long FIRST_CHUNK = 128;
  private static final long LARGEST_CHUNK = 2_048;

  private final RangeReader rangeReader;
  private final Map<TopicPartition, RangeReader.Range> left;
  private long chunk = FIRST_CHUNK;

  /**
   * @param left what may be read of each partition
   */
  BackwardScan(RangeReader rangeReader, Map<TopicPartition, RangeReader.Range> left) {
    this.rangeReader = rangeReader;
    this.left = new HashMap<>(left);
  }

  /** Down to which offset the partition was read. */
  long reached(TopicPartition partition) {
    return left.get(partition).to();
  }

  boolean isDone(TopicPartition partition) {
    return left.get(partition).isEmpty();
  }

  /** Whether there is anything left to read in such partitions. */
  boolean goesOn(Predicate<TopicPartition> wanted) {
    return left.keySet().stream().anyMatch(it -> wanted.test(it) && !isDone(it));
  }

  /** Reads the next chunk of such partitions; hands over the records of each in their order. */
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
