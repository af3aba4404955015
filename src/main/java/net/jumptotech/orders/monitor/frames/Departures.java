package net.jumptotech.orders.monitor.frames;

import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Instances that have stopped or gone silent. What they counted still counts, so that a total never
 * falls because a process ends. Used on one event loop.
 */
public final class Departures {

  /** Of more, the oldest are only kept as a sum. */
  private static final int MOST_KEPT = 1_000;

  /**
   * The end of an instance.
   *
   * @param at by its own clock: when it stopped, or when it last reported
   * @param inGoodOrder whether it reported that it stops
   */
  public record Departure(String process, Instant at, boolean inGoodOrder) {}

  private record Life(String role, String process, int instance, Instant startedAt) {

    static Life of(RoleFrame frame) {
      return new Life(frame.role(), frame.process(), frame.instance(), frame.startedAt());
    }
  }

  private final Map<Life, Map<String, Long>> counts = new LinkedHashMap<>();
  private final Map<String, Map<String, Long>> older = new HashMap<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Map<String, Departure> last = new HashMap<>();

  /**
   * @param frame the last one of its instance
   */
  public void add(RoleFrame frame) {
    counts.put(Life.of(frame), frame.counts());
    since.merge(frame.role(), frame.startedAt(), (one, other) -> one.isBefore(other) ? one : other);
    last.put(frame.role(), new Departure(frame.process(), frame.at(), frame.stops()));
    if (counts.size() > MOST_KEPT) {
      Iterator<Map.Entry<Life, Map<String, Long>>> oldest = counts.entrySet().iterator();
      Map.Entry<Life, Map<String, Long>> each = oldest.next();
      Map<String, Long> sums = older.computeIfAbsent(each.getKey().role(), any -> new HashMap<>());
      each.getValue().forEach((name, value) -> sums.merge(name, value, Long::sum));
      oldest.remove();
    }
  }

  /** It was only silent: what it counted is in its frames again. */
  void isBack(RoleFrame frame) {
    counts.remove(Life.of(frame));
  }

  /** What all departed instances of a role counted; only totals add up, gauges do not. */
  public long count(String role, String name) {
    long sum = older.getOrDefault(role, Map.of()).getOrDefault(name, 0L);
    for (Map.Entry<Life, Map<String, Long>> each : counts.entrySet()) {
      if (each.getKey().role().equals(role)) {
        sum += each.getValue().getOrDefault(name, 0L);
      }
    }
    return sum;
  }

  /** When the first of a role's departed instances began to count. */
  public Optional<Instant> countedSince(String role) {
    return Optional.ofNullable(since.get(role));
  }

  /** The last instance of a role that departed. */
  public Optional<Departure> last(String role) {
    return Optional.ofNullable(last.get(role));
  }
}
