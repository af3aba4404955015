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
   * @param root over all records
   * @param sinceRoot see {@link ChainCheck#sinceRoot}
   */
  record Verified(
      long records,
      String root,
      List<DailyRoot> roots,
      Optional<ChainCheck.Finding> first,
      Map<String, Long> sinceRoot) {}

  /** A page may end before its limit, where the search paused. */
  Future<Page> page(Search search);

  /** Checks what has come since the last time; the first time, everything. */
  Future<Verified> verify();

  Future<Void> close();
}
