package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.lookup.RecordLookup;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The backlog, read from Kafka on request, at most once every two seconds. Used on one event loop.
 */
public final class BacklogWatch {

  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long TIMEOUT_MS = 3_000;

  private final LiveFeed feed;
  private final RecordLookup lookup;
  private Future<Optional<List<Backlog>>> newest;
  private long askedNanos;

  public BacklogWatch(LiveFeed feed, RecordLookup lookup) {
    this.feed = feed;
    this.lookup = lookup;
  }

  /**
   * Empty if Kafka does not answer. Never fails, and does not ask while Kafka is known not to
   * answer.
   */
  public Future<Optional<List<Backlog>>> of(List<PartitionLag> lags) {
    long now = System.nanoTime();
    if (newest == null || now - askedNanos > FRESH_NANOS) {
      askedNanos = now;
      newest =
          feed.askKafka(() -> lookup.waiting(lags))
              .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
              .map(Optional::of)
              .otherwise(Optional.empty());
    }
    return newest;
  }
}
