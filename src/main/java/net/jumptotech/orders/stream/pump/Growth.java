package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.utils.Utils;

/**
 * The current and former numbers of partitions of a topic, and so the partition of a key.
 *
 * @param now the current number
 * @param former numbers, newest first, at most {@value #MOST_FORMER}, each smaller than the one
 *     before
 * @param known whether there were no others; false if nobody counted from the beginning
 * @param at when the current number was first seen
 */
record Growth(int now, List<Former> former, boolean known, Instant at) {

  /** Senders notice added partitions within five minutes (metadata.max.age.ms). */
  static final Duration SENDERS_HEAR = Duration.ofMinutes(10);

  private static final int MOST_FORMER = 4;
  private static final String NONE = "-";
  private static final String UNKNOWN = "?";
  private static final Pattern FORM =
      Pattern.compile(
          "partitions=(\\d{1,9}) were=(-|\\?|\\d{1,9}@\\d{1,18}(?:,\\d{1,9}@\\d{1,18})*(?:,\\?)?)"
              + " at=(\\d{1,18})");

  /** Counts the partitions of the topic. */
  interface Source {

    /** As far as known, any thread; null before the first partition is ready. */
    Growth growth();

    /** Asks Kafka again for the number of partitions; any thread. */
    CompletableFuture<Growth> askedGrowth();
  }

  /**
   * @param partitions the former number
   * @param until when a larger number was first seen
   */
  record Former(int partitions, Instant until) {

    private static Former of(String text) {
      String[] parts = text.split("@");
      return new Former(Integer.parseInt(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1])));
    }

    @Override
    public String toString() {
      return partitions + "@" + until.toEpochMilli();
    }
  }

  Growth {
    former = former.stream().limit(MOST_FORMER).toList();
  }

  static Optional<Growth> of(OffsetAndMetadata kept) {
    return Optional.ofNullable(kept)
        .map(it -> FORM.matcher(it.metadata()))
        .filter(Matcher::matches)
        .map(
            it -> {
              List<String> were = List.of(it.group(2).split(","));
              return new Growth(
                  Integer.parseInt(it.group(1)),
                  were.stream().filter(each -> each.contains("@")).map(Former::of).toList(),
                  !were.contains(UNKNOWN),
                  Instant.ofEpochMilli(Long.parseLong(it.group(3))));
            });
  }

  OffsetAndMetadata kept() {
    String were =
        Stream.concat(
                former.stream().map(Former::toString), known ? Stream.of() : Stream.of(UNKNOWN))
            .collect(Collectors.joining(","));
    return new OffsetAndMetadata(
        0,
        "partitions=%d were=%s at=%d"
            .formatted(now, were.isEmpty() ? NONE : were, at.toEpochMilli()));
  }

  /** After another number was read; a topic with fewer partitions is another topic. */
  Growth to(int partitions, Instant when) {
    if (partitions < now) {
      return new Growth(partitions, List.of(), false, when);
    }
    List<Former> were = new ArrayList<>(former);
    were.add(0, new Former(now, when));
    return new Growth(partitions, were, known, when);
  }

  /** Whether every key has always belonged to its current partition. */
  boolean neverChanged() {
    return known && former.isEmpty();
  }

  /** Whether everything that belongs to this partition has always belonged to it. */
  boolean alwaysCameTo(int partition) {
    return known
        && former.stream().allMatch(it -> now % it.partitions == 0 && partition < it.partitions);
  }

  /**
   * Whether the default partitioner may have chosen this partition for the key, by a number that
   * its sender could know at that time.
   *
   * @param trusted the answer if nobody knows that number: whether the record was there before
   *     anybody counted, and trusting it loses nothing
   */
  boolean allows(byte[] key, int partition, Instant written, boolean trusted) {
    int hash = Utils.toPositive(Utils.murmur2(key));
    return hash % now == partition
        || former.stream()
            .anyMatch(
                it ->
                    hash % it.partitions == partition
                        && written.isBefore(it.until.plus(SENDERS_HEAR)))
        || trusted && (former.isEmpty() || !known) && written.isBefore(at);
  }
}
