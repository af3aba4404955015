package net.jumptotech.orders.monitor.frames;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * One instance of a role, as of its last frame.
 *
 * @param rate per second of the count that measures its role
 * @param ageMs since its last frame
 * @param unwellMs for how long its frames have not said UP; 0 while they do
 */
public record InstanceState(RoleFrame frame, double rate, long ageMs, long unwellMs) {

  /** An instance that was silent for so long is gone. */
  public static final long GONE_AFTER_MS = 3_000;

  /** An instance that speaks of a state we do not know is newer than we are: not UP, not lost. */
  public Health.State state() {
    return Stream.of(Health.State.values())
        .filter(it -> it.name().equals(frame.health()))
        .findFirst()
        .orElse(Health.State.DEGRADED);
  }

  /** What it said of itself, unless it is gone. */
  public Health health() {
    return ageMs < GONE_AFTER_MS
        ? new Health(state(), frame.detail())
        : Health.down("no report from it for " + ageMs / 1_000 + " s");
  }

  public long count(String name) {
    return frame.counts().getOrDefault(name, 0L);
  }

  /** What it reports. */
  public Stream<SystemProblem> problems() {
    return frame.about().getJsonArray(RoleFrame.PROBLEMS, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(SystemProblem::of);
  }

  public String name() {
    return frame.role() + " " + frame.instance() + " of " + frame.process();
  }
}
