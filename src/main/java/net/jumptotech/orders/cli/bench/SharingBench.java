package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import org.HdrHistogram.Histogram;

/**
 * What a shop notices of another one that sends as much as it can, and sends again what was
 * refused. Broker and role http have a process each, and each shop has a key.
 */
final class SharingBench implements Benchmark {

  private static final Duration RUN = Duration.ofSeconds(4);

  /** Until the compiler of the server has nothing left to do. */
  private static final int WARMS_UP = 4;

  private static final int PER_SECOND = 100;
  private static final int CONNECTIONS = 8;
  private static final int NOISY_CONNECTIONS = 16;
  private static final int NOISY_ORDERS = 100;

  private static final Measure MEDIAN = Measure.of("median latency", "ms");
  private static final Measure P99 =
      Measure.of("p99 of the latency", "ms").aimsAt(Target.ratioAtMost(2));
  private static final Measure OTHER = Measure.of("accepted of the other shop", "orders/s");

  private final Class<?> program;
  private final Vertx vertx = Vertx.vertx();
  private final NumberedOrders numbered = new NumberedOrders();
  private final String quiet = AccessKey.draw();
  private final String noisy = AccessKey.draw();
  private ProgramProcess broker;
  private ProgramProcess http;

  SharingBench(Class<?> program) {
    this.program = program;
  }

  @Override
  public List<Comparison> comparisons() throws Exception {
    broker = ProgramProcess.broker(program);
    http =
        ProgramProcess.http(
            program,
            broker.brokerAddress(),
            Map.of(
                "ORDERS_HTTP_ACCESS",
                "keys",
                "ORDERS_HTTP_KEYS",
                Stream.of(line("quiet", quiet), line("noisy", noisy))
                    .collect(Collectors.joining("\n"))),
            "--roles",
            "http");
    return List.of(
        new Comparison(
            "a shop with %d orders/s, beside one that sends arrays of %d as fast as it can"
                .formatted(PER_SECOND, NOISY_ORDERS),
            List.of(MEDIAN, P99, OTHER),
            WARMS_UP,
            this::beside,
            Optional.of(new Reference("the same shop alone", this::alone))));
  }

  private static String line(String name, String key) {
    return KeyFile.line(name, EnumSet.of(Right.SEND_ORDERS), key, Optional.empty());
  }

  private Map<Measure, Double> alone() {
    try (HttpLoad load =
        new HttpLoad(vertx, http.pageAddress(), CONNECTIONS, numbered::one, Optional.of(quiet))) {
      Schedule schedule = new Schedule(PER_SECOND);
      Histogram micros = load.openLoop(schedule, schedule.within(RUN, Integer.MAX_VALUE));
      return Map.of(MEDIAN, millis(micros, 50), P99, millis(micros, 99));
    }
  }

  private Map<Measure, Double> beside() {
    try (HttpLoad load =
        new HttpLoad(
            vertx,
            http.pageAddress(),
            NOISY_CONNECTIONS,
            () -> numbered.array(NOISY_ORDERS),
            Optional.of(noisy))) {
      CompletableFuture<Pace> other =
          CompletableFuture.supplyAsync(() -> load.closedLoop(Integer.MAX_VALUE, RUN));
      Map<Measure, Double> values = new HashMap<>(alone());
      Pace pace = other.join();
      values.put(OTHER, pace.perSecond() * load.accepted() / pace.count() * NOISY_ORDERS);
      return values;
    }
  }

  private static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  @Override
  public void close() {
    for (ProgramProcess process : new ProgramProcess[] {http, broker}) {
      if (process != null) {
        process.close();
      }
    }
    vertx.close().await();
  }
}
