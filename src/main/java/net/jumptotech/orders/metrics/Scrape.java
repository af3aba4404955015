package net.jumptotech.orders.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Collects the values that exist elsewhere already, such as in the frames of the roles, while
 * Prometheus is being answered. Each series is in it once, with the value that was added last.
 * Beyond a number of series no further one is taken. Used on one thread.
 */
public final class Scrape {

  private final int mostSeries;
  private final Map<String, Family> counters = new LinkedHashMap<>();
  private final Map<String, Family> gauges = new LinkedHashMap<>();
  private int series;

  private record Family(String help, Map<Labels, Double> values) {}

  Scrape(int mostSeries) {
    this.mostSeries = mostSeries;
  }

  /**
   * @param name without {@code _total}, which the text adds
   * @param labels names and values in turn
   */
  public void counter(String name, String help, double value, String... labels) {
    add(counters, name, help, value, labels);
  }

  /**
   * @param labels names and values in turn
   */
  public void gauge(String name, String help, double value, String... labels) {
    add(gauges, name, help, value, labels);
  }

  private void add(
      Map<String, Family> families, String name, String help, double value, String... labels) {
    if (series >= mostSeries) {
      return;
    }
    Family family = families.computeIfAbsent(name, any -> new Family(help, new LinkedHashMap<>()));
    if (family.values().put(Labels.of(labels), value) == null) {
      series++;
    }
  }

  MetricSnapshots snapshots() {
    MetricSnapshots.Builder all = MetricSnapshots.builder();
    counters.forEach(
        (name, family) -> {
          CounterSnapshot.Builder counter =
              CounterSnapshot.builder().name(name).help(family.help());
          family
              .values()
              .forEach(
                  (labels, value) ->
                      counter.dataPoint(
                          CounterDataPointSnapshot.builder().labels(labels).value(value).build()));
          all.metricSnapshot(counter.build());
        });
    gauges.forEach(
        (name, family) -> {
          GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(family.help());
          family
              .values()
              .forEach(
                  (labels, value) ->
                      gauge.dataPoint(
                          GaugeDataPointSnapshot.builder().labels(labels).value(value).build()));
          all.metricSnapshot(gauge.build());
        });
    return all.build();
  }
}
