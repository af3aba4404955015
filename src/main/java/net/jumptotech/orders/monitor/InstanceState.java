package net.jumptotech.orders.monitor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * One instance of a role, as it was last heard.
 *
 * @param rate of the count its role is measured by, a second
 * @param ageMs since it was heard
 */
record InstanceState(RoleFrame frame, double rate, long ageMs) {

  long count(String name) {
    return frame.counts().getOrDefault(name, 0L);
  }

  /** What it reports. */
  Stream<SystemProblem> problems() {
    return frame.about().getJsonArray(RoleFrame.PROBLEMS, new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .map(SystemProblem::of);
  }

  String name() {
    return frame.role() + " " + frame.instance() + " of " + frame.process();
  }
}
