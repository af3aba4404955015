package net.jumptotech.orders.monitor.frames;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.runtime.Health;

/**
 * The report of one instance of a role, every 250 ms, at every order rate.
 *
 * @param role {@code broker}, {@code producer}, {@code fraud}, {@code payment}, {@code analytics},
 *     {@code http}, {@code bridge}, or the name of a file that is a verticle: {@code
 *     fraud-webhook.js}
 * @param process name of the process, stable while it runs
 * @param instance index of the verticle instance in its process
 * @param startedAt when this instance began to count
 * @param counts totals since {@code startedAt}, and gauges, by name; see {@code docs/event-bus.md}
 * @param health {@code UP}, {@code DEGRADED} or {@code DOWN}
 * @param detail why it is not {@code UP}, empty if it is
 * @param newest the newest few documents (analytics only), newest last, as the HTTP API shows them
 * @param about what rarely changes: {@link #VERSION} and the like, and what a role adds; readers
 *     must tolerate missing fields
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
    JsonArray newest,
    JsonObject about) {

  /** The most documents in a frame. */
  public static final int MOST_NEWEST = 30;

  /** In {@code about}: version of the process, text. */
  public static final String VERSION = "version";

  /** In {@code about}: when the process started, as ISO 8601. */
  public static final String PROCESS_STARTED_AT = "process_started_at";

  /** In {@code about}: roles of the process, an array of text. */
  public static final String ROLES = "roles";

  /** In {@code about}: address of the process in its cluster, text; not in every frame. */
  public static final String ADDRESS = "address";

  /** In {@code about} of fraud: its rules in their order, an array of objects. */
  public static final String RULES = "rules";

  /**
   * In {@code about}: problems that an operator must act on, an array of objects; not in every
   * frame.
   */
  public static final String PROBLEMS = "problems";

  /** In {@code about} of a role that writes to the store: its health, unless it is UP. */
  public static final String STORE = "store";

  /** In {@code about} of the producer: what it reads and how far it is, text for people. */
  public static final String SOURCE = "source";

  /** In {@code about} of the last frame of an instance that stops in good order: true. */
  public static final String STOPPED = "stopped";

  public RoleFrame {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(process, "process");
    counts = Map.copyOf(counts);
  }

  /** A frame without {@code about}. */
  public RoleFrame(
      String role,
      String process,
      int instance,
      Instant startedAt,
      Instant at,
      Map<String, Long> counts,
      String health,
      String detail,
      JsonArray newest) {
    this(role, process, instance, startedAt, at, counts, health, detail, newest, new JsonObject());
  }

  /** For how long the instance had been running then, by its own clock. */
  public Duration age() {
    return Duration.between(startedAt, at);
  }

  /** What it says of the store; UP from a role that says nothing of it. */
  public Health store() {
    JsonObject said = about.getJsonObject(STORE);
    return said == null
        ? Health.UP
        : new Health(Health.State.valueOf(said.getString("status")), said.getString("detail"));
  }

  /** Whether it is the last one: the instance stops in good order. */
  public boolean stops() {
    return about.getBoolean(STOPPED, false);
  }

  /** As it travels: its components, under the names that {@link Json} gives them. */
  public JsonObject toJson() {
    return new JsonObject(Json.fields(this));
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
        json.getJsonArray("newest"),
        json.getJsonObject("about", new JsonObject()));
  }
}
