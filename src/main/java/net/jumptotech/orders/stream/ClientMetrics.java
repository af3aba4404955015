package net.jumptotech.orders.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.metrics.Scrape;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;

/**
 * Tells Prometheus what a Kafka client measures of itself, under Kafka's names and in Kafka's
 * units. A client has about a hundred metrics, and more for each topic, partition and broker; these
 * are the few that say why a reader or a writer is slow. Kafka creates one of these with each
 * client, and closes it with the client.
 */
public final class ClientMetrics implements MetricsReporter {

  /** In a client's settings: where it tells them, and under which name. */
  private static final String METRICS = "orders.metrics";

  private static final String PURPOSE = "orders.metrics.client";

  private static final String TOTAL = "-total";

  /** By Kafka's group of metrics. These groups are of a client; others, of a topic or a broker. */
  private static final Map<String, Set<String>> TOLD =
      Map.of(
          "consumer-fetch-manager-metrics",
          Set.of("records-consumed-total", "bytes-consumed-total", "fetch-latency-avg"),
          "consumer-coordinator-metrics",
          Set.of("rebalance-total", "failed-rebalance-total", "last-heartbeat-seconds-ago"),
          "consumer-metrics",
          Set.of("poll-idle-ratio-avg", "connection-count", "failed-authentication-total"),
          "producer-metrics",
          Set.of(
              "record-send-total",
              "record-error-total",
              "record-retry-total",
              "request-latency-avg",
              "record-queue-time-avg",
              "produce-throttle-time-avg",
              "buffer-available-bytes",
              "connection-count",
              "failed-authentication-total"));

  private final Map<MetricName, KafkaMetric> told = new ConcurrentHashMap<>();
  private ProcessMetrics metrics;
  private String client;
  private Runnable remove = () -> {};

  /**
   * The settings by which a client tells its metrics.
   *
   * @param purpose names the client in them
   * @param others the reporters that are configured, null for Kafka's default
   */
  static Map<String, Object> settings(ProcessMetrics metrics, String purpose, Object others) {
    Object before = others == null ? JmxReporter.class.getName() : others;
    return Map.of(
        METRICS,
        metrics,
        PURPOSE,
        purpose,
        CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
        before + "," + ClientMetrics.class.getName());
  }

  @Override
  public void configure(Map<String, ?> config) {
    metrics = (ProcessMetrics) config.get(METRICS);
    client = (String) config.get(PURPOSE);
  }

  @Override
  public void init(List<KafkaMetric> there) {
    there.forEach(this::metricChange);
    remove = metrics.add(this::addTo);
  }

  @Override
  public void metricChange(KafkaMetric metric) {
    MetricName name = metric.metricName();
    if (TOLD.getOrDefault(name.group(), Set.of()).contains(name.name())) {
      told.put(name, metric);
    }
  }

  @Override
  public void metricRemoval(KafkaMetric metric) {
    told.remove(metric.metricName());
  }

  @Override
  public void close() {
    remove.run();
  }

  private void addTo(Scrape scrape) {
    told.forEach(
        (name, metric) -> {
          if (metric.metricValue() instanceof Double value) {
            add(scrape, name, value);
          }
        });
  }

  private void add(Scrape scrape, MetricName name, double value) {
    String told =
        ("kafka-" + name.group().replace("-metrics", "-") + name.name()).replace('-', '_');
    if (name.name().endsWith(TOTAL)) {
      String total = told.substring(0, told.length() - TOTAL.length());
      scrape.counter(total, name.description(), value, "client", client);
    } else {
      scrape.gauge(told, name.description(), value, "client", client);
    }
  }
}
