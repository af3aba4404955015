package net.jumptotech.orders.metrics;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.tracer.common.SpanContext;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The meters of this process. Their number is bounded whatever is sent to it: the values of labels
 * come from our own code, and beyond {@value #MOST_METERS} meters no further one is made. Safe for
 * use by several threads.
 */
public final class ProcessMetrics implements AutoCloseable {

  /** Most meters are one series; a timer is three, and {@link Timings} are about twenty. */
  private static final int MOST_METERS = 400;

  /** At most so many series come from elsewhere. */
  private static final int MOST_SERIES = 800;

  private static final String OPEN_METRICS = "application/openmetrics-text";

  /**
   * A client chooses none of these: no path, no address, no method as it was sent. The names of
   * pools are left out, because they contain the data directory and the name of the process.
   */
  private static final EnumSet<Label> LABELS =
      EnumSet.of(Label.HTTP_ROUTE, Label.HTTP_CODE, Label.POOL_TYPE);

  private static final Set<String> LEFT_OUT =
      Set.of(MetricsDomain.EVENT_BUS.toCategory(), MetricsDomain.DATAGRAM_SOCKET.toCategory());

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics collections = new JvmGcMetrics();
  private final Collection<Consumer<Scrape>> sources = new ConcurrentLinkedQueue<>();

  /** What Prometheus is answered. */
  public record Exposition(String contentType, String text) {}

  private ProcessMetrics(SpanContext spans) {
    registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM, spans);
    registry.config().meterFilter(MeterFilter.maximumAllowableMetrics(MOST_METERS));
  }

  /** With the meters of the Java virtual machine, until it is closed. */
  public static ProcessMetrics open() {
    return open(Optional::empty);
  }

  /**
   * As above, with exemplars in OpenMetrics.
   *
   * @param currentSpan of the calling thread
   */
  public static ProcessMetrics open(Supplier<Optional<SampledSpan>> currentSpan) {
    ProcessMetrics opened = new ProcessMetrics(new Exemplars(currentSpan));
    List<MeterBinder> machine =
        List.of(
            opened.collections,
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ClassLoaderMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics());
    machine.forEach(binder -> binder.bindTo(opened.registry));
    opened.registry.getPrometheusRegistry().register(opened::snapshots);
    return opened;
  }

  /** For whoever has something to measure. Labels must not take values that a client chooses. */
  public MeterRegistry registry() {
    return registry;
  }

  /**
   * Asks for these values as often as Prometheus asks, on any thread. What it adds must be bounded
   * as well.
   *
   * @return ends it
   */
  public Runnable add(Consumer<Scrape> source) {
    sources.add(source);
    return () -> sources.remove(source);
  }

  private MetricSnapshots snapshots() {
    Scrape scrape = new Scrape(MOST_SERIES);
    sources.forEach(source -> source.accept(scrape));
    return scrape.snapshots();
  }

  /**
   * Builds a Vert.x that measures its HTTP servers, connections and pools. It measures no event
   * bus, whose addresses are not bounded.
   */
  public VertxBuilder builder(VertxOptions options) {
    MicrometerMetricsOptions measured =
        new MicrometerMetricsOptions()
            .setRegistryName(UUID.randomUUID().toString()) // the names are those of the whole JVM
            .setLabels(LABELS)
            .setDisabledMetricsCategories(LEFT_OUT)
            .setServerRequestTagsProvider(HttpMethods::tags);
    measured.setEnabled(true);
    return Vertx.builder()
        .with(options.setMetricsOptions(measured))
        .withMetrics(new MicrometerMetricsFactory(registry));
  }

  /**
   * All series as they are now. Takes some milliseconds: not for an event loop.
   *
   * @param accept the request's header: OpenMetrics for whoever takes it, otherwise Prometheus'
   *     text; null stands for no header
   */
  public Exposition exposition(String accept) {
    String contentType =
        accept != null && accept.contains(OPEN_METRICS)
            ? OPEN_METRICS + "; version=1.0.0; charset=utf-8"
            : "text/plain; version=0.0.4; charset=utf-8";
    return new Exposition(contentType, registry.scrape(contentType));
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
