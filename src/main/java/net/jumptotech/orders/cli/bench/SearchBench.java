package net.jumptotech.orders.cli.bench;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;

/**
 * Pages and counts of many orders in the embedded store: the processor time of its reading threads.
 * Countries, outcomes and amounts are as uneven as a shop's, and large orders are the flagged ones,
 * so that some filters match many orders each and none together.
 */
final class SearchBench implements Benchmark {

  private static final int BATCH = 2_000;
  private static final int PAGE = 50;
  private static final long MOST_COUNTED = 100_000;
  private static final Target TARGET = Target.valueAtMost(20);
  private static final String READER = "sqlite-reader";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** The first of them is rare: one order in 400. */
  private static final List<String> COUNTRIES =
      List.of(
          "KW", "US", "DE", "FR", "GB", "CA", "IT", "ES", "NL", "PL", "SE", "AT", "CH", "BE", "DK",
          "NO", "FI", "IE", "PT", "CZ", "HU", "RO", "GR", "BG", "HR", "SK", "SI", "LT", "LV", "EE",
          "JP", "AU", "NZ", "MX", "BR", "IN", "ZA", "AE", "SG", "KR");

  private static final Instant FIRST = Instant.parse("2026-01-05T00:00:00Z");
  private static final int BETWEEN_MILLIS = 500;
  private static final int LARGE = 500;

  private final int orders;
  private final Vertx vertx = Vertx.vertx();
  private final Random random = new Random(1);
  private Path directory;
  private OrderStore store;

  private interface Question {
    Future<?> of(Filter filter);
  }

  /**
   * @param orders in the store
   */
  SearchBench(int orders) {
    this.orders = orders;
  }

  @Override
  public List<Comparison> comparisons() throws Exception {
    directory = Files.createTempDirectory("orders-bench");
    store =
        SqliteOrderStore.open(vertx, SqliteOptions.in(directory, SqliteOptions.Access.WRITER))
            .await();
    for (int from = 0; from < orders; from += BATCH) {
      store.apply(facts(from, Math.min(orders, from + BATCH))).await();
    }
    return List.of(
        comparison(
            "a page of %d of %,d stored orders".formatted(PAGE, orders),
            filter -> store.page(filter, Optional.empty(), PAGE)),
        comparison(
            "the number of matches among %,d stored orders".formatted(orders),
            filter -> store.count(filter, MOST_COUNTED)));
  }

  @Override
  public void close() {
    if (store != null) {
      store.close().await();
    }
    vertx.close().await();
    if (directory != null) {
      DataDirectory.deleteTree(directory);
    }
  }

  private Comparison comparison(String name, Question question) {
    Map<Measure, Filter> filters = new LinkedHashMap<>();
    filters().forEach((what, filter) -> filters.put(Measure.of(what, "ms").aimsAt(TARGET), filter));
    return new Comparison(
        name + ", processor time",
        List.copyOf(filters.keySet()),
        5,
        () -> ask(filters, question),
        Optional.empty());
  }

  private static Map<Measure, Double> ask(Map<Measure, Filter> filters, Question question) {
    Map<Measure, Double> took = new HashMap<>();
    filters.forEach(
        (measure, filter) -> {
          long begunNanos = readerNanos();
          question.of(filter).await();
          took.put(measure, (readerNanos() - begunNanos) / 1e6);
        });
    return took;
  }

  private Map<String, Filter> filters() {
    Map<String, Filter> filters = new LinkedHashMap<>();
    filters.put("all", filter(""));
    filters.put("a rare country", filter("country=KW"));
    filters.put("a rare status and outcome", filter("status=CONFIRMED payment=DECLINED"));
    filters.put("a rare pair", filter("country=KW flagged=true"));
    filters.put("three filters, no order", filter("country=KW status=CANCELLED payment=PAID"));
    filters.put("not flagged", filter("flagged=false"));
    filters.put("an amount above all", filter("amount_min=50000000"));
    filters.put("an exact amount", filter("amount_min=29.95 amount_max=29.95"));
    filters.put("a narrow range of amounts", filter("amount_min=29.90 amount_max=30.10"));
    filters.put("a wide range of amounts", filter("amount_min=20 amount_max=400"));
    filters.put("one day", filter("days=1"));
    filters.put("one day of a country", filter("days=1 country=DE"));
    filters.put("a country and an amount above all", filter("country=DE amount_min=50000000"));
    filters.put(
        "a country and an exact amount", filter("country=DE amount_min=29.95 amount_max=29.95"));
    filters.put("a country and a wide range", filter("country=DE amount_min=20 amount_max=400"));
    filters.put("not flagged and large, no order", filter("flagged=false amount_min=" + LARGE));
    return filters;
  }

  private Filter filter(String parts) {
    Map<String, String> given =
        parts.isEmpty()
            ? Map.of()
            : Arrays.stream(parts.split(" "))
                .map(it -> it.split("="))
                .collect(Collectors.toMap(it -> it[0], it -> it[1]));
    Instant middle = FIRST.plusMillis(orders / 2 * (long) BETWEEN_MILLIS);
    Optional<Integer> days = Optional.ofNullable(given.get("days")).map(Integer::valueOf);
    return new Filter(
        Optional.ofNullable(given.get("status")),
        Optional.ofNullable(given.get("country")),
        Optional.ofNullable(given.get("flagged")).map(Boolean::valueOf),
        Optional.ofNullable(given.get("payment")),
        Optional.ofNullable(given.get("amount_min")).map(BigDecimal::new),
        Optional.ofNullable(given.get("amount_max")).map(BigDecimal::new),
        days.map(any -> middle),
        days.map(it -> middle.plusSeconds(it * 86_400L)));
  }

  private List<OrderFact> facts(int from, int to) {
    List<OrderFact> facts = new ArrayList<>();
    for (int number = from; number < to; number++) {
      Order order = order(number);
      facts.add(new OrderFact.Placed(order, number % 3, number, order.createdAt()));
      facts.add(new OrderFact.Settled(payment(order), number));
      if (order.total().minorUnits() >= LARGE * 100L) {
        facts.add(
            new OrderFact.Flagged(
                new FraudAlert(
                    order.id(),
                    "HIGH",
                    order.total(),
                    order.country(),
                    "large",
                    "1",
                    order.createdAt()),
                number));
      }
    }
    return facts;
  }

  /** Every second order is from one of three countries; amounts are log-normal. */
  private Order order(int number) {
    double which = random.nextDouble();
    int country = which < 0.0025 ? 0 : which < 0.5 ? 1 + random.nextInt(3) : 1 + random.nextInt(39);
    double status = random.nextDouble();
    return new Order(
        OrderId.of(1_000_000 + number),
        new Money(
            (long) (100 * Math.exp(3.7 + 1.2 * random.nextGaussian())), Money.currency("EUR")),
        COUNTRIES.get(country),
        status < 0.02
            ? OrderStatus.CANCELLED
            : status < 0.08 ? OrderStatus.CONFIRMED : OrderStatus.CREATED,
        FIRST.plusMillis((long) number * BETWEEN_MILLIS + number % 400),
        Map.of("customer_id", number % 1_000));
  }

  private Payment payment(Order order) {
    boolean cancelled = order.status() == OrderStatus.CANCELLED;
    boolean declined = random.nextInt(30) == 0;
    return new Payment(
        order.id(),
        cancelled
            ? Payment.Status.NOT_CHARGED
            : declined ? Payment.Status.DECLINED : Payment.Status.PAID,
        cancelled ? Payment.ORDER_CANCELLED : declined ? "insufficient funds" : "",
        order.total(),
        order.country(),
        "sim-" + order.id(),
        order.createdAt(),
        Optional.of(order.createdAt()),
        1);
  }

  private static long readerNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(READER)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }
}
