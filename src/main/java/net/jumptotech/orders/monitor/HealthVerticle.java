package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.monitor.frames.FrameFold;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.server.Connections;
import net.jumptotech.orders.server.ServerTls;
import net.jumptotech.orders.server.TlsFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 *   <li>{@code GET /metrics}: the metrics of this process, for Prometheus.
 * </ul>
 *
 * <p>The bodies say which role, and why; they tell nothing secret. Deploy it last: as long as
 * nothing listens here, the process has not started or is about to end.
 */
final class HealthVerticle extends VerticleBase {

  private static final long DEAD_MS = 30_000;

  /** Supervisors are few, ask every some seconds, and need no connection in between. */
  private static final int MOST_CONNECTIONS = 200;

  private static final double EACH = 0.5;
  private static final Duration SHORT = Duration.ofSeconds(10);
  private static final Connections.Timeouts TIMEOUTS =
      new Connections.Timeouts(SHORT, SHORT, SHORT);

  /** For the browser of somebody who looks. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control",
          "no-store",
          "Content-Security-Policy",
          "default-src 'none'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff");

  private static final Logger log = LoggerFactory.getLogger(HealthVerticle.class);

  private final String host;
  private final int configuredPort;
  private final Optional<TlsFiles> tlsFiles;
  private final ProcessInfo process;
  private final List<String> roles;
  private final Optional<ProcessMetrics> metrics;
  private final LongSupplier clock;
  private final FrameFold fold = new FrameFold(Long.MAX_VALUE); // of this process alone
  private long listeningSince;
  private HttpServer server;

  private record Instance(String name, Health health, long silentMs) {}

  private record Answer(String status, List<Told> instances) {}

  private record Told(String instance, @JsonUnwrapped Health health) {}

  /**
   * @param host address to listen on
   * @param configuredPort to listen on; 0 takes a free one
   * @param tlsFiles of the certificate; empty: without TLS
   * @param roles of this process that publish frames; each must be heard
   * @param metrics to be read here
   * @param clock milliseconds, never going back
   */
  HealthVerticle(
      String host,
      int configuredPort,
      Optional<TlsFiles> tlsFiles,
      ProcessInfo process,
      List<String> roles,
      Optional<ProcessMetrics> metrics,
      LongSupplier clock) {
    this.host = host;
    this.configuredPort = configuredPort;
    this.tlsFiles = tlsFiles;
    this.process = process;
    this.roles = List.copyOf(roles);
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Known once it has started. */
  int port() {
    return server.actualPort();
  }

  @Override
  public Future<?> start() {
    listeningSince = clock.getAsLong();
    vertx.eventBus().<JsonObject>localConsumer(Addresses.FRAMES, frame -> hear(frame.body()));
    ServerTls tls = new ServerTls(vertx, tlsFiles, EACH);
    return tls.addTo(Connections.options())
        .compose(this::listen)
        .onSuccess(
            listening -> {
              server = listening;
              tls.follow(listening);
            });
  }

  private Future<HttpServer> listen(HttpServerOptions options) {
    return new Connections(MOST_CONNECTIONS, EACH, TIMEOUTS)
        .watch(vertx, vertx.createHttpServer(options))
        .requestHandler(this::answer)
        .listen(configuredPort, host)
        .recover(
            failed ->
                Future.failedFuture(
                    new StartFailure(
                        "the health check cannot listen on %s:%d (%s): choose another port with ORDERS_HEALTH_PORT"
                            .formatted(host, configuredPort, failed.getMessage()))));
  }

  @Override
  public Future<?> stop() {
    return server.shutdown(0, TimeUnit.SECONDS);
  }

  private void hear(JsonObject frame) {
    if (process.name().equals(frame.getString("process"))) {
      fold.hear(RoleFrame.of(frame), clock.getAsLong());
    }
  }

  private List<Instance> instances() {
    long now = clock.getAsLong();
    List<InstanceState> reported = fold.instances(now);
    Stream<Instance> expected =
        roles.stream()
            .filter(role -> reported.stream().noneMatch(it -> it.frame().role().equals(role)))
            .map(
                role ->
                    new Instance(
                        role + " 0", Health.down("no report from it yet"), now - listeningSince));
    return Stream.concat(
            expected,
            reported.stream()
                .map(
                    it ->
                        new Instance(
                            it.frame().role() + " " + it.frame().instance(),
                            it.health(),
                            it.ageMs())))
        .sorted(Comparator.comparing(Instance::name))
        .toList();
  }

  private void answer(HttpServerRequest request) {
    HEADERS.forEach(request.response()::putHeader);
    if (request.path().equals("/metrics") && metrics.isPresent()) {
      answer(request, metrics.get());
      return;
    }
    List<Instance> instances = instances();
    switch (request.path()) {
      case "/health/live" ->
          answer(request, instances, instances.stream().allMatch(it -> it.silentMs() < DEAD_MS));
      case "/health/ready" ->
          answer(
              request,
              instances,
              instances.stream().allMatch(it -> it.health().state() != Health.State.DOWN));
      default -> request.response().setStatusCode(404).end();
    }
  }

  private void answer(HttpServerRequest request, ProcessMetrics measured) {
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    vertx
        .executeBlocking(() -> measured.exposition(accept)) // one after the other
        .onSuccess(
            told ->
                request
                    .response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, told.contentType())
                    .end(told.text()))
        .onFailure(
            failed -> {
              log.warn("GET /metrics failed: {}", failed.toString());
              request.response().setStatusCode(500).end();
            });
  }

  private static void answer(HttpServerRequest request, List<Instance> instances, boolean well) {
    Answer answer =
        new Answer(
            well ? "ok" : "failing",
            instances.stream().map(it -> new Told(it.name(), it.health())).toList());
    request
        .response()
        .setStatusCode(well ? 200 : 503)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
        .end(Buffer.buffer(Json.bytes(answer)));
  }
}
