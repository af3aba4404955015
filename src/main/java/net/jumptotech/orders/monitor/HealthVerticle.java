package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.runtime.Connections;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.StartFailure;

/**
 * Answers, on a port of its own, whether this process works. It knows from the frames of this
 * process's own roles on the event bus, so a role whose event loop hangs is found as well.
 *
 * <ul>
 *   <li>{@code GET /health/live}: 200, or 503 once a role was silent for 30 seconds, which no role
 *       gets over by itself: start the process anew.
 *   <li>{@code GET /health/ready}: 200, or 503 while a role is DOWN or was silent for 3 seconds:
 *       send it nothing. A role that waits for Kafka or the store is DEGRADED, and ready: elsewhere
 *       it would wait as well.
 * </ul>
 *
 * <p>The bodies say which role, and why; they tell nothing secret. Deploy it last: as long as
 * nothing listens here, the process has not started or is about to end.
 */
final class HealthVerticle extends VerticleBase {

  /** As long as a page of ours waits before it takes a role for gone. */
  private static final long NOT_READY_MS = 3_000;

  private static final long DEAD_MS = 30_000;

  /** Supervisors are few, ask every some seconds, and need no connection in between. */
  private static final int MOST_CONNECTIONS = 200;

  private static final double EACH = 0.5;
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Connections.Patience PATIENCE =
      new Connections.Patience(SHORT, SHORT, SHORT);

  private final String host;
  private final int configuredPort;
  private final ProcessInfo process;
  private final List<String> roles;
  private final LongSupplier clock;
  private final TreeMap<String, Heard> heard = new TreeMap<>(); // by role and instance
  private HttpServer server;

  /**
   * @param health what it said of itself
   * @param at when it was last heard, or when this began to listen
   */
  private record Heard(Health health, long at) {}

  /**
   * @param host address to listen on
   * @param configuredPort to listen on; 0 takes a free one
   * @param roles of this process that publish frames; each must be heard
   * @param clock milliseconds, never going back
   */
  HealthVerticle(
      String host,
      int configuredPort,
      ProcessInfo process,
      List<String> roles,
      LongSupplier clock) {
    this.host = host;
    this.configuredPort = configuredPort;
    this.process = process;
    this.roles = List.copyOf(roles);
    this.clock = clock;
  }

  /** Known once it has started. */
  int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    long now = clock.getAsLong();
    roles.forEach(role -> heard.put(role + " 0", new Heard(Health.down("not heard of yet"), now)));
    vertx.eventBus().<JsonObject>localConsumer(Addresses.FRAMES, frame -> hear(frame.body()));
    return new Connections(MOST_CONNECTIONS, EACH, PATIENCE)
        .watch(vertx, vertx.createHttpServer(Connections.options()))
        .requestHandler(this::answer)
        .listen(configuredPort, host)
        .recover(
            failed ->
                Future.failedFuture(
                    new StartFailure(
                        "cannot answer for health on %s:%d (%s): choose another with ORDERS_HEALTH_PORT"
                            .formatted(host, configuredPort, failed.getMessage()))))
        .onSuccess(listening -> server = listening);
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(0, TimeUnit.SECONDS);
  }

  private void hear(JsonObject frame) {
    if (process.name().equals(frame.getString("process"))) {
      RoleFrame ours = RoleFrame.of(frame);
      Health health = new Health(Health.State.valueOf(ours.health()), ours.detail());
      heard.put(ours.role() + " " + ours.instance(), new Heard(health, clock.getAsLong()));
    }
  }

  private void answer(HttpServerRequest request) {
    long now = clock.getAsLong();
    switch (request.path()) {
      case "/health/live" ->
          answer(request, heard.values().stream().allMatch(it -> now - it.at() < DEAD_MS));
      case "/health/ready" ->
          answer(
              request,
              heard.values().stream().allMatch(it -> now(it, now).state() != Health.State.DOWN));
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void answer(HttpServerRequest request, boolean well) {
    long now = clock.getAsLong();
    JsonArray instances = new JsonArray();
    heard.forEach(
        (instance, it) -> {
          Health health = now(it, now);
          instances.add(
              new JsonObject()
                  .put("instance", instance)
                  .put("status", health.state().name())
                  .put("detail", health.detail()));
        });
    request
        .response()
        .setStatusCode(well ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(
            new JsonObject()
                .put("status", well ? "ok" : "failing")
                .put("instances", instances)
                .encode());
  }

  private static Health now(Heard heard, long now) {
    long silent = now - heard.at();
    return silent < NOT_READY_MS
        ? heard.health()
        : Health.down("not heard of for " + silent / 1_000 + " s");
  }
}
