package net.jumptotech.orders.stream.topics;

/**
 * The progress of a group in one partition.
 *
 * @param committed offset of the next record that the group will process, 0 if it never committed
 * @param end offset of the next record that will be written
 */
public record PartitionLag(String group, String topic, int partition, long committed, long end) {

  /** Whether it is about the same partition and group. */
  public boolean isOfSame(PartitionLag other) {
    return group.equals(other.group) && topic.equals(other.topic) && partition == other.partition;
  }

  /** Records between the two; transaction markers count too. */
  public long lag() {
    return Math.max(0, end - committed);
  }
}
