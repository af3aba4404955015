package net.jumptotech.orders.stream.lookup;

import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The unprocessed records of one partition, for one group.
 *
 * @param oldest when the first of them was written; empty if it could not be read
 * @param read how many were read, the oldest first; fewer than there are if there are many
 * @param amounts of the orders that were read, in minor units by currency; empty for other topics
 */
public record Backlog(
    PartitionLag lag, Optional<Instant> oldest, long read, Map<Currency, Long> amounts) {

  public Backlog {
    amounts = Map.copyOf(amounts);
  }
}
