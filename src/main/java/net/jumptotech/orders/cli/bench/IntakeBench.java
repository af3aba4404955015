package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import net.jumptotech.orders.stream.KafkaConnection;
import org.HdrHistogram.Histogram;

/**
 * How fast the role http takes orders in, compared with a bare handler and with Kafka's producer
 * alone, and how long it takes at half of that. The broker, ours and the handler have a process
 * each, and all write to the same topic.
 */
final class IntakeBench implements Benchmark {

  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int MOST_CONNECTIONS = 256;
  private static final int SOME_CONNECTIONS = 32;
  private static final int IN_AN_ARRAY = 100;
  private static final Target TARGET = Target.ratioAtLeast(0.6);

  /** Until the compilers of both servers have nothing left to do. */
  private static final int WARMS_UP = 4;

  /** For what was warmed up by the comparisons before it. */
  private static final int STAYS_WARM = 1;

  private static final Measure SENT = Measure.of("sent, half of our top rate", "orders/s");
  private static final Measure MEDIAN = Measure.of("median latency", "ms");
  private static final Measure P99 =
      Measure.of("p99 of the latency", "ms").aimsAt(Target.valueAtMost(50));

  private final Class<?> program;
  private final int orders;
  private final Vertx vertx = Vertx.vertx();
  private final NumberedOrders numbered = new NumberedOrders();
  private ProgramProcess broker;
  private ProgramProcess ours;
  private ProgramProcess bare;
  private double topRate;

  /**
   * @param orders the most in each run
   */
  IntakeBench(Class<?> program, int orders) {
    this.program = program;
    this.orders = orders;
  }

  @Override
  public List<Comparison> comparisons() throws Exception {
    broker = ProgramProcess.broker(program);
    ours = ProgramProcess.http(program, broker.brokerAddress(), "--roles", "http");
    bare = ProgramProcess.http(BareIntake.class, broker.brokerAddress());
    return List.of(
        oneByOne(MOST_CONNECTIONS, WARMS_UP),
        oneByOne(SOME_CONNECTIONS, STAYS_WARM),
        oneByOne(1, STAYS_WARM),
        arrays(),
        latency());
  }

  private Comparison oneByOne(int connections, int warmUps) {
    String how = connections == 1 ? ", 1 connection" : ", %d connections".formatted(connections);
    Measure rate = rate(how);
    Measure time = time(how);
    return new Comparison(
        "an order in each request" + how,
        List.of(rate, time),
        warmUps,
        () -> {
          Map<Measure, Double> values = post(ours, connections, numbered::one, 1, rate, time);
          topRate = Math.max(topRate, values.get(rate));
          return values;
        },
        Optional.of(
            new Reference(
                BareIntake.NAME, () -> post(bare, connections, numbered::one, 1, rate, time))));
  }

  private Comparison arrays() {
    String how = ", arrays of " + IN_AN_ARRAY;
    Measure rate = rate(how);
    Measure time = time(how);
    return new Comparison(
        "%d orders in each request, %d connections".formatted(IN_AN_ARRAY, SOME_CONNECTIONS),
        List.of(rate, time),
        WARMS_UP / 2,
        () ->
            post(
                ours, SOME_CONNECTIONS, () -> numbered.array(IN_AN_ARRAY), IN_AN_ARRAY, rate, time),
        Optional.of(
            new Reference(
                BareProducer.NAME,
                () -> {
                  KafkaConnection kafka =
                      new KafkaConnection(broker.brokerAddress(), "bench", "bench");
                  Pace pace = BareProducer.write(kafka, numbered, orders, LONGEST);
                  return Map.of(rate, pace.perSecond(), time, pace.processorMicros());
                })));
  }

  private static Measure rate(String how) {
    return Measure.of("rate" + how, "orders/s").aimsAt(TARGET);
  }

  private static Measure time(String how) {
    return Measure.of("processor time" + how, "µs an order");
  }

  private Map<Measure, Double> post(
      ProgramProcess server,
      int connections,
      Supplier<Buffer> bodies,
      int inEach,
      Measure rate,
      Measure time) {
    Optional<Duration> before = server.processorTime();
    Pace pace;
    try (HttpLoad load = new HttpLoad(vertx, server.pageAddress(), connections, bodies)) {
      pace = load.closedLoop(Math.max(1, orders / inEach), LONGEST);
    }
    Map<Measure, Double> values = new HashMap<>();
    values.put(rate, pace.perSecond() * inEach);
    before
        .flatMap(then -> server.processorTime().map(now -> now.minus(then)))
        .ifPresent(it -> values.put(time, it.toNanos() / 1e3 / (pace.count() * inEach)));
    return values;
  }

  private Comparison latency() {
    return new Comparison(
        "an order in each request, as they would come, %d connections".formatted(MOST_CONNECTIONS),
        List.of(SENT, MEDIAN, P99),
        STAYS_WARM,
        this::sendSteadily,
        Optional.empty());
  }

  private Map<Measure, Double> sendSteadily() {
    double perSecond = topRate / 2;
    Schedule schedule = new Schedule(perSecond);
    try (HttpLoad load = new HttpLoad(vertx, ours.pageAddress(), MOST_CONNECTIONS, numbered::one)) {
      Histogram micros = load.openLoop(schedule, schedule.within(LONGEST, orders));
      return Map.of(SENT, perSecond, MEDIAN, millis(micros, 50), P99, millis(micros, 99));
    }
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  @Override
  public void close() {
    for (ProgramProcess process : new ProgramProcess[] {bare, ours, broker}) {
      if (process != null) {
        process.close();
      }
    }
    vertx.close().await();
  }
}
