package net.jumptotech.orders.stream.lookup;

import io.vertx.core.Future;
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
 * Looks up single records for people. Belongs to no group, commits nothing, and keeps a limited
 * amount in memory.
 *
 * <p>Never blocks; futures complete on the caller's context. They fail within about 10 s if Kafka
 * does not answer, and at once with {@link RejectedExecutionException} if too many requests wait.
 */
public interface RecordLookup {

  /** Dead letters, newest first, with values cut after {@link DeadLetter#SHOWN_BYTES}. */
  Future<DeadLetterPage> deadLetters(DeadLetterSearch search);

  /** One whole dead letter; empty if there is none at this offset, or no longer. */
  Future<Optional<DeadLetter>> deadLetter(int partition, long offset);

  /** The number of dead letters, whoever wrote them; at most a second old. */
  Future<DeadLetterCount> countDeadLetters();

  /** Dead letters whose key is the id, among the newest. */
  Future<OrderDeadLetters> visits(OrderId id);

  /** The records at these places; those that no longer exist are left out. */
  Future<Map<WrittenRecord, FoundRecord>> find(Collection<WrittenRecord> places);

  /** The backlog of each partition that has one. */
  Future<List<Backlog>> waiting(List<PartitionLag> lags);

  Future<Void> close();
}
