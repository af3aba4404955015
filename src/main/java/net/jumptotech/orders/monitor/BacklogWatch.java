package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The backlog, read from Kafka on request, at most once every two seconds. Used on one event loop.
 */
final class BacklogWatch {

  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long TIMEOUT_MS = 3_000;

  private final Function<List<PartitionLag>, Future<List<Backlog>>> question;
  private Future<Optional<List<Backlog>>> newest;
  private long askedNanos;

  /**
   * @param question what waits in these partitions; fails at once if Kafka is known not to answer
   */
  BacklogWatch(Function<List<PartitionLag>, Future<List<Backlog>>> question) {
    this.question = question;
  }

  /** Empty if Kafka does not say. Never fails, and asks nobody who is known not to answer. */
  Future<Optional<List<Backlog>>> of(List<PartitionLag> lags) {
    long now = System.nanoTime();
    if (newest == null || now - askedNanos > FRESH_NANOS) {
      askedNanos = now;
      newest =
          question
              .apply(lags)
              .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
              .map(Optional::of)
              .otherwise(Optional.empty());
    }
    return newest;
  }
}
