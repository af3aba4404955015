package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jumptotech.orders.stream.topics.LagMonitor;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the lag of this process's groups to standard output, in CloudWatch's embedded metric
 * format. If a log driver sends the output to CloudWatch Logs, it becomes the metric {@code
 * ConsumerLag} (records, of the whole group) with the dimension {@code Service} (the role), and
 * needs no permission. Terraform scales by it and sets alarms on it.
 */
final class CloudWatchVerticle extends VerticleBase {

  /** CloudWatch's resolution is a minute; alarms treat a minute without a value as bad. */
  private static final long PERIOD_MS = 30_000;

  private static final Logger log = LoggerFactory.getLogger(CloudWatchVerticle.class);

  private final String namespace;
  private final Map<String, String> services;
  private final LagMonitor lag;
  private final Clock clock;
  private final PrintStream console;

  /**
   * @param services name of the service for each group; other groups are left out
   */
  CloudWatchVerticle(
      String namespace,
      Map<String, String> services,
      LagMonitor lag,
      Clock clock,
      PrintStream console) {
    this.namespace = namespace;
    this.services = Map.copyOf(services);
    this.lag = lag;
    this.clock = clock;
    this.console = console;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(0, PERIOD_MS, tick -> report());
    return Future.succeededFuture();
  }

  /** If Kafka does not answer, the minute has no value, and an alarm reports that. */
  private void report() {
    lag.measure()
        .onSuccess(
            partitions -> {
              long now = clock.millis();
              new TreeMap<>(
                      partitions.stream()
                          .filter(it -> services.containsKey(it.group()))
                          .collect(
                              Collectors.groupingBy(
                                  PartitionLag::group, Collectors.summingLong(PartitionLag::lag))))
                  .forEach((group, sum) -> console.println(line(services.get(group), sum, now)));
            })
        .onFailure(failed -> log.warn("the lag is unknown: {}", failed.toString()));
  }

  private String line(String service, long lag, long now) {
    JsonObject metric = new JsonObject().put("Name", "ConsumerLag").put("Unit", "Count");
    JsonObject directive =
        new JsonObject()
            .put("Namespace", namespace)
            .put("Dimensions", new JsonArray().add(new JsonArray().add("Service")))
            .put("Metrics", new JsonArray().add(metric));
    return new JsonObject()
        .put(
            "_aws",
            new JsonObject()
                .put("Timestamp", now)
                .put("CloudWatchMetrics", new JsonArray().add(directive)))
        .put("Service", service)
        .put("ConsumerLag", lag)
        .encode();
  }
}
