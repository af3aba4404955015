package net.jumptotech.orders.http.story;

import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.monitor.LagHistory;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * How far the groups have come, as Kafka said when it was asked last.
 *
 * @param current whether that is so new that it may be told as what is
 */
record Progress(LagHistory lags, boolean current, Groups groups, Topics topics) {

  /**
   * Records before this one; 0 or less once it is handled, which stays true; empty while that is
   * not known.
   */
  Optional<Long> before(String group, WrittenRecord at) {
    return lag(group, at.topic(), at.partition())
        .map(it -> at.offset() + 1 - it.committed())
        .filter(it -> current || it <= 0);
  }

  /** Whether all outcomes of a partition that are there are in the store. */
  boolean hasTaken(String outcomes, int partition) {
    return lag(groups.analytics(), outcomes, partition).map(it -> it.lag() == 0).orElse(false);
  }

  /** Whether that was so before this time already. */
  boolean hadTaken(String outcomes, int partition, Instant before) {
    return lags.newest().filter(it -> it.at().isBefore(before)).isPresent()
        && hasTaken(outcomes, partition);
  }

  /** How many records of outcomes are not in the store; empty if none are, or it is not known. */
  Optional<Long> toTake(String outcomes, int partition) {
    return lag(groups.analytics(), outcomes, partition)
        .map(PartitionLag::lag)
        .filter(it -> current && it > 0);
  }

  private Optional<PartitionLag> lag(String group, String topic, int partition) {
    return lags.newest().stream()
        .flatMap(it -> it.lags().stream())
        .filter(
            it ->
                it.group().equals(group) && it.topic().equals(topic) && it.partition() == partition)
        .findFirst();
  }
}
