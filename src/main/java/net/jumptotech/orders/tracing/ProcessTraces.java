package net.jumptotech.orders.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.HashMap;
import java.util.Locale;
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
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");

  /** Defaults of ours, where OpenTelemetry has others or none. */
  private static final Map<String, String> DEFAULTS =
      Map.of("otel.exporter.otlp.protocol", "http/protobuf");

  /**
   * What no variable changes. We have no other signals of OpenTelemetry, and take no baggage: its
   * parsers have been attacked, and nothing of ours would read it.
   */
  private static final Map<String, String> FIXED =
      Map.of(
          "otel.traces.exporter", "otlp",
          "otel.metrics.exporter", "none",
          "otel.logs.exporter", "none",
          "otel.propagators", "tracecontext");

  private final ExporterLog log;
  private final OpenTelemetrySdk sdk;

  private ProcessTraces(Map<String, String> environment, String version, ExporterLog log) {
    this.log = log;
    sdk =
        AutoConfiguredOpenTelemetrySdk.builder()
            .disableShutdownHook() // we close it ourselves, after the spans that closing makes
            .addPropertiesSupplier(() -> properties(environment))
            .addPropertiesCustomizer(given -> FIXED)
            .addResourceCustomizer((resource, config) -> named(resource, version))
            .build()
            .getOpenTelemetrySdk();
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
    try {
      return Optional.of(new ProcessTraces(environment, version, log));
    } catch (ConfigurationException wrong) {
      log.close();
      throw new StartFailure("traces: " + wrong.getMessage());
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

  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return properties;
  }

  private static Resource named(Resource given, String version) {
    String name = given.getAttribute(SERVICE);
    Resource ours = Resource.create(Attributes.of(VERSION, version)).merge(given);
    return name == null || name.startsWith("unknown_service")
        ? ours.merge(Resource.create(Attributes.of(SERVICE, "orders")))
        : ours;
  }

  /** Lets a Vert.x take the trace along to HTTP clients, over the event bus and into the log. */
  public VertxBuilder carriedBy(VertxBuilder builder) {
    return builder.withTracer(new OpenTelemetryTracingFactory(sdk));
  }

  /** From now on {@link OrderTraces#of} finds them. */
  public void attach(Vertx vertx) {
    new OrderTraces(sdk.getTracer("net.jumptotech.orders")).attach(vertx);
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
