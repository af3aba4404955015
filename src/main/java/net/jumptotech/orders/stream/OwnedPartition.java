package net.jumptotech.orders.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * One assignment of one partition to us: its records in flight, in offset order, and the ids
 * settled in it. Assigned again after it was taken away, it is another object; the old one stays
 * dropped.
 */
final class OwnedPartition {

  private final TopicPartition name;

  // the pump's thread alone
  private final Deque<Slot> slots = new ArrayDeque<>();
  private OffsetAndMetadata next;
  private long committed = -1;

  // handed over by the pump's thread before the first record, then the verticle's context alone
  private SettledOrders settled;

  private volatile boolean ready;
  private volatile boolean dropped;

  OwnedPartition(TopicPartition name) {
    this.name = name;
  }

  TopicPartition name() {
    return name;
  }

  Slot add(ReceivedRecord record) {
    Slot slot = new Slot(record, this);
    slots.add(slot);
    return slot;
  }

  /** Everything before this offset was given to us, transaction markers included. */
  void polledUpTo(OffsetAndMetadata position) {
    next = position;
  }

  /** The slots whose records and all before them are finished, oldest first. */
  List<Slot> finishedPrefix(int most) {
    return slots.stream().takeWhile(Slot::finished).limit(most).toList();
  }

  /**
   * What may be committed once this many of the oldest slots are; empty if that would say nothing
   * new.
   *
   * <p>With nothing left in flight it is the position, not the last record's successor: a
   * transaction marker at the end would otherwise look like lag for ever.
   */
  Optional<OffsetAndMetadata> committable(List<Slot> prefix) {
    if (next == null) {
      return Optional.empty();
    }
    OffsetAndMetadata offset = next;
    if (prefix.size() < slots.size()) {
      if (prefix.isEmpty()) {
        return Optional.empty();
      }
      var last = prefix.get(prefix.size() - 1).record().unwrap();
      offset = new OffsetAndMetadata(last.offset() + 1, last.leaderEpoch(), "");
    }
    return offset.offset() > committed ? Optional.of(offset) : Optional.empty();
  }

  /** Whether everything that was given to us is in Kafka. */
  boolean isCommitted() {
    return slots.isEmpty() && (next == null || next.offset() <= committed);
  }

  void committed(long offset, int finished) {
    committed = offset;
    for (int i = 0; i < finished; i++) {
      slots.remove();
    }
  }

  /** Those between Kafka and their committed offset. */
  Deque<Slot> slots() {
    return slots;
  }

  boolean hasUnfinished() {
    return slots.stream().anyMatch(slot -> !slot.finished());
  }

  /** Records may flow now. */
  void ready(SettledOrders index) {
    settled = index;
    ready = true;
  }

  boolean isReady() {
    return ready;
  }

  /** Null where nothing is ever settled. */
  SettledOrders settled() {
    return settled;
  }

  /** It is somebody else's now, or about to be: results that still come are of no use. */
  void drop() {
    dropped = true;
  }

  boolean isDropped() {
    return dropped;
  }
}
