package net.jumptotech.orders.stream.operations;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the record of operations. */
public interface OperationReader {

  /**
   * What to look for.
   *
   * @param day in UTC, as {@code 2026-05-01}
   * @param below only records with lower offsets
   */
  record Search(
      Optional<String> who,
      Optional<String> action,
      Optional<String> day,
      Optional<Long> below,
      int limit) {}

  /**
   * Some records, newest first.
   *
   * @param next continue below this offset; empty if there are no more
   */
  record Page(List<Found> records, Optional<Long> next) {}

  /**
   * A record.
   *
   * @param fields empty if it cannot be read
   */
  record Found(long offset, Map<String, Object> fields) {}

  /**
   * The state of the whole record.
   *
   * @param offset that comes next
   * @param root over all records
   * @param since what this root covers was not checked now; empty: all was
   * @param roots those among the records that were checked, oldest first
   * @param first the first thing that is wrong
   * @param sinceRoot see {@link ChainCheck#sinceRoot}
   */
  record Verified(
      long records,
      long offset,
      String root,
      Optional<DailyRoot> since,
      List<DailyRoot> roots,
      Optional<ChainCheck.Finding> first,
      Map<String, Long> sinceRoot) {

    /** The root over all records, to be recorded after a day. */
    public Operation rootOf(String day) {
      return DailyRoot.of(day, root, records, offset, sinceRoot);
    }
  }

  /** A page may end before its limit, where the search paused. */
  Future<Page> page(Search search);

  /**
   * Checks what has come since the last time; the first time, what has come since the newest root
   * of the day before the last one that has a root.
   */
  Future<Verified> verify();

  Future<Void> close();
}
