package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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

  /**
   * What a role counts, and how Prometheus is told.
   *
   * @param labels names and values in turn, besides the role
   */
  private record Told(String name, String help, String count, String... labels) {

    String[] labels(String role) {
      return Stream.concat(Stream.of(ROLE, role), Stream.of(labels)).toArray(String[]::new);
    }
  }

  private static final String OUTCOMES = "Orders, by what became of them in this process";
  private static final String LETTERS =
      "Dead letters; given_up: the gateway did not answer or the store refused it";
  private static final String INTAKE = "Orders that were sent to this process or read by it";
  private static final String WAITING =
      "Orders whose charge is not known yet; unanswered: at least one request had no answer";

  private static final Map<String, List<Told>> TOTALS =
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

  private static final List<Told> TOTALS_OF_READERS =
      List.of(
          new Told("orders_received", "Records that were read", Counts.RECEIVED),
          new Told(
              "orders_duplicates",
              "Orders that were settled before and were not processed again",
              Counts.DUPLICATES));

  private static final Map<String, String> PERCENTILES =
      Map.of("0.5", Counts.P50_US, "0.99", Counts.P99_US);

  private static final List<Told> GAUGES =
      List.of(
          new Told("orders_in_flight", "Records or requests at work", Counts.IN_FLIGHT),
          new Told("orders_partitions", "Partitions that are assigned", "partitions"),
          new Told("orders_settled_ids", "Order ids that are known as settled", Counts.SETTLED_IDS),
          new Told("orders_settled_bytes", "Memory of the settled ids", Counts.SETTLED_BYTES),
          new Told("orders_page_subscribers", "Browsers that receive frames", "sockets"),
          new Told(
              "orders_gateway_inflight",
              "Requests that the payment gateway is answering",
              Counts.GATEWAY_IN_FLIGHT),
          new Told("orders_gateway_waiting", WAITING, Counts.GATEWAY_ASKED, "state", "asked"),
          new Told(
              "orders_gateway_waiting", WAITING, Counts.GATEWAY_UNANSWERED, "state", "unanswered"));

  private final ProcessInfo process;
  private final Map<String, String> readers;
  private final ProcessMetrics metrics;
  private final Map<String, RoleFrame> newest = new ConcurrentHashMap<>();
  private volatile JsonArray state = new JsonArray();

  /**
   * @param process whose frames count
   * @param readers its readers, by group
   * @param metrics to which it adds
   */
  MetricsVerticle(ProcessInfo process, Map<String, String> readers, ProcessMetrics metrics) {
    this.process = process;
    this.readers = Map.copyOf(readers);
    this.metrics = metrics;
  }

  private static Told outcome(String status, String count) {
    return new Told("orders_outcomes", OUTCOMES, count, "status", status);
  }

  private static List<Told> intake() {
    return List.of(
        new Told("orders_intake", INTAKE, Counts.ACCEPTED, "result", "accepted"),
        new Told("orders_intake", INTAKE, Counts.REJECTED, "result", "rejected"),
        new Told("orders_intake", INTAKE, Counts.FAILED, "result", "failed"));
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
      List<RoleFrame> frames = frames(each.toString());
      if (!frames.isEmpty()) {
        addTo(scrape, each.toString(), frames);
      }
    }
    readers.forEach((group, role) -> addLetters(scrape, group, frames(role)));
  }

  private List<RoleFrame> frames(String role) {
    return newest.values().stream().filter(it -> it.role().equals(role)).toList();
  }

  private static void addTo(Scrape scrape, String role, List<RoleFrame> frames) {
    TOTALS.getOrDefault(role, List.of()).forEach(it -> addTotal(scrape, it, role, frames));
    if (has(frames, Counts.RECEIVED)) {
      TOTALS_OF_READERS.forEach(it -> addTotal(scrape, it, role, frames));
      addTimes(scrape, role, frames);
    }
    GAUGES.stream()
        .filter(it -> has(frames, it.count()))
        .forEach(
            it -> scrape.gauge(it.name(), it.help(), sum(frames, it.count()), it.labels(role)));
  }

  private static void addTotal(Scrape scrape, Told total, String role, List<RoleFrame> frames) {
    scrape.counter(total.name(), total.help(), sum(frames, total.count()), total.labels(role));
  }

  /** Percentiles cannot be added up; the slowest instance is the one to look at. */
  private static void addTimes(Scrape scrape, String role, List<RoleFrame> frames) {
    PERCENTILES.forEach(
        (quantile, count) -> {
          long slowest =
              frames.stream().mapToLong(it -> it.counts().getOrDefault(count, 0L)).max().orElse(0);
          scrape.gauge(
              "orders_record_seconds",
              "Time of a record from poll to decision, over the last 10 seconds",
              slowest / 1e6,
              ROLE,
              role,
              "quantile",
              quantile);
        });
  }

  private static void addLetters(Scrape scrape, String group, List<RoleFrame> frames) {
    Counts.DEAD_LETTER_CAUSES.stream()
        .filter(cause -> has(frames, cause))
        .forEach(
            cause ->
                scrape.counter(
                    "orders_dead_letters",
                    LETTERS,
                    sum(frames, cause),
                    "group",
                    group,
                    "cause",
                    cause));
  }

  private static boolean has(List<RoleFrame> frames, String count) {
    return frames.stream().anyMatch(it -> it.counts().containsKey(count));
  }

  private static long sum(List<RoleFrame> frames, String count) {
    return frames.stream().mapToLong(it -> it.counts().getOrDefault(count, 0L)).sum();
  }
}
