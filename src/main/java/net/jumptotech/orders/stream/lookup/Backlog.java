package net.jumptotech.orders.stream.lookup;

import java.time.Instant;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * What waits in one partition, for one group.
 *
 * @param oldest when the first record that waits was written; empty if it could not be read
 * @param read how many were read, the oldest first; fewer than wait where there are many
 * @param amounts of the orders among those, in minor units by currency; empty for other topics
 */
public record Backlog(
    PartitionLag lag, Optional<Instant> oldest, long read, Map<Currency, Long> amounts) {

  public Backlog {
    amounts = Map.copyOf(amounts);
  }
}
