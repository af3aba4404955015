package net.jumptotech.orders.event;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * What one instance of a role says of itself, every 250 ms, whatever the order rate.
 *
 * @param role {@code producer}, {@code fraud}, {@code payment}, {@code analytics}
 * @param process names the process, stable while it runs
 * @param instance index of the verticle instance in its process
 * @param startedAt when this instance began to count
 * @param counts totals since {@code startedAt}, and gauges, by name; see {@code docs/event-bus.md}
 * @param health {@code UP}, {@code DEGRADED} or {@code DOWN}
 * @param detail why it is not {@code UP}, empty if it is
 * @param newest the newest few documents (analytics only), newest last, as the HTTP API shows them
 */
public record RoleFrame(
    String role,
    String process,
    int instance,
    Instant startedAt,
    Instant at,
    Map<String, Long> counts,
    String health,
    String detail,
    JsonArray newest) {

  public RoleFrame {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(process, "process");
    counts = Map.copyOf(counts);
  }

  public JsonObject toJson() {
    JsonObject numbers = new JsonObject();
    counts.forEach(numbers::put);
    return new JsonObject()
        .put("role", role)
        .put("process", process)
        .put("instance", instance)
        .put("started_at", startedAt.toString())
        .put("at", at.toString())
        .put("counts", numbers)
        .put("health", health)
        .put("detail", detail)
        .put("newest", newest);
  }

  public static RoleFrame of(JsonObject json) {
    Map<String, Long> counts = new java.util.HashMap<>();
    JsonObject numbers = json.getJsonObject("counts");
    for (String name : numbers.fieldNames()) {
      counts.put(name, numbers.getLong(name));
    }
    return new RoleFrame(
        json.getString("role"),
        json.getString("process"),
        json.getInteger("instance"),
        Instant.parse(json.getString("started_at")),
        Instant.parse(json.getString("at")),
        counts,
        json.getString("health"),
        json.getString("detail"),
        json.getJsonArray("newest"));
  }
}
