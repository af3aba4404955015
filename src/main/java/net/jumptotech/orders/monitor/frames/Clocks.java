package net.jumptotech.orders.monitor.frames;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the clocks of other processes are from ours, by the times in their frames. A frame that
 * was long on its way looks as if its clock were behind, so the frame that took the least counts.
 * Used on one event loop.
 */
public final class Clocks {

  private static final Duration MUCH = Duration.ofSeconds(5);
  private static final int FRAMES = 12;
  private static final int MOST_PROCESSES = 1_000;

  /**
   * A clock that is wrong, or ours is.
   *
   * @param by how far it is ahead of ours; negative if it is behind
   */
  public record Difference(String process, Duration by) {}

  private final Map<String, ArrayDeque<Duration>> ahead = new HashMap<>();

  /**
   * @param sent by the clock of the process
   * @param received by ours
   */
  public void hear(String process, Instant sent, Instant received) {
    if (ahead.size() >= MOST_PROCESSES && !ahead.containsKey(process)) {
      ahead.clear();
    }
    ArrayDeque<Duration> last = ahead.computeIfAbsent(process, any -> new ArrayDeque<>());
    last.add(Duration.between(received, sent));
    if (last.size() > FRAMES) {
      last.removeFirst();
    }
  }

  public void forget(String process) {
    ahead.remove(process);
  }

  /** The largest difference of those over 5 seconds, once 3 seconds of frames agree. */
  public Optional<Difference> worst() {
    return ahead.entrySet().stream()
        .filter(it -> it.getValue().size() == FRAMES)
        .map(
            it ->
                new Difference(
                    it.getKey(),
                    it.getValue().stream().max(Comparator.naturalOrder()).orElseThrow()))
        .filter(it -> it.by().abs().compareTo(MUCH) >= 0)
        .max(Comparator.comparing(it -> it.by().abs()));
  }
}
