package net.jumptotech.orders.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.app.cluster.SharedBus;
import net.jumptotech.orders.logging.CurrentTrace;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.metrics.SampledSpan;
import net.jumptotech.orders.runtime.Version;
import net.jumptotech.orders.tracing.OrderTraces;
import net.jumptotech.orders.tracing.ProcessTraces;

/**
 * Vert.x as a process runs it: alone or on a shared event bus, and measured if the process has a
 * health port, where its metrics are read, and traced if its environment asks for it.
 *
 * @param address of this process in the cluster, {@code host:port}
 */
public record ProcessVertx(
    Vertx vertx,
    Optional<String> address,
    Optional<ProcessMetrics> metrics,
    Optional<ProcessTraces> traces) {

  /** On no shared bus, neither measured nor traced. */
  public static ProcessVertx alone(Vertx vertx) {
    return new ProcessVertx(vertx, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** As {@link #alone}, traced by what these variables of the environment say. */
  public static ProcessVertx traced(Map<String, String> environment) {
    Optional<ProcessTraces> traces = ProcessTraces.open(environment, Version.text());
    return traces
        .map(
            it ->
                new ProcessVertx(
                        it.carriedBy(Vertx.builder()).build(),
                        Optional.empty(),
                        Optional.empty(),
                        traces)
                    .attached())
        .orElseGet(() -> alone(Vertx.vertx()));
  }

  /**
   * Waits until it is there; not for an event loop.
   *
   * @param reader which has read the configuration; it is used further if it is enough, and closed
   *     otherwise
   */
  public static ProcessVertx start(Vertx reader, Descriptor descriptor) {
    Optional<ProcessTraces> traces = ProcessTraces.open(System.getenv(), Version.text());
    Optional<ProcessMetrics> metrics =
        descriptor.monitor().healthPort().map(port -> metrics(traces.isPresent()));
    if (descriptor.cluster().isEmpty() && metrics.isEmpty() && traces.isEmpty()) {
      return alone(reader);
    }
    reader.close().await();
    Function<VertxOptions, VertxBuilder> builders =
        options -> {
          VertxBuilder builder =
              metrics.isPresent() ? metrics.get().builder(options) : plain(options);
          return traces.isPresent() ? traces.get().carriedBy(builder) : builder;
        };
    if (descriptor.cluster().isEmpty()) {
      return new ProcessVertx(
              builders.apply(new VertxOptions()).build(), Optional.empty(), metrics, traces)
          .attached();
    }
    SharedBus bus = SharedBus.join(descriptor.cluster().get(), builders).await();
    return new ProcessVertx(bus.vertx(), Optional.of(bus.address()), metrics, traces).attached();
  }

  /** Without traces, no class of OpenTelemetry is loaded for them. */
  private static ProcessMetrics metrics(boolean areTraced) {
    return areTraced
        ? ProcessMetrics.open(() -> OrderTraces.currentSampled(SampledSpan::new))
        : ProcessMetrics.open();
  }

  private static VertxBuilder plain(VertxOptions options) {
    return Vertx.builder().with(options);
  }

  private ProcessVertx attached() {
    traces.ifPresent(
        it -> {
          it.attach(vertx);
          CurrentTrace.use(OrderTraces::currentId);
        });
    return this;
  }

  /** Exports the last spans, and leaves the cluster. */
  public Future<Void> close() {
    return traces
        .map(ProcessTraces::close)
        .orElseGet(Future::succeededFuture)
        .eventually(vertx::close)
        .onComplete(closed -> metrics.ifPresent(ProcessMetrics::close));
  }
}
