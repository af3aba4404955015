package net.jumptotech.orders.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.OrderId;

/**
 * The documents that a writer used last, limited in number and memory: an alert and a payment
 * usually follow their order soon, and then need no read. Any thread.
 *
 * @param <V> a document as its store knows it
 */
public final class RecentDocuments<V> {

  private static final int MOST = 20_000;

  /** Room for that many usual orders. */
  private static final long MOST_BYTES = 32_000_000;

  private static final int USUAL_BYTES = 500;
  private static final int VALUE_BYTES = 48;

  private final Map<OrderId, Entry<V>> entries = new LinkedHashMap<>(1_024, 0.75f, true);
  private long bytes;

  private record Entry<T>(T value, long bytes) {}

  /** Null if it is not known. */
  public synchronized V get(OrderId id) {
    Entry<V> entry = entries.get(id);
    return entry == null ? null : entry.value();
  }

  /**
   * @param document what {@code value} holds
   */
  public synchronized void put(OrderDocument document, V value) {
    Entry<V> entry = new Entry<>(value, bytes(document));
    forget(entries.put(document.id(), entry));
    bytes += entry.bytes();
    var eldest = entries.values().iterator();
    while (bytes > MOST_BYTES || entries.size() > MOST) {
      forget(eldest.next());
      eldest.remove();
    }
  }

  public synchronized void remove(OrderId id) {
    forget(entries.remove(id));
  }

  public synchronized void clear() {
    entries.clear();
    bytes = 0;
  }

  private void forget(Entry<V> entry) {
    bytes -= entry == null ? 0 : entry.bytes();
  }

  /** About what it takes on the heap. */
  private static long bytes(OrderDocument document) {
    long bytes = USUAL_BYTES * (1L + document.alerts().size());
    for (OrderFact.Placed placed : document.contents().first()) {
      bytes += USUAL_BYTES + bytes(placed.order().more());
    }
    return bytes;
  }

  private static long bytes(Object json) {
    long bytes = VALUE_BYTES;
    if (json instanceof String text) {
      bytes += text.length();
    } else if (json instanceof List<?> list) {
      for (Object each : list) {
        bytes += bytes(each);
      }
    } else if (json instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> each : map.entrySet()) {
        bytes += bytes(each.getKey()) + bytes(each.getValue());
      }
    }
    return bytes;
  }
}
