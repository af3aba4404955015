package net.jumptotech.orders.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.utils.Utils;

/**
 * How many partitions a topic has and had, and so in which one a key belongs.
 *
 * @param now how many partitions there are
 * @param were how many there were before; the same if there never were fewer, 0 if nobody knows
 * @param at when there were so many for the first time that anybody knows of
 */
record Growth(int now, int were, Instant at) {

  /** Senders hear of added partitions within five minutes (metadata.max.age.ms). */
  private static final Duration SENDERS_HEAR = Duration.ofMinutes(10);

  private static final Pattern FORM = Pattern.compile("partitions=(\\d+) were=(\\d+) at=(\\d+)");

  static Optional<Growth> of(OffsetAndMetadata kept) {
    return Optional.ofNullable(kept)
        .map(it -> FORM.matcher(it.metadata()))
        .filter(Matcher::matches)
        .map(
            it ->
                new Growth(
                    Integer.parseInt(it.group(1)),
                    Integer.parseInt(it.group(2)),
                    Instant.ofEpochMilli(Long.parseLong(it.group(3)))));
  }

  OffsetAndMetadata kept() {
    return new OffsetAndMetadata(
        0, "partitions=%d were=%d at=%d".formatted(now, were, at.toEpochMilli()));
  }

  /** Where Kafka's default partitioner puts a key. */
  static int partitionOf(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /**
   * Whether the default partitioner may have put this key there, going by the number that its
   * sender knew of then.
   *
   * @param wasThere whether it was there when somebody began to read the partition
   */
  boolean allows(byte[] key, int partition, Instant written, boolean wasThere) {
    int hash = Utils.toPositive(Utils.murmur2(key));
    if (hash % now == partition) {
      return true;
    }
    if (were == 0 || were == now) {
      return wasThere && written.isBefore(at); // nobody knows how many there were then
    }
    return hash % were == partition && written.isBefore(at.plus(SENDERS_HEAR));
  }
}
