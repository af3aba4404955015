package net.jumptotech.orders.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Ranges of any length as slices for {@link RangeReader#read}, which takes only a few seconds. */
public final class RangeSlices {

  private final Map<TopicPartition, RangeReader.Range> left;

  public RangeSlices(Map<TopicPartition, RangeReader.Range> ranges) {
    this.left = new HashMap<>(ranges);
    left.values().removeIf(RangeReader.Range::isEmpty);
  }

  public boolean isDone() {
    return left.isEmpty();
  }

  /**
   * The next slice of each range.
   *
   * @param most offsets of one partition
   */
  public Map<TopicPartition, RangeReader.Range> next(int most) {
    Map<TopicPartition, RangeReader.Range> now = new HashMap<>();
    left.forEach(
        (partition, range) ->
            now.put(
                partition,
                new RangeReader.Range(range.from(), Math.min(range.to(), range.from() + most))));
    left.replaceAll(
        (partition, range) -> new RangeReader.Range(now.get(partition).to(), range.to()));
    left.values().removeIf(RangeReader.Range::isEmpty);
    return now;
  }
}
