package net.jumptotech.orders.http.api;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Values that are kept for a limited time, and up to a size: the oldest are forgotten first. Used
 * on one event loop.
 */
public final class RecentValues<V> {

  private final Map<String, Kept<V>> kept = new LinkedHashMap<>(); // oldest first
  private final LongSupplier clockMs;
  private final Duration time;
  private final long maxBytes;
  private long bytes;

  private record Kept<V>(V value, long at, long bytes) {}

  public RecentValues(LongSupplier clockMs, Duration time, long maxBytes) {
    this.clockMs = clockMs;
    this.time = time;
    this.maxBytes = maxBytes;
  }

  public Optional<V> get(String key) {
    forget();
    return Optional.ofNullable(kept.get(key)).map(Kept::value);
  }

  /**
   * @param size of key and value, approximately, in bytes
   */
  public void put(String key, V value, long size) {
    Kept<V> before = kept.remove(key);
    bytes += size - (before == null ? 0 : before.bytes);
    kept.put(key, new Kept<>(value, clockMs.getAsLong(), size));
    forget();
  }

  private void forget() {
    long tooOld = clockMs.getAsLong() - time.toMillis();
    Iterator<Kept<V>> oldest = kept.values().iterator();
    while (oldest.hasNext()) {
      Kept<V> entry = oldest.next();
      if (entry.at > tooOld && bytes <= maxBytes) {
        return;
      }
      bytes -= entry.bytes;
      oldest.remove();
    }
  }
}
