package net.jumptotech.orders.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What one transaction carries: of each partition the finished prefix, its results and the offset
 * behind it. Results leave in offset order, so a crash never repeats one that is committed, and the
 * outcomes of a key keep the order of its records.
 */
final class Window {

  private static final int MOST_RECORDS = 8_192;

  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
  private final Map<OwnedPartition, List<Slot>> prefixes = new HashMap<>();

  Window(Collection<OwnedPartition> partitions) {
    int room = MOST_RECORDS;
    for (OwnedPartition partition : partitions) {
      List<Slot> prefix = partition.finishedPrefix(room);
      room -= prefix.size();
      partition
          .committable(prefix)
          .ifPresent(
              offset -> {
                prefixes.put(partition, prefix);
                offsets.put(partition.name(), offset);
                prefix.forEach(slot -> records.addAll(slot.result()));
              });
    }
  }

  boolean isEmpty() {
    return offsets.isEmpty();
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  Map<TopicPartition, OffsetAndMetadata> offsets() {
    return offsets;
  }

  /**
   * The window is in Kafka: its slots leave memory only now.
   *
   * @return the slots that left
   */
  List<Slot> release() {
    List<Slot> released = new ArrayList<>();
    prefixes.forEach(
        (partition, prefix) -> {
          partition.committed(offsets.get(partition.name()).offset(), prefix.size());
          released.addAll(prefix);
        });
    return released;
  }
}
