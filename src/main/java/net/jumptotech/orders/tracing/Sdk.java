package net.jumptotech.orders.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import net.jumptotech.orders.runtime.StartFailure;

/** How OpenTelemetry is set up. A class of its own, so that nothing of it is loaded before. */
final class Sdk {

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

  private Sdk() {}

  /**
   * @throws StartFailure if a variable is wrong
   */
  static OpenTelemetrySdk open(Map<String, String> environment, String version, TraceIds ids) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .disableShutdownHook() // we close it ourselves, after the spans that closing makes
          .addPropertiesSupplier(() -> properties(environment))
          .addPropertiesCustomizer(given -> FIXED)
          .addResourceCustomizer((resource, config) -> named(resource, version))
          .addTracerProviderCustomizer((traces, config) -> traces.setIdGenerator(ids))
          .build()
          .getOpenTelemetrySdk();
    } catch (ConfigurationException wrong) {
      throw new StartFailure("traces: " + wrong.getMessage());
    }
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
}
