package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.offsets.Breach;

/** How far the groups are behind what is written. */
public interface LagMonitor {

  /**
   * Asks Kafka. The committed offsets are read first, the ends after them: a lag of 0 means that
   * all was handled that had been written when it was asked.
   *
   * @return one entry a group, topic and partition; fails when Kafka cannot be reached
   */
  Future<List<PartitionLag>> measure();

  /**
   * Looks for what holds records up or puts them at risk in the topics that the groups read.
   *
   * @return empty if there is nothing to do; fails when Kafka cannot be reached
   */
  default Future<List<SystemProblem>> problems() {
    return Future.succeededFuture(List.of());
  }

  /** Records that were deleted before a group read them, as far as nobody has acknowledged it. */
  public default Future<List<Breach>> breaches() {
    return Future.succeededFuture(List.of());
  }

  /** Makes it known, for good, that somebody knows of these. */
  default Future<Void> acknowledge(Collection<Breach> breaches) {
    return Future.succeededFuture();
  }
}
