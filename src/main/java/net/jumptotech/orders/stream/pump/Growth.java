package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.utils.Utils;

/**
 * How many partitions a topic has and had, and so in which one a key belongs.
 *
 * @param now how many partitions there are
 * @param former how many there were, newest first, at most {@value #MOST_FORMER}; fewer each time
 * @param known whether there was nothing else; false where nobody counted from the beginning
 * @param at when there were so many for the first time that anybody counted
 */
record Growth(int now, List<Former> former, boolean known, Instant at) {

  /** Senders hear of added partitions within five minutes (metadata.max.age.ms). */
  static final Duration SENDERS_HEAR = Duration.ofMinutes(10);

  private static final int MOST_FORMER = 4;
  private static final String NONE = "-";
  private static final String UNKNOWN = "?";
  private static final Pattern FORM =
      Pattern.compile(
          "partitions=(\\d{1,9}) were=(-|\\?|\\d{1,9}@\\d{1,18}(?:,\\d{1,9}@\\d{1,18})*(?:,\\?)?)"
              + " at=(\\d{1,18})");

  /**
   * @param partitions how many there were
   * @param until when there were more for the first time
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

  /** Another number was counted; a topic with fewer is another one. */
  Growth to(int partitions, Instant when) {
    if (partitions < now) {
      return new Growth(partitions, List.of(), false, when);
    }
    List<Former> were = new ArrayList<>(former);
    were.add(0, new Former(now, when));
    return new Growth(partitions, were, known, when);
  }

  /** Whether a key always came to the partition to which it comes now. */
  boolean neverChanged() {
    return known && former.isEmpty();
  }

  /** Whether what comes to this partition has always come there. */
  boolean alwaysCameTo(int partition) {
    return known
        && former.stream().allMatch(it -> now % it.partitions == 0 && partition < it.partitions);
  }

  /** Where Kafka's default partitioner puts a key. */
  static int partitionOf(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /**
   * Whether the default partitioner may have put this key there, going by a number that its sender
   * knew of then.
   *
   * @param believed where nobody knows what number that was: whether it was there before anybody
   *     counted, and nothing is lost by believing that it is right
   */
  boolean allows(byte[] key, int partition, Instant written, boolean believed) {
    int hash = Utils.toPositive(Utils.murmur2(key));
    return hash % now == partition
        || former.stream()
            .anyMatch(
                it ->
                    hash % it.partitions == partition
                        && written.isBefore(it.until.plus(SENDERS_HEAR)))
        || believed && (former.isEmpty() || !known) && written.isBefore(at);
  }
}
