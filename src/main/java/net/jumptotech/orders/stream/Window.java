package net.jumptotech.orders.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What one transaction carries: of each partition the finished prefix, its results and the offset
 * behind it. Results leave in offset order, so a crash never repeats one that is committed, and the
 * outcomes of a key keep the order of its records.
 */
final class Window {

  static final Window EMPTY = new Window(List.of());

  private static final int MOST_SLOTS = 8_192;

  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<Slot> causes = new ArrayList<>(); // of the records, place by place
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
  private final Map<OwnedPartition, List<Slot>> prefixes = new HashMap<>();
  private final Map<OwnedPartition, List<Loss>> losses = new HashMap<>();
  private final Map<OwnedPartition, Long> outcomes = new HashMap<>();
  private final boolean full;
  private Optional<Slot> tooLarge = Optional.empty();

  Window(Collection<OwnedPartition> partitions) {
    int room = MOST_SLOTS;
    for (OwnedPartition partition : partitions) {
      List<Slot> prefix = partition.finishedPrefix(room);
      room -= prefix.size();
      partition
          .committable(prefix)
          .ifPresent(
              offset -> {
                prefixes.put(partition, prefix);
                losses.put(partition, partition.losses());
                outcomes.put(partition, lastOutcome(prefix, partition.lastOutcome()));
                offsets.put(partition.name(), offset);
                prefix.forEach(this::add);
              });
    }
    full = room == 0;
  }

  /** The offset of the last record of which there is an outcome. */
  private static long lastOutcome(List<Slot> prefix, long before) {
    for (int i = prefix.size() - 1; i >= 0; i--) {
      if (prefix.get(i).result().stream().anyMatch(Anchor::isIn)) {
        return prefix.get(i).record().offset();
      }
    }
    return before;
  }

  private void add(Slot slot) {
    for (ProducerRecord<byte[], byte[]> record : slot.result()) {
      records.add(record);
      causes.add(slot);
    }
  }

  boolean isEmpty() {
    return offsets.isEmpty();
  }

  /** Whether more may be finished than it could hold. */
  boolean isFull() {
    return full;
  }

  List<ProducerRecord<byte[], byte[]>> records() {
    return records;
  }

  Map<TopicPartition, OffsetAndMetadata> offsets() {
    return offsets;
  }

  /** The offsets as they are committed: each with our mark. */
  Map<TopicPartition, OffsetAndMetadata> marked(String by, long number) {
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    losses.forEach(
        (partition, lost) -> {
          OffsetAndMetadata offset = offsets.get(partition.name());
          Mark mark =
              new Mark(
                  offset.offset(), partition.topic(), number, outcomes.get(partition), lost, by);
          marked.put(
              partition.name(),
              new OffsetAndMetadata(offset.offset(), offset.leaderEpoch(), mark.toString()));
        });
    return marked;
  }

  /** Kafka will never take the record at this place: it is larger than the topic allows. */
  void isTooLarge(int place) {
    tooLarge = Optional.of(causes.get(place));
  }

  /** One that has a result which Kafka will never take. */
  Optional<Slot> tooLarge() {
    return tooLarge;
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
          partition.committed(
              offsets.get(partition.name()).offset(),
              losses.get(partition),
              outcomes.get(partition),
              prefix.size());
          released.addAll(prefix);
        });
    return released;
  }
}
