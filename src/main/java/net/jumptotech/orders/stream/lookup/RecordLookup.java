package net.jumptotech.orders.stream.lookup;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.deadletters.DeadLetterPage;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Looks up single records, for people who ask. Belongs to no group, commits nothing, and holds a
 * bounded part of what it reads in memory.
 *
 * <p>Never blocks; futures complete on the caller's context. They fail within about 10 s when Kafka
 * does not answer, and at once with {@link RejectedExecutionException} when too many wait.
 */
public interface RecordLookup {

  /** Dead letters, newest first, with values cut after {@link DeadLetter#SHOWN_BYTES}. */
  Future<DeadLetterPage> deadLetters(DeadLetterSearch search);

  /** One dead letter, whole; empty if none lies there, or no longer. */
  Future<Optional<DeadLetter>> deadLetter(int partition, long offset);

  /** How many dead letters there are, of whoever gave up; at most a second old. */
  Future<DeadLetterCount> countDeadLetters();

  /** Dead letters whose key is the id, among the newest. */
  Future<OrderDeadLetters> visits(OrderId id);

  /** The timestamps of records; those that are not there any more are left out. */
  Future<Map<WrittenRecord, Instant>> writtenAt(Collection<WrittenRecord> places);

  /** What waits, of those of the partitions where something does. */
  Future<List<Backlog>> waiting(List<PartitionLag> lags);

  Future<Void> close();
}
