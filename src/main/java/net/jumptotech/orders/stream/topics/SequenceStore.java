package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;

/** Remembers the next number over restarts and crashes. */
public interface SequenceStore {

  /**
   * @return the lowest number that was never handed out, 1 at the very first
   */
  Future<Long> next();

  /**
   * Marks every number below as used; completes once that survives a crash.
   *
   * @param below what {@link #next} returns from now on
   */
  Future<Void> reserve(long below);
}
