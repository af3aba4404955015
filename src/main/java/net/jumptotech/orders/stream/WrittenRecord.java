package net.jumptotech.orders.stream;

/** The position of a record that all in-sync replicas have acknowledged. */
public record WrittenRecord(String topic, int partition, long offset) {

  @Override
  public String toString() {
    return topic + "-" + partition + "@" + offset;
  }
}
