package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
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
final class StoreBench implements Benchmark {

  private static final int ORDERS = 20_000; // of a round
  private static final int BATCH = 2_000;
  private static final String WRITER = "sqlite-writer";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private static final String MICROS = "µs an order";
  private static final Measure PLACED = Measure.of("order", MICROS);
  private static final Measure SETTLED = Measure.of("payment", MICROS);
  private static final Measure PAID =
      Measure.of("paid order, the sum of both", MICROS).aimsAt(Target.ratioAtMost(1.6));

  private final Vertx vertx = Vertx.vertx();
  private Path directory;
  private Connection bare;
  private OrderStore store;
  private long written;
  private long offset;

  @Override
  public List<Comparison> comparisons() throws Exception {
    directory = Files.createTempDirectory("orders-bench");
    bare = bare(vertx, directory.resolve("bare"));
    store = open(vertx, directory.resolve("store"));
    return List.of(
        new Comparison(
            "the embedded store, processor time of its writing thread",
            List.of(PLACED, SETTLED, PAID),
            1,
            this::ours,
            Optional.of(new Reference("SQLite alone", this::alone))));
  }

  private static Map<Measure, Double> costs(long placedNanos, long settledNanos) {
    double placed = placedNanos / 1e3 / ORDERS;
    double settled = settledNanos / 1e3 / ORDERS;
    return Map.of(PLACED, placed, SETTLED, settled, PAID, placed + settled);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close().await();
    }
    try {
      if (bare != null) {
        bare.close();
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    vertx.close().await();
    if (directory != null) {
      DataDirectory.deleteTree(directory);
    }
  }

  private List<OrderFact.Placed> orders() {
    long from = written;
    written += ORDERS;
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

  private Map<Measure, Double> ours() {
    List<OrderFact.Placed> orders = orders();
    List<OrderFact.Settled> payments = orders.stream().map(this::payment).toList();
    long begun = writerNanos();
    apply(store, orders);
    long placed = writerNanos();
    apply(store, payments);
    return costs(placed - begun, writerNanos() - placed);
  }

  private static void apply(OrderStore store, List<? extends OrderFact> facts) {
    for (int from = 0; from < facts.size(); from += BATCH) {
      store.apply(List.copyOf(facts.subList(from, from + BATCH))).await();
    }
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

  private Map<Measure, Double> alone() throws SQLException {
    List<OrderFact.Placed> orders = orders();
    List<OrderFact.Settled> payments = orders.stream().map(this::payment).toList();
    List<String> orderTexts =
        orders.stream().map(it -> text(EventJson.stored(it.order()))).toList();
    List<String> paymentTexts =
        payments.stream().map(it -> text(EventJson.bytes(it.payment()))).toList();
    long begun = THREADS.getCurrentThreadCpuTime();
    insert(bare, orders, orderTexts);
    long placed = THREADS.getCurrentThreadCpuTime();
    update(bare, payments, paymentTexts);
    return costs(placed - begun, THREADS.getCurrentThreadCpuTime() - placed);
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
