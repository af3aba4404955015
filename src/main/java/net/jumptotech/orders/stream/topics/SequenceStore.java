package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;

/** Remembers which number comes next, over restarts and crashes. */
public interface SequenceStore {

  /**
   * @return the lowest number that was never handed out, 1 at the very first
   */
  Future<Long> next();

  /**
   * Keeps in mind that every number below is taken; completes once that survives a crash.
   *
   * @param below what {@link #next} answers from now on
   */
  Future<Void> reserve(long below);
}
