package net.jumptotech.orders.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import java.net.BindException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.access.KnownHost;
import net.jumptotech.orders.http.access.ProviderEndpoints;
import net.jumptotech.orders.http.access.SessionEndpoints;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Endpoint;
import net.jumptotech.orders.http.api.ReadQueue;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.http.deadletters.DeadLetterQueries;
import net.jumptotech.orders.http.imports.Imports;
import net.jumptotech.orders.http.operations.OperationQueries;
import net.jumptotech.orders.http.operations.Recorder;
import net.jumptotech.orders.http.operations.RootKeeper;
import net.jumptotech.orders.http.orders.OrderExport;
import net.jumptotech.orders.http.orders.OrderIntake;
import net.jumptotech.orders.http.orders.OrderQueries;
import net.jumptotech.orders.http.story.StoryTeller;
import net.jumptotech.orders.http.webhooks.Webhooks;
import net.jumptotech.orders.monitor.FraudRules;
import net.jumptotech.orders.monitor.LiveFeed;
import net.jumptotech.orders.monitor.SystemReport;
import net.jumptotech.orders.monitor.SystemState;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.FileWatch;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.server.Connections;
import net.jumptotech.orders.server.ServerTls;
import net.jumptotech.orders.stream.write.OrderWriter;

/**
 * Serves the HTTP interface ({@code openapi.yaml}), the live frames and the web page, on one port.
 *
 * <p>Deploy one instance a process: each folds the frames of the whole system for itself.
 */
public final class HttpVerticle extends VerticleBase {

  private static final String ROLE = Role.HTTP.toString();
  private static final int IDLE_SECONDS = 60;

  /** The load balancer waits 50 s before it hangs up on us, so that it never asks just then. */
  private static final Connections.Timeouts TIMEOUTS =
      new Connections.Timeouts(
          Duration.ofSeconds(20), Duration.ofSeconds(IDLE_SECONDS), Duration.ofSeconds(30));

  private static final int CLOSE_SECONDS = 4;
  private static final int MAX_WEB_SOCKET_MESSAGE = 4_096;

  private record Alive(String status) {}

  private final HttpOptions options;
  private final HttpPorts ports;
  private final ProcessInfo process;

  private OrderWriter writer;
  private Recorder recorder;
  private RootKeeper roots;
  private LiveFeed feed;
  private RoleFrames frames;
  private HttpServer server;
  private Access access;
  private Optional<FileWatch> keys = Optional.empty();
  private volatile int port;

  public HttpVerticle(HttpOptions options, HttpPorts ports, ProcessInfo process) {
    this.options = options;
    this.ports = ports;
    this.process = process;
  }

  /**
   * @return fails with {@link BindException} if the port is taken, saying which; nothing is left
   *     open then
   */
  @Override
  public Future<?> start() {
    return Contract.load(vertx)
        .compose(
            contract ->
                openWriter().compose(opened -> openRecorder()).compose(opened -> listen(contract)))
        .recover(cause -> stop().transform(closed -> Future.failedFuture(cause)));
  }

  /**
   * Stops taking requests, gives those at work 2 seconds to be answered, waits for what Kafka has
   * not acknowledged yet, and closes the writer.
   */
  @Override
  public Future<?> stop() {
    if (frames != null) {
      frames.close();
    }
    keys.ifPresent(FileWatch::stop);
    if (access != null) {
      access.stop();
    }
    if (roots != null) {
      roots.stop();
    }
    return (server == null ? Future.succeededFuture() : server.shutdown(2, TimeUnit.SECONDS))
        .eventually(() -> feed == null ? Future.succeededFuture() : feed.stop())
        .eventually(() -> writer == null ? Future.succeededFuture() : atMost(writer.close()))
        .eventually(() -> recorder == null ? Future.succeededFuture() : atMost(recorder.close()))
        .eventually(ports.operationReader()::close)
        .eventually(ports.lookup()::close);
  }

  /** What Kafka has not taken by then was not acknowledged to anybody. */
  private Future<Void> atMost(Future<Void> closed) {
    return Future.any(closed, vertx.timer(CLOSE_SECONDS, TimeUnit.SECONDS).mapEmpty()).mapEmpty();
  }

  /**
   * The port it listens on, from any thread.
   *
   * @throws IllegalStateException before it has started
   */
  public int port() {
    if (port == 0) {
      throw new IllegalStateException("not listening yet");
    }
    return port;
  }

  private Future<Void> openWriter() {
    return vertx
        .executeBlocking(ports.writers()::get)
        .map(opened -> writer = opened) // not onSuccess: what comes next may then be faster
        .mapEmpty();
  }

  private Future<Void> openRecorder() {
    return vertx
        .executeBlocking(ports.operations()::get)
        .map(
            opened -> {
              recorder = new Recorder(vertx, opened);
              roots =
                  new RootKeeper(
                      vertx,
                      opened,
                      ports.operationReader(),
                      ports.topics().operations(),
                      Clock.systemUTC());
              return null;
            });
  }

  private Future<Void> listen(Contract contract) {
    SendingRates rates = new SendingRates(options.rates());
    OrderIntake intake = new OrderIntake(vertx, writer, options.maxInFlight(), rates);
    Webhooks webhooks = new Webhooks(vertx, options.webhooks(), writer);
    double each = options.sharePerAddress();
    Imports imports = new Imports(vertx, options.imports(), writer, rates, each);
    Connections connections = new Connections(options.connections(), each, TIMEOUTS);
    ServerTls tls = new ServerTls(vertx, options.tls(), each);
    long budget = RequestBodies.budgetOf(Runtime.getRuntime().maxMemory());
    ReadQueue reads = new ReadQueue(each, connections::pendingBytes, budget);
    BrowserBridge bridge = new BrowserBridge(vertx, options.maxSockets(), each, options.personal());
    feed =
        new LiveFeed(
            vertx,
            process,
            ports.store(),
            ports.lags(),
            ports.lookup(),
            ports.groups(),
            ports.topics().orders(),
            ports.brokerAddress());
    access = new Access(vertx, options.access());
    access.start();
    Context context = vertx.getOrCreateContext();
    keys = access.watch(vertx, () -> context.runOnContext(changed -> bridge.disconnect()));
    keys.ifPresent(FileWatch::start);
    Map<String, Endpoint> endpoints = endpoints(contract, intake, webhooks, imports, reads);
    SessionEndpoints session = new SessionEndpoints(access, recorder);
    endpoints.put("getSession", session::get);
    endpoints.put("logIn", session::logIn);
    endpoints.put("logOut", session::logOut);
    ProviderEndpoints provider = new ProviderEndpoints(access, recorder);
    endpoints.put("beginLogIn", provider::begin);
    endpoints.put("finishLogIn", provider::finish);
    Routes routes =
        new Routes(
            vertx,
            contract,
            endpoints,
            bridge,
            new WebPages(options.webRoot()),
            new KnownHost(options.host(), options.names()),
            access,
            options.personal(),
            new RequestBodies(vertx, budget, each),
            recorder);
    return feed.start()
        .compose(started -> tls.addTo(serverOptions()))
        .compose(
            secured ->
                connections
                    .watch(vertx, vertx.createHttpServer(secured))
                    .requestHandler(routes.router())
                    .invalidRequestHandler(Routes::refuseUnreadable)
                    .listen(options.port(), options.host()))
        .recover(this::sayWhichPort)
        .map(
            listening -> {
              server = listening;
              port = listening.actualPort();
              tls.follow(listening);
              roots.start();
              frames = publishFrames(intake, webhooks, imports, bridge, connections, reads, tls);
              return null;
            });
  }

  private Map<String, Endpoint> endpoints(
      Contract contract, OrderIntake intake, Webhooks webhooks, Imports imports, ReadQueue reads) {
    OrderQueries queries =
        new OrderQueries(ports.store(), feed::storeCompleteUpTo, feed::whyMissing);
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("listOrders", reads.queued(queries::list));
    endpoints.put("sendOrders", intake::send);
    endpoints.put(Imports.OPERATION, recorder.transfer(Imports.OPERATION, imports::receive));
    endpoints.put("listImportMappings", imports::mappings);
    endpoints.put("receiveShopify", webhooks::shopify);
    endpoints.put("receiveWooCommerce", webhooks::wooCommerce);
    endpoints.put("receiveStripe", webhooks::stripe);
    endpoints.put("getOrder", reads.queued(queries::one));
    DeadLetterQueries letters = new DeadLetterQueries(feed, ports.lookup());
    endpoints.put(
        "listDeadLetters", recorder.reading("listDeadLetters", reads.queued(letters::list)));
    endpoints.put("getDeadLetter", recorder.reading("getDeadLetter", reads.queued(letters::one)));
    OperationQueries operations = new OperationQueries(ports.operationReader(), roots);
    endpoints.put("listOperations", reads.queued(operations::list));
    BreachQueries breaches = new BreachQueries(feed, ports.lags(), recorder);
    endpoints.put("listBreaches", breaches::list);
    endpoints.put("acknowledgeBreach", breaches::acknowledge);
    endpoints.put("getSystem", call -> system());
    endpoints.put("getFraudRules", call -> now(Answer.ok(FraudRules.of(feed.state(), asOf()))));
    endpoints.put(
        "getStory",
        reads.queued(
            new StoryTeller(
                    vertx,
                    ports.store(),
                    ports.lookup(),
                    ports.topics(),
                    ports.groups(),
                    feed,
                    options.traceLink())
                ::tell));
    endpoints.put(
        "exportOrders",
        recorder.transfer(
            "exportOrders",
            new OrderExport(
                    ports.store(), reads, options.sharePerAddress(), feed::storeCompleteUpTo)
                ::export));
    Endpoint newest = reads.queued(queries::newest);
    endpoints.put("getAnalytics", newest);
    endpoints.put("getAnalyticsAtRoot", newest);
    endpoints.put("getSummary", reads.queued(queries::summary));
    endpoints.put("getOverview", call -> now(Answer.ok(feed.overview())));
    endpoints.put("getHealth", call -> now(health()));
    endpoints.put("getHealthz", call -> now(Answer.ok(new Alive("ok"))));
    endpoints.put(
        "getOpenApiYaml", call -> now(new Answer(200, "application/yaml", contract.yaml())));
    Endpoint json = call -> now(new Answer(200, "application/json", contract.json()));
    endpoints.put("getOpenApiJson", json);
    endpoints.put("getOpenApiJsonAtRoot", json);
    return endpoints;
  }

  private Future<Answer> system() {
    return feed.waiting()
        .map(
            known ->
                Answer.ok(SystemReport.of(feed.state(), asOf(), known, ports.topics().orders())));
  }

  private static Instant asOf() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private Answer health() {
    SystemState state = feed.state();
    return Answer.json(state.status() == Health.State.DOWN ? 503 : 200, state.health());
  }

  private RoleFrames publishFrames(
      OrderIntake intake,
      Webhooks webhooks,
      Imports imports,
      BrowserBridge bridge,
      Connections connections,
      ReadQueue reads,
      ServerTls tls) {
    return RoleFrames.publish(
        vertx,
        ROLE,
        process,
        0,
        () -> {
          Map<String, Long> counts = new HashMap<>(intake.counts());
          webhooks.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
          imports.counts().forEach((name, count) -> counts.merge(name, count, Long::sum));
          counts.putAll(bridge.counts());
          counts.putAll(connections.counts());
          counts.put("reads_refused", reads.refused());
          return counts;
        },
        () -> Health.UP,
        JsonArray::new,
        () -> RoleFrames.aboutProblems(problems(tls)));
  }

  private List<SystemProblem> problems(ServerTls tls) {
    return Stream.of(tls.problems(), roots.problems(), access.problems())
        .flatMap(List::stream)
        .toList();
  }

  private static HttpServerOptions serverOptions() {
    return Connections.options()
        .setCompressionSupported(true)
        .setIdleTimeout(IDLE_SECONDS)
        .setIdleTimeoutUnit(TimeUnit.SECONDS)
        .setPerMessageWebSocketCompressionSupported(true)
        .setMaxWebSocketFrameSize(MAX_WEB_SOCKET_MESSAGE)
        .setMaxWebSocketMessageSize(MAX_WEB_SOCKET_MESSAGE);
  }

  private <T> Future<T> sayWhichPort(Throwable cause) {
    if (!(cause instanceof BindException)) {
      return Future.failedFuture(cause);
    }
    BindException taken =
        new BindException(
            "http.port " + options.port() + " on " + options.host() + ": " + cause.getMessage());
    taken.initCause(cause);
    return Future.failedFuture(taken);
  }

  private static Future<Answer> now(Answer answer) {
    return Future.succeededFuture(answer);
  }
}
