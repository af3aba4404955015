package net.jumptotech.orders.stream.operations;

import io.vertx.core.Future;

/** Keeps a record of operations. Used on one event loop. */
public interface OperationLog {

  /**
   * Appends a record.
   *
   * @return its hash, once all in-sync replicas have it. Fails within about 6 s if they do not
   *     acknowledge it; the record may be there or not
   */
  Future<String> append(Operation operation);

  Future<Void> close();
}
