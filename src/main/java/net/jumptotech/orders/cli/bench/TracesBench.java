package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import net.jumptotech.orders.event.Role;

/**
 * What traces of 1 % of the orders cost while orders are written and paid, compared with traces
 * off. Each run has a broker of its own.
 */
final class TracesBench implements Benchmark {

  private static final Measure RATE =
      Measure.of("rate", "orders/s").aimsAt(Target.ratioAtLeast(0.97));
  private static final Measure TIME = Measure.of("processor time", "µs an order");

  /** After fewer rounds each is still faster than the one before. */
  private static final int WARMS_UP = 4;

  private final Class<?> program;
  private final int orders;
  private final Vertx vertx = Vertx.vertx();

  TracesBench(Class<?> program, int orders) {
    this.program = program;
    this.orders = orders;
  }

  @Override
  public List<Comparison> comparisons() {
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
    return List.of(
        new Comparison(
            "writing and paying %,d orders, traces at 1 %%".formatted(orders),
            List.of(RATE, TIME),
            WARMS_UP,
            () -> writeAndPay(sampled),
            Optional.of(new Reference("traces off", () -> writeAndPay(Map.of())))));
  }

  private Map<Measure, Double> writeAndPay(Map<String, String> environment) throws Exception {
    try (Backlog backlog = Backlog.open(program, orders)) {
      Pace writing = backlog.fill(environment);
      Pace paying =
          RoleRun.read(
              backlog,
              Role.PAYMENT,
              Duration.ZERO,
              Map.of("orders.payment.gateway.latency", "0ms"),
              environment);
      return Map.of(
          RATE,
          1 / (1 / writing.perSecond() + 1 / paying.perSecond()),
          TIME,
          writing.processorMicros() + paying.processorMicros());
    }
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
