package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.metrics.Scrape;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;

/**
 * Tells Prometheus what the roles of this process report in their frames, and, where this process
 * has a page, the state of the system. Page and metrics so have the same numbers.
 */
final class MetricsVerticle extends VerticleBase {

  private static final String ROLE = "role";

  /** A total of a role: its metric, the labels besides the role, and its count. */
  private record Total(String name, String help, String label, String value, String count) {}

  private record Gauge(String name, String help, String count) {}

  private static final String OUTCOMES = "Orders, by what became of them in this process";
  private static final String LETTERS =
      "Dead letters; misplaced: it was not in the partition of its key";
  private static final String INTAKE = "Orders that were sent to this process or read by it";
  private static final String TRANSACTIONS = "Kafka transactions";

  private static final Map<String, List<Total>> TOTALS =
      Map.of(
          Role.FRAUD.toString(),
          List.of(outcome("ALERT", Counts.ALERTS)),
          Role.PAYMENT.toString(),
          List.of(
              outcome("PAID", Counts.PAID),
              outcome("DECLINED", Counts.DECLINED),
              outcome("NOT_CHARGED", Counts.NOT_CHARGED)),
          Role.ANALYTICS.toString(),
          List.of(outcome("STORED", Counts.STORED)),
          Role.HTTP.toString(),
          intake(),
          Role.PRODUCER.toString(),
          intake());

  private static final List<Total> TOTALS_OF_READERS =
      List.of(
          new Total("orders_received", "Records that were read", "", "", Counts.RECEIVED),
          new Total(
              "orders_duplicates",
              "Orders that were settled before and were not processed again",
              "",
              "",
              Counts.DUPLICATES),
          new Total("orders_transactions", TRANSACTIONS, "result", "committed", "transactions"),
          new Total("orders_transactions", TRANSACTIONS, "result", "aborted", "aborted"));

  private static final List<Gauge> GAUGES =
      List.of(
          new Gauge("orders_in_flight", "Records or requests at work", Counts.IN_FLIGHT),
          new Gauge("orders_partitions", "Partitions that are assigned", "partitions"),
          new Gauge(
              "orders_settled_ids", "Order ids that are known as settled", Counts.SETTLED_IDS),
          new Gauge("orders_settled_bytes", "Memory of the settled ids", Counts.SETTLED_BYTES),
          new Gauge("orders_page_subscribers", "Browsers that receive frames", "sockets"));

  private final ProcessInfo process;
  private final ProcessMetrics metrics;
  private final Map<String, RoleFrame> newest = new ConcurrentHashMap<>();
  private volatile JsonArray state = new JsonArray();

  /**
   * @param process whose frames count
   * @param metrics to which it adds
   */
  MetricsVerticle(ProcessInfo process, ProcessMetrics metrics) {
    this.process = process;
    this.metrics = metrics;
  }

  private static Total outcome(String status, String count) {
    return new Total("orders_outcomes", OUTCOMES, "status", status, count);
  }

  private static List<Total> intake() {
    return List.of(
        new Total("orders_intake", INTAKE, "result", "accepted", Counts.ACCEPTED),
        new Total("orders_intake", INTAKE, "result", "rejected", Counts.REJECTED),
        new Total("orders_intake", INTAKE, "result", "failed", Counts.FAILED));
  }

  @Override
  public Future<?> start() {
    vertx.eventBus().<JsonObject>localConsumer(Addresses.FRAMES, frame -> hear(frame.body()));
    vertx.eventBus().<JsonArray>localConsumer(Addresses.STATE, rows -> state = rows.body());
    metrics.add(this::addTo);
    return Future.succeededFuture();
  }

  private void hear(JsonObject json) {
    RoleFrame frame = RoleFrame.of(json);
    if (frame.process().equals(process.name())) {
      newest.put(frame.role() + " " + frame.instance(), frame);
    }
  }

  private void addTo(Scrape scrape) {
    StateGauges.addTo(scrape, state);
    for (Role each : Role.values()) {
      List<RoleFrame> frames =
          newest.values().stream().filter(it -> it.role().equals(each.toString())).toList();
      if (!frames.isEmpty()) {
        addTo(scrape, each.toString(), frames);
      }
    }
  }

  private static void addTo(Scrape scrape, String role, List<RoleFrame> frames) {
    TOTALS.getOrDefault(role, List.of()).forEach(it -> add(scrape, it, role, frames));
    if (has(frames, Counts.RECEIVED)) {
      TOTALS_OF_READERS.forEach(it -> add(scrape, it, role, frames));
      long misplaced = sum(frames, Counts.MISPLACED);
      long others = Math.max(0, sum(frames, Counts.REJECTED) - misplaced);
      letters(scrape, role, "misplaced", misplaced);
      letters(scrape, role, "other", others);
    }
    GAUGES.stream()
        .filter(it -> has(frames, it.count()))
        .forEach(it -> scrape.gauge(it.name(), it.help(), sum(frames, it.count()), ROLE, role));
  }

  private static void add(Scrape scrape, Total total, String role, List<RoleFrame> frames) {
    String[] labels =
        total.label().isEmpty()
            ? new String[] {ROLE, role}
            : new String[] {ROLE, role, total.label(), total.value()};
    scrape.counter(total.name(), total.help(), sum(frames, total.count()), labels);
  }

  private static void letters(Scrape scrape, String role, String cause, long count) {
    scrape.counter("orders_dead_letters", LETTERS, count, ROLE, role, "cause", cause);
  }

  private static boolean has(List<RoleFrame> frames, String count) {
    return frames.stream().anyMatch(it -> it.counts().containsKey(count));
  }

  private static long sum(List<RoleFrame> frames, String count) {
    return frames.stream().mapToLong(it -> it.counts().getOrDefault(count, 0L)).sum();
  }
}
