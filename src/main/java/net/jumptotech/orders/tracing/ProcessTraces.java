package net.jumptotech.orders.tracing;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.runtime.StartFailure;

/**
 * What exports the spans of this process: OpenTelemetry, configured by its own environment
 * variables ({@code OTEL_*}). The exporter has threads and a bounded queue of its own: a collector
 * that does not answer loses spans and slows nothing down.
 */
public final class ProcessTraces {

  private static final long CLOSE_SECONDS = 2;
  private final ExporterLog log;
  private final OpenTelemetrySdk sdk;
  private final TraceIds ids;

  private ProcessTraces(OpenTelemetrySdk sdk, TraceIds ids, ExporterLog log) {
    this.sdk = sdk;
    this.ids = ids;
    this.log = log;
  }

  /**
   * @param environment of the process
   * @param version of our code
   * @return empty if these variables do not ask for traces; then no class of OpenTelemetry's SDK is
   *     loaded
   * @throws StartFailure if they are wrong
   */
  public static Optional<ProcessTraces> open(Map<String, String> environment, String version) {
    if (!areWanted(environment)) {
      return Optional.empty();
    }
    ExporterLog log = new ExporterLog(System::nanoTime);
    TraceIds ids = new TraceIds();
    try {
      return Optional.of(new ProcessTraces(Sdk.open(environment, version, ids), ids, log));
    } catch (StartFailure wrong) {
      log.close();
      throw wrong;
    }
  }

  private static boolean areWanted(Map<String, String> environment) {
    String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "").strip();
    boolean disabled =
        environment.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true");
    if (disabled || exporter.equals("none")) {
      return false;
    }
    if (!exporter.isEmpty() && !exporter.equals("otlp")) {
      throw new StartFailure(
          "OTEL_TRACES_EXPORTER: expected otlp or none, was \"%s\"".formatted(exporter));
    }
    return !exporter.isEmpty()
        || !environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank()
        || !environment.getOrDefault("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "").isBlank();
  }

  /** Lets a Vert.x take the trace along to HTTP clients, over the event bus and into the log. */
  public VertxBuilder carriedBy(VertxBuilder builder) {
    return builder.withTracer(new OpenTelemetryTracingFactory(sdk));
  }

  /** From now on {@link OrderTraces#of} finds them. */
  public void attach(Vertx vertx) {
    new OrderTraces(
            sdk.getTracer("net.jumptotech.orders"), sdk.getSdkTracerProvider().getSampler(), ids)
        .attach(vertx);
  }

  /** Exports what is left, for two seconds at most; never fails. */
  public Future<Void> close() {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    sdk.shutdown().whenComplete(() -> closed.complete(null));
    return Future.fromCompletionStage(
            closed.completeOnTimeout(null, CLOSE_SECONDS, TimeUnit.SECONDS))
        .onComplete(done -> log.close());
  }
}
