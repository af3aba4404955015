package net.jumptotech.orders.stream.pump;

import java.util.List;
import java.util.Map;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;

/**
 * What a pump has done since it started, and its state.
 *
 * @param received records taken, including repeats after a crash or a rebalance
 * @param duplicates records of orders that were already settled
 * @param deadLetters records that became dead letters, for each cause
 * @param inFlight current records between Kafka and their committed offset
 * @param oldestMs for how long the oldest of them has been in work; 0 if there is none
 * @param partitions currently owned
 * @param settledIds orders known as settled in these partitions
 * @param settledBytes memory that they take
 * @param transactions committed batches
 * @param aborted transactions that failed and were sent again
 * @param unknown commits whose answer was lost, so that Kafka had to be asked
 * @param sessions how often the pump started from the log: 1, and 1 more each time it dropped
 *     everything
 * @param moved how often a committed offset was not where this pump's group had put it
 * @param lost unacknowledged records that were deleted before the group read them, in the
 *     partitions that it owns
 * @param problems that an operator must act on; the role's frames carry them to every http process
 */
public record PumpStatus(
    long received,
    long duplicates,
    Map<DeadLetterCause, Long> deadLetters,
    int inFlight,
    long oldestMs,
    int partitions,
    long settledIds,
    long settledBytes,
    long transactions,
    long aborted,
    long unknown,
    long sessions,
    long moved,
    long lost,
    Health health,
    List<SystemProblem> problems) {

  /** All dead letters. */
  public long rejected() {
    return deadLetters.values().stream().mapToLong(Long::longValue).sum();
  }
}
