package net.jumptotech.orders.http.story;

import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.monitor.LagHistory;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The progress of the groups at Kafka's last answer.
 *
 * @param current whether that answer is recent enough to report as current
 */
record Progress(LagHistory lags, boolean current, Groups groups, Topics topics) {

  /**
   * Number of records before this one. 0 or less once it is processed, which stays true; empty if
   * unknown.
   */
  Optional<Long> before(String group, WrittenRecord at) {
    return lag(group, at.topic(), at.partition())
        .map(it -> at.offset() + 1 - it.committed())
        .filter(it -> current || it <= 0);
  }

  /** Whether all existing outcomes of a partition are in the store. */
  boolean hasTaken(String outcomes, int partition) {
    return lag(groups.analytics(), outcomes, partition).map(it -> it.lag() == 0).orElse(false);
  }

  /** Whether that was already so before this time. */
  boolean hadTaken(String outcomes, int partition, Instant before) {
    return lags.newest().filter(it -> it.at().isBefore(before)).isPresent()
        && hasTaken(outcomes, partition);
  }

  /**
   * How many outcome records are not in the store yet; empty if there are none, or it is unknown.
   */
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
