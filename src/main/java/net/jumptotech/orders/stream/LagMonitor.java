package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import java.util.List;

/** How far the groups are behind what is written. */
public interface LagMonitor {

  /**
   * Asks Kafka. The committed offsets are read first, the ends after them: a lag of 0 means that
   * all was handled that had been written when it was asked.
   *
   * @return one entry a group, topic and partition; fails when Kafka cannot be reached
   */
  Future<List<PartitionLag>> measure();
}
