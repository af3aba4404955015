package net.jumptotech.orders.stream;

/** Where Kafka put a record, once it was acknowledged by all in-sync replicas. */
public record WrittenRecord(String topic, int partition, long offset) {

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
