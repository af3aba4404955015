package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;

/**
 * The embedded store compared with SQLite alone: the processor time of the one thread that writes,
 * for orders and their payments in batches. SQLite alone writes the same texts into a table with
 * the same columns and indexes, and neither reads, nor merges, nor counts.
 */
final class StoreBench {

  private static final int ORDERS = 20_000; // of a round
  private static final int BATCH = 2_000;
  private static final String WRITER = "sqlite-writer";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final PrintStream console;
  private final int rounds;
  private long offset;

  /** Microseconds of the writing thread for each order. */
  private record Cost(double placed, double settled) {
    double paid() {
      return placed + settled;
    }
  }

  StoreBench(PrintStream console, int rounds) {
    this.console = console;
    this.rounds = rounds;
  }

  void run() throws Exception {
    Vertx vertx = Vertx.vertx();
    Path directory = Files.createTempDirectory("orders-bench");
    try (Connection bare = bare(vertx, directory.resolve("bare"))) {
      OrderStore store = open(vertx, directory.resolve("store"));
      List<Cost> ours = new ArrayList<>();
      List<Cost> alone = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) { // the first one warms up
        List<OrderFact.Placed> orders = orders(round * (long) ORDERS);
        List<OrderFact.Settled> payments = orders.stream().map(this::payment).toList();
        Cost aloneNow = alone(bare, orders, payments);
        Cost oursNow = ours(store, orders, payments);
        if (round > 0) {
          alone.add(aloneNow);
          ours.add(oursNow);
        }
      }
      store.close().await();
      say("SQLite alone", alone);
      say("the store", ours);
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        ratios[i] = ours.get(i).paid() / alone.get(i).paid();
      }
      console.printf(
          Locale.ROOT, "  ratio to SQLite alone, median of the rounds: %.2f%n", median(ratios));
    } finally {
      vertx.close().await();
      DataDirectory.deleteTree(directory);
    }
  }

  private void say(String who, List<Cost> costs) {
    console.printf(
        Locale.ROOT,
        "%-46s %5.1f µs an order, %5.1f µs a payment, %5.1f µs a paid order (medians of %d)%n",
        who,
        median(costs.stream().mapToDouble(Cost::placed).toArray()),
        median(costs.stream().mapToDouble(Cost::settled).toArray()),
        median(costs.stream().mapToDouble(Cost::paid).toArray()),
        costs.size());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private List<OrderFact.Placed> orders(long from) {
    List<OrderFact.Placed> orders = new ArrayList<>(ORDERS);
    for (long number = from; number < from + ORDERS; number++) {
      Order order =
          new Order(
              OrderId.of(1_000_000 + number),
              new Money(number % 50_000, Money.currency("EUR")),
              number % 3 == 0 ? "US" : "DE",
              OrderStatus.CREATED,
              Instant.ofEpochMilli(1_790_000_000_000L + number * 7).plusNanos(number % 1_000_000),
              Map.of("customer_id", number % 1_000));
      orders.add(new OrderFact.Placed(order, (int) (number % 3), offset++, Instant.now()));
    }
    return orders;
  }

  private OrderFact.Settled payment(OrderFact.Placed placed) {
    Order order = placed.order();
    return new OrderFact.Settled(
        new Payment(
            order.id(),
            Payment.Status.PAID,
            "",
            order.total(),
            order.country(),
            "sim-" + order.id(),
            Instant.now(),
            Optional.of(Instant.now()),
            1),
        offset++);
  }

  private static Cost ours(
      OrderStore store, List<OrderFact.Placed> orders, List<OrderFact.Settled> payments) {
    long begun = writerNanos();
    apply(store, orders);
    long placed = writerNanos();
    apply(store, payments);
    return cost(placed - begun, writerNanos() - placed);
  }

  private static void apply(OrderStore store, List<? extends OrderFact> facts) {
    for (int from = 0; from < facts.size(); from += BATCH) {
      store.apply(List.copyOf(facts.subList(from, from + BATCH))).await();
    }
  }

  private static Cost cost(long placedNanos, long settledNanos) {
    return new Cost(placedNanos / 1e3 / ORDERS, settledNanos / 1e3 / ORDERS);
  }

  private static long writerNanos() {
    long nanos = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith(WRITER)) {
        nanos += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return nanos;
  }

  private static OrderStore open(Vertx vertx, Path directory) throws IOException {
    Files.createDirectories(directory);
    return SqliteOrderStore.open(vertx, options(directory)).await();
  }

  private static SqliteOptions options(Path directory) {
    return SqliteOptions.in(directory, SqliteOptions.Access.WRITER);
  }

  /** With the settings of the store, and its own tables, which it has created. */
  private static Connection bare(Vertx vertx, Path directory) throws IOException, SQLException {
    open(vertx, directory).close().await();
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + options(directory).file());
    try (Statement statement = connection.createStatement()) {
      for (String sql :
          List.of(
              "PRAGMA journal_mode = WAL",
              "PRAGMA synchronous = NORMAL",
              "PRAGMA wal_autocheckpoint = 20000",
              "PRAGMA cache_size = -65536",
              "PRAGMA temp_store = MEMORY")) {
        statement.execute(sql);
      }
    }
    connection.setAutoCommit(false);
    return connection;
  }

  private static Cost alone(
      Connection bare, List<OrderFact.Placed> orders, List<OrderFact.Settled> payments)
      throws SQLException {
    List<String> orderTexts =
        orders.stream().map(it -> text(EventJson.stored(it.order()))).toList();
    List<String> paymentTexts =
        payments.stream().map(it -> text(EventJson.bytes(it.payment()))).toList();
    long begun = THREADS.getCurrentThreadCpuTime();
    insert(bare, orders, orderTexts);
    long placed = THREADS.getCurrentThreadCpuTime();
    update(bare, payments, paymentTexts);
    return cost(placed - begun, THREADS.getCurrentThreadCpuTime() - placed);
  }

  private static void insert(Connection bare, List<OrderFact.Placed> orders, List<String> texts)
      throws SQLException {
    try (PreparedStatement insert =
        bare.prepareStatement(
            "INSERT INTO orders(created_s, created_n, amount, country, status, payment, flagged,"
                + " kafka_partition, kafka_offset, processed_at, placed_version, placed_replaced,"
                + " placed_json, id) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      String processedAt = Instant.now().toString();
      for (int i = 0; i < orders.size(); i++) {
        OrderFact.Placed placed = orders.get(i);
        Order order = placed.order();
        insert.setLong(1, order.createdAt().getEpochSecond());
        insert.setInt(2, order.createdAt().getNano());
        insert.setLong(3, order.total().minorUnits());
        insert.setString(4, order.country());
        insert.setString(5, "CREATED");
        insert.setString(6, "PENDING");
        insert.setInt(7, 0);
        insert.setInt(8, placed.partition());
        insert.setLong(9, placed.offset());
        insert.setString(10, processedAt);
        insert.setLong(11, placed.offset());
        insert.setLong(12, -1);
        insert.setString(13, texts.get(i));
        insert.setString(14, order.id().text());
        insert.addBatch();
        if ((i + 1) % BATCH == 0) {
          insert.executeBatch();
          bare.commit();
        }
      }
    }
  }

  private static void update(Connection bare, List<OrderFact.Settled> payments, List<String> texts)
      throws SQLException {
    try (PreparedStatement update =
        bare.prepareStatement(
            "UPDATE orders SET payment = ?, settled_version = ?, settled_json = ? WHERE id = ?")) {
      for (int i = 0; i < payments.size(); i++) {
        update.setString(1, "PAID");
        update.setLong(2, payments.get(i).version());
        update.setString(3, texts.get(i));
        update.setString(4, payments.get(i).orderId().text());
        update.addBatch();
        if ((i + 1) % BATCH == 0) {
          update.executeBatch();
          bare.commit();
        }
      }
    }
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
