package net.jumptotech.orders.stream.pump;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.offsets.Anchor;
import net.jumptotech.orders.stream.offsets.Mark;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The content of one transaction: for each partition the finished prefix, its results and the
 * offset behind it. Results are written in offset order, so a crash never repeats a committed one,
 * and the outcomes of a key keep the order of its records.
 */
final class CommitBatch {

  static final CommitBatch EMPTY = new CommitBatch(List.of());

  private static final int MOST_SLOTS = 8_192;

  private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final List<InFlightRecord> causes =
      new ArrayList<>(); // the entry behind each record, by index
  private final Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
  private final Map<OwnedPartition, List<InFlightRecord>> prefixes = new HashMap<>();
  private final Map<OwnedPartition, Mark> marks = new HashMap<>(); // not signed yet
  private final Map<SideInput, OfSide> ofSides = new HashMap<>();
  private final boolean full;
  private Optional<InFlightRecord> tooLarge = Optional.empty();

  /**
   * @param position behind the prefix
   */
  private record OfSide(List<InFlightRecord> prefix, long position) {}

  CommitBatch(Collection<OwnedPartition> partitions) {
    int room = MOST_SLOTS;
    for (OwnedPartition partition : partitions) {
      List<InFlightRecord> prefix = partition.finishedPrefix(room);
      room -= prefix.size();
      List<Mark.Side> positions = new ArrayList<>();
      boolean sidesMoved = false;
      for (SideInput side : partition.sides()) {
        List<InFlightRecord> finished = side.finishedPrefix(room);
        OfSide ofSide = new OfSide(finished, side.after(finished));
        room -= finished.size();
        ofSides.put(side, ofSide);
        positions.add(side.mark(ofSide.position));
        sidesMoved |= side.isNews(ofSide.position);
      }
      partition
          .committable(prefix, sidesMoved)
          .ifPresent(
              offset -> {
                prefixes.put(partition, prefix);
                marks.put(
                    partition,
                    partition.mark(
                        offset.offset(), lastOutcome(prefix, partition.lastOutcome()), positions));
                offsets.put(partition.name(), offset);
                prefix.forEach(this::add);
                partition.sides().forEach(side -> ofSides.get(side).prefix.forEach(this::add));
              });
    }
    full = room == 0;
  }

  /** The offset of the last record that has an outcome. */
  private static long lastOutcome(List<InFlightRecord> prefix, long before) {
    for (int i = prefix.size() - 1; i >= 0; i--) {
      List<ProducerRecord<byte[], byte[]>> result = prefix.get(i).result();
      if (!result.isEmpty() && result.stream().anyMatch(Anchor::isIn)) {
        return prefix.get(i).record().offset();
      }
    }
    return before;
  }

  private void add(InFlightRecord entry) {
    for (ProducerRecord<byte[], byte[]> record : entry.result()) {
      records.add(record);
      causes.add(entry);
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

  /** The offsets to commit, each with our mark. */
  Map<TopicPartition, OffsetAndMetadata> marked(String by, long number) {
    Map<TopicPartition, OffsetAndMetadata> marked = new HashMap<>();
    marks.forEach(
        (partition, mark) ->
            marked.put(
                partition.name(),
                new OffsetAndMetadata(
                    mark.at(),
                    offsets.get(partition.name()).leaderEpoch(),
                    mark.by(by, number).toString())));
    return marked;
  }

  /** Kafka will never take the record at this index: it is larger than the topic allows. */
  void markTooLarge(int place) {
    tooLarge = Optional.of(causes.get(place));
  }

  /** An entry with a result that Kafka will never take. */
  Optional<InFlightRecord> tooLarge() {
    return tooLarge;
  }

  /**
   * The batch is in Kafka: only now its entries leave memory.
   *
   * @return the entries that left
   */
  List<InFlightRecord> release() {
    List<InFlightRecord> released = new ArrayList<>();
    prefixes.forEach(
        (partition, prefix) -> {
          partition.committed(marks.get(partition), offsets.get(partition.name()), prefix.size());
          released.addAll(prefix);
          for (SideInput side : partition.sides()) {
            OfSide written = ofSides.get(side);
            side.committed(written.position, written.prefix.size());
            released.addAll(written.prefix);
          }
        });
    return released;
  }
}
