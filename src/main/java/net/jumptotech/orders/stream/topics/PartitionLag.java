package net.jumptotech.orders.stream.topics;

/**
 * How far a group is in one partition.
 *
 * @param committed offset of the next record the group will handle, 0 if it never committed
 * @param end offset of the next record that will be written
 */
public record PartitionLag(String group, String topic, int partition, long committed, long end) {

  /** Whether it is of the same partition for the same group. */
  public boolean isOfSame(PartitionLag other) {
    return group.equals(other.group) && topic.equals(other.topic) && partition == other.partition;
  }

  /** Records between the two; transaction markers count as records do. */
  public long lag() {
    return Math.max(0, end - committed);
  }
}
