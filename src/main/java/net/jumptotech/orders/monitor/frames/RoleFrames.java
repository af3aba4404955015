package net.jumptotech.orders.monitor.frames;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.pump.Pump;
import net.jumptotech.orders.stream.pump.PumpStatus;
import org.HdrHistogram.Histogram;

/**
 * Publishes the state of one instance of a role on the event bus, four times a second: to this
 * process, and to all that share the bus. The suppliers are called on the context that created it.
 */
public final class RoleFrames {

  /** How often a frame is published. */
  public static final long PERIOD_MS = 250;

  private final Vertx vertx;
  private final Supplier<RoleFrame> frame;
  private final long timer;

  private RoleFrames(Vertx vertx, Supplier<RoleFrame> frame) {
    this.vertx = vertx;
    this.frame = frame;
    this.timer = vertx.setPeriodic(PERIOD_MS, tick -> send(frame.get()));
  }

  /**
   * Starts to publish.
   *
   * @param counts totals since now, and gauges, by name
   * @param newest documents that changed since the last call, newest last; empty for most roles
   */
  public static RoleFrames publish(
      Vertx vertx,
      String role,
      ProcessInfo process,
      int instance,
      Supplier<Map<String, Long>> counts,
      Supplier<Health> health,
      Supplier<JsonArray> newest) {
    return publish(vertx, role, process, instance, counts, health, newest, JsonObject::new);
  }

  /**
   * As above.
   *
   * @param about what the role adds besides its counts
   */
  public static RoleFrames publish(
      Vertx vertx,
      String role,
      ProcessInfo process,
      int instance,
      Supplier<Map<String, Long>> counts,
      Supplier<Health> health,
      Supplier<JsonArray> newest,
      Supplier<JsonObject> about) {
    Instant startedAt = Instant.now();
    return new RoleFrames(
        vertx,
        () -> {
          Health now = health.get();
          return new RoleFrame(
              role,
              process.name(),
              instance,
              startedAt,
              Instant.now(),
              counts.get(),
              now.state().name(),
              now.detail(),
              newest.get(),
              about(process).mergeIn(about.get()));
        });
  }

  /** As above, for a role with a pump, whose counts are added to its own. */
  public static RoleFrames publish(
      Vertx vertx,
      String role,
      ProcessInfo process,
      int instance,
      Pump<?> pump,
      Supplier<Health> health,
      Supplier<Map<String, Long>> own,
      Supplier<JsonArray> newest) {
    return publish(vertx, role, process, instance, pump, health, own, newest, JsonObject::new);
  }

  /** As above, with what the role adds besides its counts. */
  public static RoleFrames publish(
      Vertx vertx,
      String role,
      ProcessInfo process,
      int instance,
      Pump<?> pump,
      Supplier<Health> health,
      Supplier<Map<String, Long>> own,
      Supplier<JsonArray> newest,
      Supplier<JsonObject> about) {
    RecentLatency latency = new RecentLatency();
    return publish(
        vertx,
        role,
        process,
        instance,
        () -> {
          latency.add(pump.latency(), System.nanoTime());
          Map<String, Long> counts = counts(pump.status(), latency.all());
          counts.putAll(own.get());
          return counts;
        },
        health,
        newest,
        () -> withProblems(about.get(), pump.status().problems()));
  }

  /** What a role that has problems adds to {@code about}. */
  public static JsonObject aboutProblems(List<SystemProblem> problems) {
    return withProblems(new JsonObject(), problems);
  }

  private static JsonObject withProblems(JsonObject about, List<SystemProblem> problems) {
    if (!problems.isEmpty()) {
      JsonArray all = about.getJsonArray(RoleFrame.PROBLEMS, new JsonArray()).copy();
      problems.stream()
          .limit(SystemProblem.MOST_SHOWN)
          .forEach(problem -> all.add(problem.toJson()));
      about.put(RoleFrame.PROBLEMS, all);
    }
    return about;
  }

  /** What a role that writes to the store adds to {@code about}. */
  public static JsonObject aboutStore(Health store) {
    return store.state() == Health.State.UP
        ? new JsonObject()
        : new JsonObject().put(RoleFrame.STORE, new JsonObject(Json.fields(store)));
  }

  private static JsonObject about(ProcessInfo process) {
    JsonObject about =
        new JsonObject()
            .put(RoleFrame.VERSION, process.version())
            .put(RoleFrame.PROCESS_STARTED_AT, process.startedAt().toString())
            .put(RoleFrame.ROLES, new JsonArray(process.roles()));
    process.address().ifPresent(address -> about.put(RoleFrame.ADDRESS, address));
    return about;
  }

  private static Map<String, Long> counts(PumpStatus status, Histogram latency) {
    Map<String, Long> counts = new HashMap<>();
    counts.put(Counts.RECEIVED, status.received());
    counts.put(Counts.DUPLICATES, status.duplicates());
    counts.put(Counts.REJECTED, status.rejected());
    status.deadLetters().forEach((cause, letters) -> counts.put(cause.toString(), letters));
    counts.put(Counts.IN_FLIGHT, (long) status.inFlight());
    counts.put(Counts.OLDEST_MS, status.oldestMs());
    counts.put("partitions", (long) status.partitions());
    counts.put(Counts.SETTLED_IDS, status.settledIds());
    counts.put(Counts.SETTLED_BYTES, status.settledBytes());
    counts.put("transactions", status.transactions());
    counts.put("aborted", status.aborted());
    counts.put("unknown", status.unknown());
    counts.put("sessions", status.sessions());
    counts.put("offsets_moved", status.moved());
    counts.put("records_lost", status.lost());
    counts.put(Counts.P50_US, latency.getValueAtPercentile(50));
    counts.put(Counts.P99_US, latency.getValueAtPercentile(99));
    return counts;
  }

  /** Publishes the last frame, which says that the instance stops in good order. */
  public void close() {
    vertx.cancelTimer(timer);
    RoleFrame last = frame.get();
    last.about().put(RoleFrame.STOPPED, true);
    send(last);
  }

  private void send(RoleFrame frame) {
    JsonObject json = frame.toJson();
    vertx.eventBus().publish(Addresses.FRAMES, json, Addresses.HERE);
    vertx.eventBus().publish(Addresses.FLEET_FRAMES, json);
  }
}
