package net.jumptotech.orders.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.app.Application;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.ProcessVertx;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.runtime.Version;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.PartitionLag;
import net.jumptotech.orders.stream.topics.TopicOptions;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;
import net.jumptotech.orders.stream.write.OrderWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures this machine: payment of a backlog compared with Kafka's clients alone, everything in
 * one process under a steady load, the cost of its page in a browser, the embedded store compared
 * with SQLite alone, the cost of traces, and Couchbase if it is configured. Works in a temporary
 * directory.
 */
@Command(
    name = "bench",
    description =
        "Measures how fast Orders is on this machine, compared with what Kafka itself can do.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Bench implements Callable<Integer> {

  private static final int BACKLOG_IN_FLIGHT = 20_000;
  private static final Duration STEP = Duration.ofMillis(20);

  @Option(
      names = "--orders",
      description = "number of orders in the backlog (default: ${DEFAULT-VALUE})")
  private int orders = 300_000;

  @Option(
      names = "--in-flight",
      description =
          "orders in flight in the payment role with the 100 ms gateway (default:"
              + " ${DEFAULT-VALUE})")
  private int inFlight = 8_192;

  @Option(
      names = "--rate",
      description =
          "orders per second for the parts everything and page (default: ${DEFAULT-VALUE})")
  private int rate = 5_000;

  @Option(
      names = "--seconds",
      description = "how long each of these two parts runs (default: ${DEFAULT-VALUE})")
  private int seconds = 30;

  @Option(
      names = "--documents",
      description = "documents in each Couchbase round (default: ${DEFAULT-VALUE})")
  private int documents = 20_000;

  @Option(
      names = "--rounds",
      description =
          "number of rounds of the store, of traces and of Couchbase (default: ${DEFAULT-VALUE})")
  private int rounds = 5;

  @Option(
      names = "--only",
      description =
          "measure only one part: ${COMPLETION-CANDIDATES} (default: all). couchbase needs"
              + " COUCHBASE_HOST; it removes what it writes into the bucket")
  private Part only;

  /** The parts that can be measured alone. */
  private enum Part {
    backlog,
    everything,
    page,
    store,
    traces,
    couchbase
  }

  private final PrintStream console;
  private final Class<?> program;

  /**
   * @param program the class with the {@code main} of this program
   */
  public Bench(PrintStream console, Class<?> program) {
    this.console = console;
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    Optional<CouchbaseOptions> couchbase = couchbase();
    if (measures(Part.backlog)) {
      backlog("(to warm up) payment, gateway 0 ms", kafka -> pay(kafka, "0ms"));
      double bare = backlog("Kafka's clients alone, copying", this::copyBare);
      double paying = backlog("payment, gateway 0 ms", kafka -> pay(kafka, "0ms"));
      console.printf(Locale.ROOT, "  ratio to Kafka's clients alone: %.2f%n", paying / bare);
      backlog(
          "payment, gateway 100 ms, %,d in flight".formatted(inFlight),
          kafka -> pay(kafka, "100ms"));
    }
    if (measures(Part.everything)) {
      everything();
    }
    if (measures(Part.page)) {
      page();
    }
    if (measures(Part.store)) {
      new StoreBench(console, rounds).run();
    }
    if (measures(Part.traces)) {
      traces();
    }
    if (measures(Part.couchbase) && couchbase.isPresent()) {
      new CouchbaseBench(console, couchbase.get(), documents, rounds).run();
    }
    return 0;
  }

  private boolean measures(Part part) {
    return only == null || only == part;
  }

  private Optional<CouchbaseOptions> couchbase() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Overrides overrides = Configuration.overrides(vertx).await();
      Optional<CouchbaseOptions> options =
          Descriptor.from(Configuration.settings(vertx, null, overrides).await()).couchbase();
      if (only == Part.couchbase && options.isEmpty()) {
        throw new StartFailure("--only couchbase: needs a Couchbase; set COUCHBASE_HOST");
      }
      return options;
    } finally {
      vertx.close().await();
    }
  }

  /** Processes all of {@code orders} and returns the time that it took. */
  private interface Work {
    Duration on(KafkaConnection kafka) throws Exception;
  }

  /** Each measurement gets a new broker in its own process, and the same backlog. */
  private double backlog(String name, Work work) throws Exception {
    Path directory = Files.createTempDirectory("orders-bench");
    try (BrokerProcess broker = BrokerProcess.start(program, directory)) {
      KafkaConnection kafka = new KafkaConnection(broker.address(), "bench", "bench");
      fill(kafka);
      Duration took = work.on(kafka);
      double rate = orders / (took.toNanos() / 1e9);
      console.printf(
          Locale.ROOT,
          "%-46s %,9.0f orders/s (%,d in %.1f s)%n",
          name,
          rate,
          orders,
          took.toMillis() / 1e3);
      return rate;
    } finally {
      DataDirectory.deleteTree(directory);
    }
  }

  private void fill(KafkaConnection kafka) throws Exception {
    fill(kafka, Map.of());
  }

  /**
   * @param environment that asks for traces, or does not
   */
  private void fill(KafkaConnection kafka, Map<String, String> environment) throws Exception {
    ProcessVertx running = ProcessVertx.traced(environment);
    Vertx vertx = running.vertx();
    try {
      KafkaAdmin admin = KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD).await();
      admin.ensureTopics(TopicOptions.of(3)).await();
      Promise<Void> filled = Promise.promise();
      vertx.runOnContext(
          start -> {
            OrderWriter writer = new KafkaOrderWriter(vertx, kafka, Topics.STANDARD, "fill");
            fill(vertx, writer, 0, filled);
          });
      filled.future().await();
      admin.close().await();
    } finally {
      running.close().await();
    }
  }

  private void fill(Vertx vertx, OrderWriter writer, int from, Promise<Void> filled) {
    int next = from;
    while (next < orders && writer.inFlight() < BACKLOG_IN_FLIGHT) {
      writer.write(order(++next)).onFailure(filled::tryFail);
    }
    if (next == orders) {
      writer.close().onComplete(filled);
    } else {
      int rest = next;
      vertx.setTimer(1, again -> fill(vertx, writer, rest, filled));
    }
  }

  private static Order order(int number) {
    return new Order(
        OrderId.of(number),
        new Money(number % 50_000, Money.currency("EUR")),
        "DE",
        OrderStatus.CREATED,
        Instant.now(),
        Map.of("customer_id", number % 1_000));
  }

  private Duration copyBare(KafkaConnection kafka) {
    return BareLoop.copy(kafka, Topics.STANDARD.orders(), Topics.STANDARD.payments(), orders);
  }

  private Duration pay(KafkaConnection kafka, String latency) throws Exception {
    return pay(kafka, latency, Map.of());
  }

  private Duration pay(KafkaConnection kafka, String latency, Map<String, String> environment)
      throws Exception {
    ProcessVertx running = ProcessVertx.traced(environment);
    Vertx vertx = running.vertx();
    Path directory = Files.createTempDirectory("orders-bench");
    try (DataDirectory data = DataDirectory.open(directory)) {
      Descriptor descriptor =
          descriptor(
              Map.of(
                  "orders.roles",
                  Role.PAYMENT.toString(),
                  "orders.kafka.bootstrap-servers",
                  kafka.bootstrapServers(),
                  "orders.payment.gateway.latency",
                  latency,
                  "orders.payment.in-flight",
                  Integer.toString(inFlight)));
      Application application = application(running, descriptor, data);
      KafkaAdmin admin = KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD).await();
      application.start().await();
      while (done(admin) == 0) {
        LockSupport.parkNanos(STEP.toNanos());
      }
      long startedNanos = System.nanoTime();
      long before = done(admin);
      while (done(admin) < orders) {
        LockSupport.parkNanos(STEP.toNanos());
      }
      long nanos = System.nanoTime() - startedNanos;
      application.stop().get();
      admin.close().await();
      // the first orders were processed before the measurement began: assume the average time for
      // them
      return Duration.ofNanos((long) (nanos * (double) orders / (orders - before)));
    } finally {
      running.close().await();
      DataDirectory.deleteTree(directory);
    }
  }

  /** Off and at 1 % in turn, each with a broker of its own, so that both see the same machine. */
  private void traces() throws Exception {
    console.printf(Locale.ROOT, "writing and paying %,d orders, traces off and at 1 %%%n", orders);
    Vertx vertx = Vertx.vertx();
    try {
      int collector =
          vertx
              .createHttpServer()
              .requestHandler(request -> request.response().end())
              .listen(0, "127.0.0.1")
              .await()
              .actualPort();
      Map<String, String> sampled =
          Map.of(
              "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + collector,
              "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
              "OTEL_TRACES_SAMPLER_ARG", "0.01");
      writeAndPay(Map.of()); // to warm up
      writeAndPay(sampled);
      List<Double> rates = new ArrayList<>();
      List<Double> times = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        boolean offFirst = round % 2 == 0;
        Paid first = writeAndPay(offFirst ? Map.of() : sampled);
        Paid second = writeAndPay(offFirst ? sampled : Map.of());
        Paid off = offFirst ? first : second;
        Paid on = offFirst ? second : first;
        rates.add(on.rate / off.rate);
        times.add(on.cpuMicros / off.cpuMicros);
        console.printf(Locale.ROOT, "  round %d: off %s, 1 %% %s%n", round, off, on);
      }
      console.printf(
          Locale.ROOT,
          "  medians of 1 %% to off: rate %.3f, processor time %.3f%n",
          median(rates),
          median(times));
    } finally {
      vertx.close().await();
    }
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /**
   * @param cpuMicros processor time of this process for each order, which other load on the machine
   *     hardly changes
   */
  private record Paid(double rate, double cpuMicros) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%,.0f orders/s at %.1f µs each", rate, cpuMicros);
    }
  }

  private Paid writeAndPay(Map<String, String> environment) throws Exception {
    Path directory = Files.createTempDirectory("orders-bench");
    try (BrokerProcess broker = BrokerProcess.start(program, directory)) {
      KafkaConnection kafka = new KafkaConnection(broker.address(), "bench", "bench");
      long startedNanos = System.nanoTime();
      long startedCpu = cpuNanos();
      fill(kafka, environment);
      Duration writing = Duration.ofNanos(System.nanoTime() - startedNanos);
      Duration paying = pay(kafka, "0ms", environment);
      return new Paid(
          orders / (writing.plus(paying).toNanos() / 1e9),
          (cpuNanos() - startedCpu) / 1e3 / orders);
    } finally {
      DataDirectory.deleteTree(directory);
    }
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long done(KafkaAdmin admin) throws Exception {
    return sum(admin, Groups.STANDARD.payments(), false);
  }

  private static long sum(KafkaAdmin admin, String group, boolean lag) throws Exception {
    return admin.measure().await().stream()
        .filter(each -> each.group().equals(group))
        .mapToLong(lag ? PartitionLag::lag : PartitionLag::committed)
        .sum();
  }

  private void everything() throws Exception {
    console.printf(Locale.ROOT, "everything in one process at %,d orders/s%n", rate);
    withEverything(this::watch);
  }

  private void page() throws Exception {
    Optional<Path> browser = DevTools.browser();
    console.printf(
        Locale.ROOT,
        "its page, open in a browser on this machine at %,d orders/s%s%n",
        rate,
        browser.isPresent() ? "" : ": not measured, there is no chromium in PATH");
    if (browser.isPresent()) {
      PageBench bench = new PageBench(console, browser.get(), Duration.ofSeconds(seconds));
      withEverything((vertx, orders) -> bench.run(vertx, orders.pageAddress()));
    }
  }

  /** A measurement while everything runs. */
  private interface Look {
    void at(Vertx vertx, Application orders) throws Exception;
  }

  private void withEverything(Look look) throws Exception {
    Vertx vertx = Vertx.vertx();
    Path directory = Files.createTempDirectory("orders-bench");
    try (DataDirectory data = DataDirectory.open(directory)) {
      Descriptor descriptor =
          descriptor(
              Map.of(
                  "orders.broker.port", "0",
                  "orders.http.port", "0",
                  "orders.producer.rate", Integer.toString(rate)));
      Application application = application(ProcessVertx.alone(vertx), descriptor, data);
      application.start().await();
      try {
        look.at(vertx, application);
      } finally {
        application.stop().get();
      }
    } finally {
      vertx.close().await();
      DataDirectory.deleteTree(directory);
    }
  }

  private void watch(Vertx vertx, Application orders) throws Exception {
    KafkaConnection kafka = new KafkaConnection(orders.brokerAddress(), "bench", "bench");
    KafkaAdmin admin = KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD).await();
    for (int second = 5; second <= seconds; second += 5) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
      console.printf(
          Locale.ROOT,
          "  after %3d s: %,9d paid, lag fraud %,d payments %,d analytics %,d, heap %,d MB after"
              + " collection%n",
          second,
          done(admin),
          sum(admin, Groups.STANDARD.fraud(), true),
          sum(admin, Groups.STANDARD.payments(), true),
          sum(admin, Groups.STANDARD.analytics(), true),
          liveHeap() >> 20);
    }
    admin.close().await();
  }

  /** The memory in use after the last collection of each heap pool. */
  private static long liveHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getCollectionUsage)
        .filter(usage -> usage != null)
        .mapToLong(MemoryUsage::getUsed)
        .sum();
  }

  private Descriptor descriptor(Map<String, String> properties) {
    return Descriptor.from(
        new Settings(new JsonObject(), Overrides.of(properties, Map.of(), Map.of())));
  }

  private Application application(ProcessVertx running, Descriptor descriptor, DataDirectory data) {
    ProcessInfo process =
        new ProcessInfo(
            "bench",
            Version.text(),
            Instant.now(),
            descriptor.roles().stream().map(Role::toString).toList());
    return new Application(
        running, descriptor, data, process, new PrintStream(PrintStream.nullOutputStream()));
  }
}
