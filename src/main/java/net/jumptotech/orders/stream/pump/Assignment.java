package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions assigned to us, and the number of records in flight in them. Only the pump's
 * thread changes it; any thread may read the counts.
 */
final class Assignment {

  /** Several readers share a heap, and records in work take more memory once parsed. */
  private static final long MOST_BYTES_IN_WORK = BoundedConsumer.heapShare(32, 8, 64);

  /** What finished records may take that wait for the commit of an earlier one. */
  private static final long MOST_BYTES = BoundedConsumer.heapShare(8, 16, 256);

  /** Objects and result of a record, beside its content. */
  private static final int ENTRY_BYTES = 600;

  private final Map<TopicPartition, OwnedPartition> partitions = new ConcurrentHashMap<>();
  private final int mostInWork;
  private final int pollRecords;

  private long bytesInFlight;
  private boolean full;
  private volatile int inFlight;
  private volatile InFlightRecord oldest;

  Assignment(PumpOptions options) {
    this.mostInWork = options.inFlight();
    this.pollRecords = options.pollRecords();
  }

  OwnedPartition take(TopicPartition name) {
    OwnedPartition partition = new OwnedPartition(name);
    partitions.put(name, partition);
    return partition;
  }

  /** Null if it is not ours. */
  OwnedPartition get(TopicPartition name) {
    return partitions.get(name);
  }

  Collection<OwnedPartition> all() {
    return partitions.values();
  }

  List<OwnedPartition> among(Collection<TopicPartition> names) {
    return names.stream().map(partitions::get).filter(Objects::nonNull).toList();
  }

  /**
   * @return the new entries, in offset order within each partition
   * @throws IllegalStateException if a partition is not ours or not ready: to skip its records
   *     would lose them
   */
  List<InFlightRecord> add(ConsumerRecords<byte[], byte[]> records) {
    List<InFlightRecord> added = new ArrayList<>(records.count());
    for (TopicPartition name : records.partitions()) {
      OwnedPartition partition = partitions.get(name);
      if (partition == null || !partition.isReady()) {
        throw new IllegalStateException("got records of " + name + ", which may not flow");
      }
      for (ConsumerRecord<byte[], byte[]> record : records.records(name)) {
        InFlightRecord entry = partition.add(new ReceivedRecord(record));
        bytesInFlight += bytes(entry);
        added.add(entry);
      }
    }
    records
        .nextOffsets()
        .forEach(
            (name, position) -> {
              OwnedPartition partition = partitions.get(name);
              if (partition != null) {
                partition.polledUpTo(position);
              }
            });
    inFlight += added.size();
    return added;
  }

  /** Counts records of side inputs, which {@link SideReader} has added to their partitions. */
  void note(List<InFlightRecord> ofSides) {
    ofSides.forEach(entry -> bytesInFlight += bytes(entry));
    inFlight += ofSides.size();
  }

  /** Called once the batch is in Kafka. */
  void release(CommitBatch batch) {
    forget(batch.release());
  }

  void drop(Collection<TopicPartition> names) {
    for (TopicPartition name : names) {
      OwnedPartition partition = partitions.remove(name);
      if (partition != null) {
        partition.drop();
        forget(partition.allEntries().toList());
      }
    }
    noteOldest();
  }

  void dropAll() {
    drop(List.copyOf(partitions.keySet()));
  }

  private void forget(Collection<InFlightRecord> entries) {
    inFlight -= entries.size();
    entries.forEach(entry -> bytesInFlight -= bytes(entry));
  }

  private static long bytes(InFlightRecord entry) {
    return ENTRY_BYTES + entry.record().bytes();
  }

  /**
   * Whether one more poll could exceed a limit: the number of records in work, their memory, or
   * that of all in flight. Memory must be released noticeably before there is room again.
   */
  boolean isFull() {
    full = !hasRoomInWork() || !hasRoom(bytesInFlight);
    return full;
  }

  private boolean hasRoomInWork() {
    int records = 0;
    long bytes = 0;
    for (OwnedPartition partition : partitions.values()) {
      records += partition.unfinished();
      bytes += partition.unfinishedBytes();
    }
    return records <= mostInWork - pollRecords
        && bytes < (full ? MOST_BYTES_IN_WORK / 2 : MOST_BYTES_IN_WORK);
  }

  private boolean hasRoom(long bytes) {
    return bytes < (full ? MOST_BYTES - MOST_BYTES / 8 : MOST_BYTES);
  }

  /**
   * Whether a commit should not wait for the end of the interval: as many records can be committed
   * as may be in work, or only finished ones keep us from reading on.
   */
  boolean isCommitDue() {
    int records = 0;
    long bytes = 0;
    for (OwnedPartition partition : partitions.values()) {
      for (InFlightRecord entry : partition.entries()) {
        if (!entry.finished()) {
          break;
        }
        records++;
        bytes += bytes(entry);
      }
    }
    return records >= mostInWork
        || !hasRoom(bytesInFlight) && bytesInFlight - bytes < MOST_BYTES / 2;
  }

  /** Whether nothing can become ready for a batch as long as Kafka returns no records. */
  boolean isQuiet() {
    return inFlight == 0
        && partitions.values().stream().allMatch(each -> each.isReady() && each.isCommitted());
  }

  /** The progress of one store; any thread. */
  LogProgress handled() {
    Optional<String> store =
        partitions.values().stream().flatMap(each -> each.store().stream()).findFirst();
    Map<LogProgress.Place, LogProgress.Position> upTo = new HashMap<>();
    for (OwnedPartition each : partitions.values()) {
      if (each.committed() >= 0 && store.isPresent() && each.store().equals(store)) {
        upTo.put(
            new LogProgress.Place(each.name().topic(), each.name().partition()),
            new LogProgress.Position(each.topic(), each.committed()));
        each.sides()
            .forEach(
                side ->
                    upTo.put(
                        new LogProgress.Place(side.name().topic(), side.name().partition()),
                        side.committed()));
      }
    }
    return new LogProgress(store.orElse(""), upTo);
  }

  /** Called when the store has acknowledged this progress; any thread. */
  void kept(LogProgress progress) {
    for (OwnedPartition each : partitions.values()) {
      progress
          .of(new LogProgress.Place(each.name().topic(), each.name().partition()))
          .filter(it -> it.topicId().equals(each.topic()))
          .filter(any -> each.store().filter(progress.store()::equals).isPresent())
          .ifPresent(it -> each.kept(it.offset()));
    }
  }

  void noteOldest() {
    oldest =
        partitions.values().stream()
            .flatMap(OwnedPartition::oldest)
            .max(Comparator.comparingLong(InFlightRecord::ageNanos))
            .orElse(null);
  }

  /** Null if nothing is in flight. As of the last batch. */
  InFlightRecord oldest() {
    return oldest;
  }

  int inFlight() {
    return inFlight;
  }

  int size() {
    return partitions.size();
  }

  long loading() {
    return partitions.values().stream().filter(partition -> !partition.isReady()).count();
  }

  long settledIds() {
    return settled().mapToLong(SettledOrders::size).sum();
  }

  long settledBytes() {
    return settled().mapToLong(SettledOrders::bytes).sum();
  }

  /** The number of records that were deleted unread, without those acknowledged. */
  long recordsLost() {
    return partitions.values().stream()
        .flatMap(partition -> partition.losses().stream())
        .mapToLong(Loss::records)
        .sum();
  }

  /**
   * What an operator must know about these partitions.
   *
   * @param servers of Kafka, for commands
   * @param after how long a moved offset is still reported once that is repaired
   */
  List<SystemProblem> problems(String group, String servers, Duration after) {
    return SystemProblem.worstFirst(
        partitions.values().stream().flatMap(each -> each.problems(group, servers, after)));
  }

  private Stream<SettledOrders> settled() {
    return partitions.values().stream()
        .filter(OwnedPartition::isReady)
        .map(OwnedPartition::settled)
        .filter(Objects::nonNull);
  }
}
