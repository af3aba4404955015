package net.jumptotech.orders.cli.bench;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Comparison.Run;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;

/**
 * How fast a role reads a backlog, compared with Kafka's clients alone; and what slow orders cost
 * payment, compared with none. Every run reads the same orders from the same broker.
 */
final class ReaderBench implements Benchmark {

  /** After fewer rounds both still become faster, the clients most. */
  private static final int WARMS_UP = 4;

  /** The rounds of the comparison before it have warmed up most of it. */
  private static final int STAYS_WARM = 1;

  /** Before that, slow orders hold back commits, but none is done yet. */
  private static final Duration UNTIL_SLOW_ORDERS_ARE_DONE = Duration.ofSeconds(4);

  private static final String LATENCY = "orders.payment.gateway.latency";
  private static final Map<String, String> AT_ONCE = Map.of(LATENCY, "0ms");
  private static final Map<String, String> USUAL = Map.of(LATENCY, "100ms");
  private static final Map<String, String> SLOW_MINORITY =
      Map.of(
          LATENCY,
          "100ms",
          "orders.payment.gateway.slow-share",
          "0.01",
          "orders.payment.gateway.slow-latency",
          "2s");

  private final Class<?> program;
  private final Role role;
  private final int orders;
  private final Map<String, String> settings = new HashMap<>();
  private Backlog backlog;

  /**
   * @param role fraud or payment
   * @param inFlight instead of the role's default
   */
  ReaderBench(Class<?> program, Role role, int orders, Optional<Integer> inFlight) {
    this.program = program;
    this.role = role;
    this.orders = orders;
    inFlight.ifPresent(it -> settings.put("orders." + role + ".in-flight", it.toString()));
  }

  @Override
  public List<Comparison> comparisons() throws Exception {
    backlog = Backlog.open(program, orders);
    backlog.fill(Map.of());
    return role == Role.FRAUD
        ? List.of(
            overClients(
                "",
                WARMS_UP,
                Map.of(),
                rate("").aimsAt(Target.ratioAtLeast(0.45)),
                Topics.STANDARD.fraudAlerts(),
                Backlog.FLAGGED_EVERY))
        : List.of(
            overClients(
                ", gateway 0 ms",
                WARMS_UP,
                AT_ONCE,
                rate(", gateway 0 ms"),
                Topics.STANDARD.payments(),
                1),
            overClients(
                ", gateway 100 ms",
                STAYS_WARM,
                USUAL,
                rate(", gateway 100 ms").aimsAt(Target.valueAtLeast(34_000)),
                Topics.STANDARD.payments(),
                1),
            slowMinority());
  }

  private static Measure rate(String how) {
    return Measure.of("rate" + how, "orders/s");
  }

  private static Measure time(String how) {
    return Measure.of("processor time" + how, "µs an order");
  }

  /**
   * @param every which order's record the clients copy
   */
  private Comparison overClients(
      String how,
      int warmUps,
      Map<String, String> gateway,
      Measure rate,
      String outcomes,
      int every) {
    return comparison(
        how,
        warmUps,
        rate,
        () -> read(gateway),
        BareLoop.NAME,
        () -> BareLoop.copy(backlog.kafka(), Topics.STANDARD.orders(), outcomes, orders, every));
  }

  private Comparison slowMinority() {
    String how = ", 1 % of the orders take 2 s";
    return comparison(
        how,
        STAYS_WARM,
        rate(how).aimsAt(Target.ratioAtLeast(0.8)),
        () -> read(SLOW_MINORITY, UNTIL_SLOW_ORDERS_ARE_DONE),
        "payment without slow orders",
        () -> read(USUAL, UNTIL_SLOW_ORDERS_ARE_DONE));
  }

  /** Reads the backlog. */
  private interface Reader {
    Pace read() throws Exception;
  }

  private Comparison comparison(
      String how, int warmUps, Measure rate, Reader ours, String reference, Reader theirs) {
    Measure time = time(how);
    return new Comparison(
        "%s, a backlog of %,d orders%s".formatted(role, orders, how),
        List.of(rate, time),
        warmUps,
        run(ours, rate, time),
        Optional.of(new Reference(reference, run(theirs, rate, time))));
  }

  private Run run(Reader reader, Measure rate, Measure time) {
    return () -> {
      Pace pace = reader.read();
      backlog.forgetReaders();
      return Map.of(rate, pace.perSecond(), time, pace.processorMicros());
    };
  }

  private Pace read(Map<String, String> gateway) throws Exception {
    return read(gateway, Duration.ZERO);
  }

  private Pace read(Map<String, String> gateway, Duration unmeasured) throws Exception {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(gateway);
    return RoleRun.read(backlog, role, unmeasured, all, Map.of());
  }

  @Override
  public void close() {
    if (backlog != null) {
      backlog.close();
    }
  }
}
