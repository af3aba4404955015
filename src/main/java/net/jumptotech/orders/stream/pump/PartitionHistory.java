package net.jumptotech.orders.stream.pump;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a topic itself shows of how many partitions it had, for a group that counts them for the
 * first time. Kafka does not tell when a partition was added, but its first record does: if the
 * others had taken many records by then, over some time, and it not one, it was not there.
 *
 * <p>Shown is only what is beyond doubt, since a record that lies by a former number is worked on,
 * and one that lies by none is a dead letter: with m partitions of at least m + 1, the chance that
 * 14 (m + 1) keys pass one by is below one in a million.
 */
final class PartitionHistory {

  /** The first records that a partition had are deleted, so it may always have been there. */
  static final long ALWAYS = Long.MIN_VALUE;

  /** Nothing was ever written to it. */
  static final long NEVER = Long.MAX_VALUE;

  private static final long RECORDS_EACH = 14;

  /** Senders send to one partition after the other, and a partition may be away for a while. */
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
