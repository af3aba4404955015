package net.jumptotech.orders.stream.pump;

import java.util.List;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * What a pump has done since it started, and how it is.
 *
 * @param received records taken up, repeats after a crash or a rebalance included
 * @param duplicates records of orders that were settled before
 * @param rejected records that became dead letters
 * @param misplaced of those, how many lay in another partition than their key's
 * @param inFlight records between Kafka and their committed offset, now
 * @param partitions how many it owns, now
 * @param settledIds orders known as settled in these partitions, now
 * @param settledBytes memory they take
 * @param transactions batches that are in Kafka
 * @param aborted transactions that failed and were sent again
 * @param unknown commits whose answer was lost and that Kafka had to be asked about
 * @param sessions how often the pump began from the log: 1, and 1 more each time it lost everything
 * @param moved how often a committed offset was not where this pump's group had put it
 * @param lost records that were deleted before the group read them and nobody has acknowledged, in
 *     the partitions that it owns now
 * @param problems that an operator must act on; the role's frames carry them to every http process
 */
public record PumpStatus(
    long received,
    long duplicates,
    long rejected,
    long misplaced,
    int inFlight,
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
    List<SystemProblem> problems) {}
