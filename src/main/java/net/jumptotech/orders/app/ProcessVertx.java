package net.jumptotech.orders.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.app.cluster.SharedBus;
import net.jumptotech.orders.metrics.ProcessMetrics;

/**
 * Vert.x as a process runs it: alone or on a shared event bus, and measured if the process has a
 * health port, where its metrics are read.
 *
 * @param address of this process in the cluster, {@code host:port}
 */
public record ProcessVertx(
    Vertx vertx, Optional<String> address, Optional<ProcessMetrics> metrics) {

  /** On no shared bus, and not measured. */
  public static ProcessVertx alone(Vertx vertx) {
    return new ProcessVertx(vertx, Optional.empty(), Optional.empty());
  }

  /**
   * Waits until it is there; not for an event loop.
   *
   * @param reader which has read the configuration; it is used further if it is enough, and closed
   *     otherwise
   */
  public static ProcessVertx start(Vertx reader, Descriptor descriptor) {
    Optional<ProcessMetrics> metrics =
        descriptor.monitor().healthPort().map(port -> ProcessMetrics.open());
    if (descriptor.cluster().isEmpty() && metrics.isEmpty()) {
      return alone(reader);
    }
    reader.close().await();
    Function<VertxOptions, VertxBuilder> builders =
        options -> metrics.isPresent() ? metrics.get().builder(options) : plain(options);
    if (descriptor.cluster().isEmpty()) {
      return new ProcessVertx(
          builders.apply(new VertxOptions()).build(), Optional.empty(), metrics);
    }
    SharedBus bus = SharedBus.join(descriptor.cluster().get(), builders).await();
    return new ProcessVertx(bus.vertx(), Optional.of(bus.address()), metrics);
  }

  private static VertxBuilder plain(VertxOptions options) {
    return Vertx.builder().with(options);
  }

  /** Leaves the cluster. */
  public Future<Void> close() {
    return vertx.close().onComplete(closed -> metrics.ifPresent(ProcessMetrics::close));
  }
}
