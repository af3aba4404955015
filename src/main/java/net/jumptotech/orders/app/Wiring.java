package net.jumptotech.orders.app;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import net.jumptotech.orders.analytics.AnalyticsVerticle;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.fraud.FraudVerticle;
import net.jumptotech.orders.http.HttpPorts;
import net.jumptotech.orders.http.HttpVerticle;
import net.jumptotech.orders.payment.PaymentOptions;
import net.jumptotech.orders.payment.PaymentVerticle;
import net.jumptotech.orders.payment.SimulatedGateway;
import net.jumptotech.orders.producer.ProducerOptions;
import net.jumptotech.orders.producer.ProducerVerticle;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.producer.SourceWatch;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.couchbase.CouchbaseOrderStore;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOptions.Access;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.lookup.KafkaRecordLookup;
import net.jumptotech.orders.stream.operations.KafkaOperationLog;
import net.jumptotech.orders.stream.operations.KafkaOperationReader;
import net.jumptotech.orders.stream.pump.PumpOptions;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;

/** Creates the verticle of each role, with everything that it needs. */
final class Wiring {

  private final Vertx vertx;
  private final Descriptor descriptor;
  private final ProcessInfo process;
  private final KafkaConnection kafka;
  private final KafkaAdmin admin;
  private final Optional<OrderStore> store;
  private final PrintStream console;
  private final Topics topics = Topics.STANDARD;
  private final Groups groups = Groups.STANDARD;
  private final Promise<SourceReport> sourceEnded = Promise.promise();
  private boolean endsWhenEmpty;
  private HttpVerticle http;

  private Wiring(
      Vertx vertx,
      Descriptor descriptor,
      ProcessInfo process,
      KafkaConnection kafka,
      KafkaAdmin admin,
      Optional<OrderStore> store,
      PrintStream console) {
    this.vertx = vertx;
    this.descriptor = descriptor;
    this.process = process;
    this.kafka = kafka;
    this.admin = admin;
    this.store = store;
    this.console = console;
  }

  /** Opens the store if a role needs it. */
  static Future<Wiring> open(
      Vertx vertx,
      Descriptor descriptor,
      DataDirectory data,
      ProcessInfo process,
      KafkaConnection kafka,
      KafkaAdmin admin,
      PrintStream console) {
    return openStore(vertx, descriptor, data)
        .map(store -> new Wiring(vertx, descriptor, process, kafka, admin, store, console));
  }

  private static Future<Optional<OrderStore>> openStore(
      Vertx vertx, Descriptor descriptor, DataDirectory data) {
    boolean writes = descriptor.roles().contains(Role.ANALYTICS);
    if (!writes && !descriptor.roles().contains(Role.HTTP)) {
      return Future.succeededFuture(Optional.empty());
    }
    if (descriptor.couchbase().isPresent()) {
      return CouchbaseOrderStore.open(vertx, descriptor.couchbase().get())
          .map(it -> Optional.of(it));
    }
    SqliteOptions options =
        new SqliteOptions(
            data.store(),
            writes ? Access.WRITER : Access.READER,
            descriptor.synchronous(),
            data.natives());
    return SqliteOrderStore.open(vertx, options).map(Optional::of);
  }

  /** Deploys all instances of the role; completes with the deployment's id. */
  Future<String> deploy(Role role) {
    return vertx.deployVerticle(
        verticles(role), new DeploymentOptions().setInstances(descriptor.instances(role)));
  }

  /**
   * Lets a directory of files end once no file is left. Call it before the producer is deployed.
   */
  void endWhenEmpty() {
    endsWhenEmpty = true;
  }

  /** The report about the source; never completes for an endless source. */
  Future<SourceReport> sourceEnded() {
    return sourceEnded.future();
  }

  /**
   * Totals over all documents; empty if this process has no store, or the store does not answer.
   */
  Future<Optional<OrderStore.Summary>> storeSummary() {
    return store
        .map(
            it ->
                it.summary(Instant.now())
                    .map(Optional::of)
                    .timeout(10, TimeUnit.SECONDS)
                    .otherwise(Optional.empty()))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()));
  }

  String brokerAddress() {
    return kafka.bootstrapServers();
  }

  /** Where the page is; empty if this process has none. */
  Optional<String> pageAddress() {
    return Optional.ofNullable(http)
        .map(
            page -> {
              String host = descriptor.http().host();
              return "%s://%s:%d/"
                  .formatted(
                      descriptor.http().tls().isPresent() ? "https" : "http",
                      host.equals("0.0.0.0") ? "localhost" : host,
                      page.port());
            });
  }

  Future<Void> close() {
    return store.map(OrderStore::close).orElseGet(Future::succeededFuture);
  }

  private Supplier<Deployable> verticles(Role role) {
    AtomicInteger instance = new AtomicInteger();
    return switch (role) {
      case FRAUD -> () -> fraud(instance.getAndIncrement());
      case PAYMENT -> () -> payment(instance.getAndIncrement());
      case ANALYTICS -> () -> analytics(instance.getAndIncrement());
      case HTTP -> this::http;
      case PRODUCER -> this::producer;
      case BROKER -> throw new IllegalArgumentException("the broker is not a verticle");
    };
  }

  private Deployable fraud(int instance) {
    PumpOptions options =
        settling(descriptor.fraud(), groups.fraud(), instance, topics.fraudAlerts());
    return new FraudVerticle(
        kafka,
        options,
        topics.fraudAlerts(),
        descriptor.fraudOptions(),
        process,
        Clock.systemUTC());
  }

  private Deployable payment(int instance) {
    PumpOptions options =
        settling(descriptor.payment(), groups.payments(), instance, topics.payments());
    PaymentOptions payment = descriptor.paymentOptions();
    return new PaymentVerticle(
        kafka,
        options,
        topics.payments(),
        own ->
            new SimulatedGateway(
                own,
                payment.latency(),
                payment.declineShare(),
                payment.slowShare(),
                payment.slowLatency()),
        payment.retry(),
        process,
        Clock.systemUTC());
  }

  private PumpOptions settling(PumpSettings settings, String group, int instance, String outcomes) {
    return settings.options(
        group, instance, List.of(topics.orders()), Optional.of(outcomes), topics);
  }

  private Deployable analytics(int instance) {
    PumpOptions options =
        descriptor
            .analytics()
            .options(
                groups.analytics(),
                instance,
                List.of(topics.orders(), topics.fraudAlerts(), topics.payments()),
                Optional.empty(),
                topics);
    return new AnalyticsVerticle(
        kafka, options, topics, store.orElseThrow(), process, Clock.systemUTC());
  }

  private Deployable http() {
    http =
        new HttpVerticle(
            descriptor.http(),
            new HttpPorts(
                store.orElseThrow(),
                () -> new KafkaOrderWriter(vertx, kafka, topics, "intake"),
                () -> new KafkaOperationLog(vertx, kafka, topics),
                new KafkaOperationReader(vertx, kafka, topics),
                admin,
                new KafkaRecordLookup(vertx, kafka, topics),
                topics,
                groups,
                kafka.bootstrapServers()),
            process);
    return http;
  }

  private Deployable producer() {
    ProducerOptions options = descriptor.producer();
    return new ProducerVerticle(
        endsWhenEmpty ? options.endingWhenEmpty() : options,
        () -> KafkaOrderWriter.ofSource(vertx, kafka, topics, Role.PRODUCER.toString()),
        admin,
        process,
        SourceWatch.lines(console::println),
        Optional.empty(),
        sourceEnded);
  }
}
