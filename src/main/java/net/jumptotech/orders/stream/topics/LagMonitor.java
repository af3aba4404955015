package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.offsets.Breach;

/** Measures how far the groups are behind. */
public interface LagMonitor {

  /**
   * Reads the committed offsets first and the ends after them: a lag of 0 means that everything was
   * processed that was written when the call was made.
   *
   * @return one entry per group, topic and partition; fails if Kafka cannot be reached
   */
  Future<List<PartitionLag>> measure();

  /**
   * Looks for what blocks or endangers records in the topics that the groups read.
   *
   * @return empty if there is nothing to do; fails if Kafka cannot be reached
   */
  default Future<List<SystemProblem>> problems() {
    return Future.succeededFuture(List.of());
  }

  /** Unacknowledged records that were deleted before a group read them. */
  public default Future<List<Breach>> breaches() {
    return Future.succeededFuture(List.of());
  }

  /** Acknowledges these for good. */
  default Future<Void> acknowledge(Collection<Breach> breaches) {
    return Future.succeededFuture();
  }
}
