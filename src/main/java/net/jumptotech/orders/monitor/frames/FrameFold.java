package net.jumptotech.orders.monitor.frames;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.runtime.Health;

/**
 * Aggregates the frames of all processes for browsers. Pure: time is passed in, in monotonic
 * milliseconds. Costs the same at every order rate.
 */
public final class FrameFold {

  /**
   * A frame that is older than the last one, but arrives later than this, is not delayed: the
   * sender's clock changed.
   */
  private static final long MOST_DELAY_MS = 1_000;

  private static final String ANALYTICS = Role.ANALYTICS.toString();
  private static final Set<String> INTAKES = Set.of(Role.PRODUCER.toString(), Role.HTTP.toString());

  private record Key(String role, String process, int instance) {}

  private static final class Instance {
    private final Rate rate = new Rate();
    private final Rate stored = new Rate();
    private RoleFrame frame;
    private long receivedAt;
    private long lastWell;
  }

  private final Map<Key, Instance> instances = new HashMap<>();
  private final Departures departures = new Departures();
  private final Map<String, Map<String, Object>> newest = new LinkedHashMap<>();
  private final long forgetMs;
  private long changed;

  /** Forgets an instance once it is gone. */
  public FrameFold() {
    this(InstanceState.GONE_AFTER_MS);
  }

  /**
   * @param forgetMs after how long a silent instance is forgotten
   */
  public FrameFold(long forgetMs) {
    this.forgetMs = forgetMs;
  }

  /**
   * @param orders newest first, at most {@link RoleFrame#MOST_NEWEST}, each once
   * @param changed number of documents that changed, including those shown
   * @param rate of changes per second
   */
  public record Changes(List<Map<String, Object>> orders, long changed, double rate) {}

  public void hear(RoleFrame frame, long now) {
    Key key = new Key(frame.role(), frame.process(), frame.instance());
    Instance instance = instances.computeIfAbsent(key, any -> new Instance());
    if (instance.frame == null) {
      departures.isBack(frame);
    }
    if (instance.frame != null
        && frame.at().isBefore(instance.frame.at())
        && now - instance.receivedAt < MOST_DELAY_MS) {
      return; // a newer frame arrived first
    }
    if (instance.frame != null && !instance.frame.startedAt().equals(frame.startedAt())) {
      departures.add(instance.frame);
    }
    if (frame.role().equals(ANALYTICS)) {
      changed += grown(instance.frame, frame);
      instance.stored.sample(frame.startedAt(), frame.at(), count(frame, Counts.STORED));
      addNewest(frame.newest());
    }
    if (instance.frame == null
        || !instance.frame.startedAt().equals(frame.startedAt())
        || isUp(frame)) {
      instance.lastWell = now;
    }
    instance.rate.sample(frame.startedAt(), frame.at(), done(frame));
    instance.frame = frame;
    instance.receivedAt = now;
    if (frame.stops()) {
      instances.remove(key);
      departures.add(frame);
    }
  }

  /** Instances that stopped or went silent, of all processes. */
  public Departures departures() {
    return departures;
  }

  /** All instances that are not forgotten, by role, process and index. */
  public List<InstanceState> instances(long now) {
    instances
        .values()
        .removeIf(
            instance -> {
              boolean gone = now - instance.receivedAt >= forgetMs;
              if (gone) {
                departures.add(instance.frame);
              }
              return gone;
            });
    return instances.values().stream()
        .map(
            it ->
                new InstanceState(
                    it.frame,
                    it.rate.perSecond(),
                    now - it.receivedAt,
                    isUp(it.frame) ? 0 : now - it.lastWell))
        .sorted(
            Comparator.comparing((InstanceState it) -> it.frame().role())
                .thenComparing(it -> it.frame().process())
                .thenComparing(it -> it.frame().instance()))
        .toList();
  }

  /** What changed since this was last asked. */
  public Changes changes(long now) {
    double rate =
        instances.values().stream()
            .filter(it -> now - it.receivedAt < InstanceState.GONE_AFTER_MS)
            .mapToDouble(it -> it.stored.perSecond())
            .sum();
    List<Map<String, Object>> orders = new ArrayList<>(newest.values());
    Collections.reverse(orders);
    Changes changes = new Changes(orders, Math.max(changed, orders.size()), rate);
    newest.clear();
    changed = 0;
    return changes;
  }

  /**
   * A reader's received records do not count as done: while its store is unavailable it receives
   * records and makes no progress.
   */
  private static long done(RoleFrame frame) {
    return INTAKES.contains(frame.role())
        ? count(frame, Counts.ACCEPTED)
        : Math.max(0, count(frame, Counts.RECEIVED) - count(frame, Counts.IN_FLIGHT));
  }

  private static boolean isUp(RoleFrame frame) {
    return frame.health().equals(Health.State.UP.name());
  }

  private static long grown(RoleFrame before, RoleFrame now) {
    if (before == null) {
      return 0; // it may have counted for days before our first frame
    }
    long base = before.startedAt().equals(now.startedAt()) ? count(before, Counts.STORED) : 0;
    return Math.max(0, count(now, Counts.STORED) - base);
  }

  private static long count(RoleFrame frame, String name) {
    return frame.counts().getOrDefault(name, 0L);
  }

  private void addNewest(JsonArray documents) {
    for (int i = 0; documents != null && i < documents.size(); i++) {
      JsonObject document = documents.getJsonObject(i);
      String id = String.valueOf(document.getValue(EventJson.ORDER_ID));
      newest.remove(id); // so that it moves to the end
      newest.put(id, document.getMap());
      if (newest.size() > RoleFrame.MOST_NEWEST) {
        newest.remove(newest.keySet().iterator().next());
      }
    }
  }
}
