package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.PartitionLag;
import net.jumptotech.orders.stream.RecordLookup;
import net.jumptotech.orders.stream.Waiting;

/**
 * What waits, read from Kafka when somebody asks and at most every two seconds however many do.
 * Used on one event loop.
 */
final class WaitingWatch {

  private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long PATIENCE_MS = 3_000;

  private final LiveFeed feed;
  private final RecordLookup lookup;
  private Future<Optional<List<Waiting>>> newest;
  private long askedNanos;

  WaitingWatch(LiveFeed feed, RecordLookup lookup) {
    this.feed = feed;
    this.lookup = lookup;
  }

  /** Empty if Kafka does not say. Never fails, and asks nobody who is known not to answer. */
  Future<Optional<List<Waiting>>> of(List<PartitionLag> lags) {
    long now = System.nanoTime();
    if (newest == null || now - askedNanos > FRESH_NANOS) {
      askedNanos = now;
      newest =
          feed.askKafka(() -> lookup.waiting(lags))
              .timeout(PATIENCE_MS, TimeUnit.MILLISECONDS)
              .map(Optional::of)
              .otherwise(Optional.empty());
    }
    return newest;
  }
}
