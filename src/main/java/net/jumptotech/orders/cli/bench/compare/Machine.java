package net.jumptotech.orders.cli.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.Version;

/**
 * What was measured, and on what.
 *
 * @param orders version of Orders
 * @param model of the processors, if the system tells
 */
public record Machine(
    String orders,
    int processors,
    Optional<String> model,
    long memoryBytes,
    String os,
    String java,
    String vendor,
    long maxHeapBytes) {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  public static Machine here() {
    Runtime runtime = Runtime.getRuntime();
    return new Machine(
        Version.text(),
        runtime.availableProcessors(),
        processorModel(),
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize(),
        "%s %s %s".formatted(property("os.name"), property("os.version"), property("os.arch")),
        property("java.runtime.version"),
        property("java.vendor"),
        runtime.maxMemory());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }

  private static Optional<String> processorModel() {
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException notLinux) {
      return Optional.empty();
    }
  }

  JsonObject json() {
    return new JsonObject()
        .put("orders_version", orders)
        .put("processors", processors)
        .put("processor_model", model.orElse(null))
        .put("memory_bytes", memoryBytes)
        .put("os", os)
        .put("java_version", java)
        .put("java_vendor", vendor)
        .put("max_heap_bytes", maxHeapBytes);
  }

  public String text() {
    return String.format(
        Locale.ROOT,
        "Orders %s on %d processors%s, %.1f GB of memory, %s; Java %s (%s), heap up to %,d MB",
        orders,
        processors,
        model.map(it -> " (" + it + ")").orElse(""),
        memoryBytes / 1e9,
        os,
        java,
        vendor,
        maxHeapBytes >> 20);
  }
}
