package net.jumptotech.orders.stream.pump;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a topic itself shows about its former numbers of partitions, for a group that counts them
 * for the first time. Kafka does not record when a partition was added, but its first record shows
 * it: if by then the others had many records, over some time, and it had none, it did not exist.
 *
 * <p>Only certain cases count, since a record that fits a former number is processed, and one that
 * fits none is a dead letter. With m partitions of at least m + 1, the chance that 14 (m + 1) keys
 * all miss one partition is below one in a million.
 */
final class PartitionHistory {

  /** The first records of the partition are deleted, so it may always have existed. */
  static final long ALWAYS = Long.MIN_VALUE;

  /** Nothing was ever written to it. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long RECORDS_EACH = 14;

  /** Senders use one partition after the other, and a partition may be unavailable for a while. */
  private static final long APART_MS = Growth.SENDERS_HEAR.toMillis();

  private PartitionHistory() {}

  /** How many records were written to the first partitions of a topic up to a time. */
  interface Written {
    long toFirst(int partitions, long until);
  }

  /**
   * @param began the time of the first record of each partition, in milliseconds
   * @return newest first
   */
  static List<Growth.Former> of(long[] began, Written written, Instant now) {
    List<Growth.Former> former = new ArrayList<>();
    for (int count = 1; count < began.length; count++) {
      long last = ALWAYS;
      long next = NEVER;
      for (int i = 0; i < began.length; i++) {
        last = i < count ? Math.max(last, began[i]) : last;
        next = i < count ? next : Math.min(next, began[i]);
      }
      long until = next == NEVER ? now.toEpochMilli() : next;
      boolean isApart = next != ALWAYS && (last == ALWAYS || last < until - APART_MS);
      if (isApart) {
        long records = written.toFirst(count, next) - written.toFirst(count, last);
        if (records >= RECORDS_EACH * (count + 1)) {
          former.add(0, new Growth.Former(count, Instant.ofEpochMilli(until)));
        }
      }
    }
    return former;
  }
}
