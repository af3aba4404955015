package net.jumptotech.orders.monitor;

import io.vertx.core.VerticleBase;
import java.io.PrintStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.server.TlsFiles;
import net.jumptotech.orders.stream.topics.LagMonitor;

/**
 * What this process reports to its supervisors: a container engine, a load balancer, CloudWatch.
 *
 * @param healthPort port of the health checks and of /metrics, empty for none; 0 takes a free one
 * @param healthTls files of the certificate for that port; empty: without TLS
 * @param cloudWatchNamespace of its metrics, empty for none
 */
public record MonitorOptions(
    Optional<Integer> healthPort,
    Optional<TlsFiles> healthTls,
    Optional<String> cloudWatchNamespace) {

  public static MonitorOptions from(Settings settings) {
    String namespace = settings.section("cloudwatch").text("namespace", "");
    Settings health = settings.section("health");
    return new MonitorOptions(
        health.port("port"),
        TlsFiles.from(health.section("tls"), "health.tls"),
        Optional.of(namespace).filter(text -> !text.isBlank()));
  }

  /**
   * The configured reporters.
   *
   * @param host address of the health port
   * @param metrics that can be read at the health port
   */
  public List<VerticleBase> verticles(
      String host,
      ProcessInfo process,
      LagMonitor lag,
      PrintStream console,
      Optional<ProcessMetrics> metrics) {
    List<VerticleBase> verticles = new ArrayList<>();
    cloudWatchNamespace()
        .map(it -> new CloudWatchVerticle(it, readers(process), lag, Clock.systemUTC(), console))
        .ifPresent(verticles::add);
    metrics.map(it -> new MetricsVerticle(process, readers(process), it)).ifPresent(verticles::add);
    healthPort()
        .map(
            it ->
                new HealthVerticle(
                    host, it, healthTls, process, process.roles(), metrics, MonitorOptions::millis))
        .ifPresent(verticles::add);
    return verticles;
  }

  /** The readers among the roles of the process, by group. */
  private static Map<String, String> readers(ProcessInfo process) {
    Groups groups = Groups.STANDARD;
    Map<String, String> readers = new HashMap<>();
    readers.put(groups.fraud(), Role.FRAUD.toString());
    readers.put(groups.payments(), Role.PAYMENT.toString());
    readers.put(groups.analytics(), Role.ANALYTICS.toString());
    readers.values().retainAll(process.roles());
    return readers;
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
