package net.jumptotech.orders.app;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import net.jumptotech.orders.bridge.BridgeVerticle;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.http.HttpOptions;
import net.jumptotech.orders.logging.StartLog;
import net.jumptotech.orders.metrics.EventLoopLag;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.producer.ProducerVerticle;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.runtime.Disk;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.runtime.Shell;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.script.Languages;
import net.jumptotech.orders.script.Scripts;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.lookup.OutcomeTally;
import net.jumptotech.orders.stream.topics.Drain;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of a process. Starts what its roles need, in the order of their dependencies, and
 * stops it in reverse: intake first, the broker last.
 */
public final class Application {

  private static final Logger log = LoggerFactory.getLogger(Application.class);

  private static final Duration WAIT_FOR_KAFKA = Duration.ofMinutes(2);
  private static final Retry UNTIL_KAFKA_ANSWERS =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(500), Duration.ofSeconds(2));

  private final Vertx vertx;
  private final Optional<ProcessMetrics> metrics;
  private final Descriptor descriptor;
  private final DataDirectory data;
  private final ProcessInfo process;
  private final PrintStream console;
  private final Deque<Supplier<Future<?>>> closing = new ArrayDeque<>();
  private Wiring wiring;
  private KafkaAdmin admin;
  private Optional<Languages> languages = Optional.empty();
  private Optional<BridgeVerticle> bridge = Optional.empty();
  private Optional<OutcomeTally> tally = Optional.empty();
  private boolean summarizes;
  private volatile CompletableFuture<Void> stopped;

  public Application(
      ProcessVertx running,
      Descriptor descriptor,
      DataDirectory data,
      ProcessInfo process,
      PrintStream console) {
    this.vertx = running.vertx();
    this.metrics = running.metrics();
    this.descriptor = descriptor;
    this.data = data;
    this.process = process;
    this.console = console;
  }

  /** Fails with {@link StartFailure} if the user can fix the cause. */
  public Future<Void> start() {
    try {
      lookAhead();
    } catch (StartFailure foreseen) {
      return Future.failedFuture(foreseen);
    }
    return startBroker()
        .compose(this::openKafka)
        .compose(kafka -> beginTally(kafka).map(kafka))
        .compose(this::openWiring)
        .compose(done -> deploy(Set.of(Role.ANALYTICS, Role.PAYMENT, Role.FRAUD)))
        .compose(done -> deploy(Set.of(Role.HTTP)))
        .compose(done -> deployBridge())
        .onSuccess(done -> introduce())
        .compose(done -> deployScripts())
        .compose(done -> deploy(Set.of(Role.PRODUCER)))
        .compose(done -> measureEventLoops())
        .compose(done -> supervise());
  }

  /**
   * Records from the start what {@link #done} needs for its summary, and lets a directory of files
   * end. Call it before {@link #start}.
   */
  public void summarize() {
    summarizes = true;
  }

  /**
   * Completes with the summary once the source has ended and every order on the topic at that time
   * has its outcome and its document. Fails if the source does.
   */
  public Future<RunSummary> done() {
    Future<Optional<SourceReport>> source =
        descriptor.roles().contains(Role.PRODUCER)
            ? wiring.sourceEnded().map(Optional::of)
            : Future.succeededFuture(Optional.empty());
    // what was accepted before a source failed still gets its outcome
    return source.transform(
        ended ->
            new Drain(vertx, admin, Topics.STANDARD)
                .await()
                .compose(
                    drained ->
                        ended.succeeded()
                            ? RunSummary.of(
                                ended.result(), tally, wiring.storeSummary(), whereToLook())
                            : Future.failedFuture(new StartFailure(message(ended.cause())))));
  }

  /** The source's message names file and line; its cause names neither. */
  private static String message(Throwable failed) {
    return failed.getMessage() == null ? Failure.describeRoot(failed) : failed.getMessage();
  }

  /** Where to find the orders: this process and its page are about to end. */
  private String whereToLook() {
    return descriptor.roles().contains(Role.BROKER)
        ? "to see the orders, run: orders --source none --data "
            + Shell.word(data.path())
            + ", then open its page"
        : "to see the orders, read the topics %s, %s and %s on %s"
            .formatted(
                Topics.STANDARD.payments(),
                Topics.STANDARD.fraudAlerts(),
                Topics.STANDARD.deadLetters(),
                wiring.brokerAddress());
  }

  private Future<Void> beginTally(KafkaConnection kafka) {
    if (!summarizes) {
      return Future.succeededFuture();
    }
    return OutcomeTally.begin(vertx, kafka, Topics.STANDARD)
        .<Void>map(
            begun -> {
              tally = Optional.of(begun);
              return null;
            })
        .onFailure(failed -> log.warn("the outcomes will not be counted: {}", failed.toString()))
        .otherwiseEmpty();
  }

  /** {@code host:port}; known once it has started. */
  public String brokerAddress() {
    return wiring.brokerAddress();
  }

  /** Requires a process that has a page and has started. */
  public String pageAddress() {
    return wiring.pageAddress().orElseThrow();
  }

  /**
   * Stops everything once, however often it is called.
   *
   * @return a future that also completes when Vert.x itself is closed; one of Vert.x's may not
   */
  public synchronized CompletableFuture<Void> stop() {
    if (stopped == null) {
      stopped = closeNext().toCompletionStage().toCompletableFuture();
    }
    return stopped;
  }

  private boolean isStopping() {
    return stopped != null;
  }

  private Future<Void> closeNext() {
    Supplier<Future<?>> next;
    synchronized (closing) {
      next = closing.poll();
    }
    if (next == null) {
      return Future.succeededFuture();
    }
    return next.get()
        .onFailure(failed -> log.warn("while stopping: {}", failed.toString()))
        .transform(done -> closeNext());
  }

  private void closeLater(Supplier<Future<?>> close) {
    synchronized (closing) {
      closing.push(close);
    }
    if (isStopping()) {
      closeNext(); // opened while the process was stopping
    }
  }

  /** Checks first what would only fail at the end of the start. */
  private void lookAhead() {
    if (descriptor.roles().contains(Role.PRODUCER)) {
      try {
        ProducerVerticle.check(descriptor.producer());
      } catch (IOException unreadable) {
        log.debug("the cause", unreadable);
        throw new StartFailure(unreadable.getMessage());
      }
    }
    if (descriptor.roles().contains(Role.HTTP)) {
      HttpOptions http = descriptor.http();
      try (ServerSocket probe = new ServerSocket()) {
        probe.setReuseAddress(true);
        probe.bind(new InetSocketAddress(http.host(), http.port()));
      } catch (IOException taken) {
        throw portFailure(taken);
      }
    }
    findLanguages();
  }

  private void findLanguages() {
    Extensions extensions = descriptor.extensions();
    if (extensions.verticles().isEmpty()) {
      return;
    }
    try {
      languages = Optional.of(Languages.in(vertx, extensions.plugins()));
      languages.get().check(extensions.verticles());
    } catch (IllegalArgumentException unusable) {
      throw new StartFailure(unusable.getMessage());
    }
  }

  private StartFailure portFailure(IOException failed) {
    HttpOptions http = descriptor.http();
    return new StartFailure(
        failed instanceof BindException && String.valueOf(failed.getMessage()).contains("in use")
            ? "port %d on %s is in use: stop what listens there, or choose another with HTTP_PORT (0 takes a free one)"
                .formatted(http.port(), http.host())
            : "cannot listen on %s:%d (%s): choose others with ORDERS_HTTP_HOST and HTTP_PORT"
                .formatted(http.host(), http.port(), failed.getMessage()));
  }

  private Future<String> startBroker() {
    if (!descriptor.roles().contains(Role.BROKER)) {
      return Future.succeededFuture(descriptor.bootstrapServers().orElseThrow());
    }
    data.lockBroker();
    if (Disk.isFullForABroker(data.path())) {
      // Kafka would print some hundred lines about it
      return Future.failedFuture(new StartFailure(Disk.full(data.path())));
    }
    BrokerOptions options =
        new BrokerOptions(
            data.broker(), descriptor.brokerPort(), descriptor.brokerPassword(), Map.of());
    return EmbeddedBroker.start(vertx, options)
        .recover(failed -> Future.failedFuture(brokerFailure(failed)))
        .map(
            broker -> {
              closeLater(broker::close);
              data.brokerListens(broker.bootstrapServers());
              BrokerFrames frames = new BrokerFrames(vertx, process, data.path());
              closeLater(
                  () -> {
                    frames.close();
                    return Future.succeededFuture();
                  });
              return broker.bootstrapServers();
            });
  }

  private Throwable brokerFailure(Throwable failed) {
    Optional<StartFailure> diskFull = StartFailure.ofDisk(data.path(), failed);
    if (diskFull.isPresent()) {
      return diskFull.get();
    }
    return failed instanceof BindException
        ? new StartFailure(
            "port %d on 127.0.0.1 is in use: stop what listens there, or choose another with BROKER_PORT (0 takes a free one)"
                .formatted(descriptor.brokerPort()))
        : failed;
  }

  private Future<KafkaConnection> openKafka(String bootstrapServers) {
    KafkaConnection kafka =
        new KafkaConnection(
            bootstrapServers, process.name(), process.version(), descriptor.kafka(), metrics);
    return KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
        .compose(
            opened -> {
              admin = opened;
              closeLater(opened::close);
              return reach(bootstrapServers);
            })
        .compose(reached -> admin.ensureTopics(descriptor.topics()))
        .compose(there -> admin.checkTopics(descriptor.topics()))
        .onSuccess(report -> report.warnings().forEach(warning -> log.warn("topic {}", warning)))
        .recover(
            failed -> Future.failedFuture(KafkaUnusable.startFailure(bootstrapServers, failed)))
        .map(kafka);
  }

  /**
   * Waits for a broker that accepts connections and does not answer, since it may only be slow.
   * Also waits for an absent one on a shared bus, where processes start together and another may be
   * about to start the broker.
   */
  private Future<Void> reach(String bootstrapServers) {
    long deadline = System.nanoTime() + WAIT_FOR_KAFKA.toNanos();
    AtomicBoolean warned = new AtomicBoolean();
    return UNTIL_KAFKA_ANSWERS.run(
        vertx,
        admin::reach,
        failed -> {
          boolean mayPass =
              failed instanceof KafkaUnusable known
                  && (known.isSilent() || known.isAbsent() && descriptor.cluster().isPresent())
                  && !isStopping()
                  && System.nanoTime() - deadline < 0;
          if (mayPass && !warned.getAndSet(true)) {
            log.warn(
                "{}; waiting for it, up to {} s", failed.getMessage(), WAIT_FOR_KAFKA.toSeconds());
          }
          return mayPass;
        });
  }

  private Future<Void> openWiring(KafkaConnection kafka) {
    return Wiring.open(vertx, descriptor, data, process, kafka, admin, console)
        .recover(
            failed ->
                Future.failedFuture(
                    StartFailure.ofDisk(data.path(), failed)
                        .orElseGet(() -> new StartFailure(Failure.describeRoot(failed)))))
        .map(
            opened -> {
              wiring = opened;
              if (summarizes) {
                wiring.endWhenEmpty();
              }
              closeLater(opened::close);
              return null;
            });
  }

  /** Deploys all roles at the same time; they are also stopped at the same time. */
  private Future<Void> deploy(Set<Role> roles) {
    List<Future<String>> deployed = new ArrayList<>();
    List<Role> ours = descriptor.roles().stream().filter(roles::contains).toList();
    for (Role role : ours) {
      deployed.add(wiring.deploy(role));
    }
    closeLater(
        () ->
            Future.join(
                deployed.stream()
                    .filter(Future::succeeded)
                    .map(each -> vertx.undeploy(each.result()))
                    .toList()));
    return Future.join(deployed)
        .recover(failed -> Future.failedFuture(deployFailure(failed)))
        .mapEmpty();
  }

  private Future<Void> deployBridge() {
    bridge = descriptor.extensions().bridge().map(it -> new BridgeVerticle(it, process));
    return bridge
        .map(this::deployUntilTheEnd)
        .orElseGet(Future::succeededFuture)
        .recover(failed -> Future.failedFuture(bridgeFailure(failed)));
  }

  private StartFailure bridgeFailure(Throwable failed) {
    return new StartFailure(
        "the bridge cannot listen on %s (%s): choose another port with ORDERS_BRIDGE_PORT"
            .formatted(bridge.orElseThrow().address(), failed.getMessage()));
  }

  private Future<Void> deployScripts() {
    if (languages.isEmpty()) {
      return Future.succeededFuture();
    }
    Extensions extensions = descriptor.extensions();
    return deployUntilTheEnd(
        new Scripts(languages.get(), extensions.verticles(), extensions.watch(), process));
  }

  private Future<Void> measureEventLoops() {
    return metrics
        .map(
            it ->
                vertx.deployVerticle(
                    () -> new EventLoopLag(it.registry()),
                    new DeploymentOptions()
                        .setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE)))
        .orElseGet(Future::succeededFuture)
        .mapEmpty();
  }

  /** Comes last, so that health reports us only once we have started. */
  private Future<Void> supervise() {
    return Future.join(
            descriptor
                .monitor()
                .verticles(descriptor.http().host(), process, admin, console, metrics)
                .stream()
                .map(this::deployUntilTheEnd)
                .toList())
        .mapEmpty();
  }

  private Future<Void> deployUntilTheEnd(Deployable verticle) {
    return vertx
        .deployVerticle(verticle)
        .onSuccess(id -> closeLater(() -> vertx.undeploy(id)))
        .mapEmpty();
  }

  private Throwable deployFailure(Throwable failed) {
    if (failed instanceof BindException taken) {
      return portFailure(taken);
    }
    return failed instanceof IOException known ? new StartFailure(known.getMessage()) : failed;
  }

  private void introduce() {
    StartLog.started();
    console.printf(
        "Orders %s: %s%n",
        process.version(),
        descriptor.roles().stream().map(Role::toString).collect(Collectors.joining(", ")));
    console.printf(
        "  broker  %s%s%n",
        wiring.brokerAddress(), descriptor.roles().contains(Role.BROKER) ? " (embedded)" : "");
    console.printf("  data    %s%n", data.path());
    process.address().ifPresent(address -> console.printf("  cluster %s%n", address));
    bridge.ifPresent(it -> console.printf("  bridge  %s%n", it.address()));
    wiring.pageAddress().ifPresent(page -> console.printf("  page    %s%n", page));
    console.flush();
  }
}
