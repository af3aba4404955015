package net.jumptotech.orders.store.sqlite;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.Filters;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Filter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that an earlier version of Orders wrote. */
@ExtendWith(VertxExtension.class)
final class SchemaIT {

  private static final List<String> COLUMNS_OF_1 =
      List.of(
          "id",
          "created_s",
          "created_n",
          "country",
          "status",
          "payment",
          "flagged",
          "kafka_partition",
          "kafka_offset",
          "processed_at",
          "placed_version",
          "placed_replaced",
          "placed_json",
          "flagged_version",
          "flagged_json",
          "settled_version",
          "settled_json");

  @TempDir Path data;
  private Vertx vertx;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @Test
  void aFileOfVersion1IsBroughtUpToDateByItsWriterAndLosesNothing() throws Exception {
    OrderStore before = open(SqliteOptions.Access.WRITER);
    Random random = new Random(3);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      facts.add(
          Facts.placed(Facts.order("order-" + i, Facts.NOON, "JPY", random.nextInt(9_999)), i));
      facts.add(Facts.flagged(Facts.order("stub-" + i, Facts.NOON), i));
    }
    facts.add(Facts.placed(Facts.order("largest", Facts.NOON, "JPY", 9_999_999_999_999L), 1));
    facts.add(Facts.placed(Facts.order("smallest", Facts.NOON, "CLF", 1), 1));
    facts.add(Facts.placed(Facts.order("near", Facts.NOON, "USD", 9_999_999_999_999L), 1));
    await(before.apply(facts));
    List<String> ids = above(before);
    List<String> amounts = query("SELECT id || ' ' || ifnull(amount, '') FROM orders ORDER BY id");
    await(before.close());
    makeVersion1();

    OrderStore reader = open(SqliteOptions.Access.READER);
    assertThat(above(reader)).isEmpty();
    assertThat(reader.health().detail()).startsWith("no store of this version yet");
    OrderStore after = open(SqliteOptions.Access.WRITER);

    assertThat(above(after)).isNotEmpty().isEqualTo(ids);
    assertThat(query("SELECT id || ' ' || ifnull(amount, '') FROM orders ORDER BY id"))
        .isEqualTo(amounts);
    assertThat(above(reader)).isEqualTo(ids);
    assertThat(reader.health()).isEqualTo(Health.UP);
    await(after.apply(List.of(Facts.placed(Facts.order("new", Facts.NOON), 9))));
    await(after.close());
    assertThat(query("PRAGMA user_version")).containsExactly("6");
    assertThat(query("PRAGMA integrity_check")).containsExactly("ok");
    await(reader.close());
  }

  /** What version 1 had: no amounts, and an index without them. */
  private void makeVersion1() throws SQLException {
    makeVersion2();
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP INDEX by_created");
      statement.execute("ALTER TABLE orders DROP COLUMN amount");
      statement.execute("CREATE INDEX by_created ON orders(created_s, created_n, id)");
      statement.execute("PRAGMA user_version = 1");
    }
    assertThat(query("SELECT name FROM pragma_table_info('orders')")).isEqualTo(COLUMNS_OF_1);
  }

  /**
   * Version 2 showed the newest content. What it did not keep is not known, and where the outcome
   * is of other content than is shown, that is seen all the same.
   */
  @Test
  void documentsOfVersion2StayAndShowTheConflictsThatTheirOutcomesTellOf() throws Exception {
    Order plain = Facts.order("plain", Facts.NOON);
    Order dated = Facts.order("dated", Facts.NOON);
    Order shown = Facts.order("overwritten", Facts.NOON, "USD", 1_462);
    Order charged = Facts.order("overwritten", Facts.NOON, "USD", 26_196);
    Order squatted = Facts.order("shop-77", Facts.NOON, "EUR", 34_999);
    Order nothing = Facts.order("shop-77", Facts.NOON, "EUR", 0);
    Order kept = Facts.order("kept", Facts.NOON);
    Order passed = Facts.order("passed", Facts.NOON);
    Order suspicious =
        Facts.order("passed", Facts.NOON, "DE", 99_900, "EUR", OrderStatus.CREATED, Map.of());
    OrderStore before = open(SqliteOptions.Access.WRITER);
    await(
        before.apply(
            List.of(
                Facts.placed(plain, 1),
                Facts.settled(plain, Payment.Status.PAID, 1),
                Facts.placed(dated, 9),
                Facts.settled(dated, Payment.Status.PAID, 2),
                Facts.placed(shown, 12),
                Facts.settled(charged, Payment.Status.PAID, 3),
                Facts.placed(squatted, 13),
                Facts.settled(nothing, Payment.Status.NOT_CHARGED, 4),
                Facts.placed(kept.with(OrderStatus.CANCELLED), 14),
                Facts.settled(kept, Payment.Status.PAID, 5),
                Facts.placed(passed, 15),
                Facts.flagged(plain, 1),
                Facts.flagged(suspicious, 2))));
    OrderStore.Summary totals = await(before.summary(Instant.EPOCH));
    await(before.close());
    execute(
        "UPDATE orders SET flagged = 1, flagged_version = 2, flagged_json ="
            + " json_extract(history_json, '$.alerts[0].alert') WHERE id = 'passed'");
    execute("UPDATE total SET flagged = 2 WHERE flagged = 1");
    execute("UPDATE minute SET flagged = 2 WHERE flagged = 1");
    makeVersion2();
    execute("UPDATE orders SET placed_replaced = 5 WHERE id IN ('dated', 'overwritten')");

    OrderStore after = open(SqliteOptions.Access.WRITER);

    assertThat(await(after.summary(Instant.EPOCH))).isEqualTo(totals);
    assertThat(totals.conflicts())
        .isEqualTo(
            Map.of(
                Conflict.Kind.CHANGED, 2L,
                Conflict.Kind.NOT_CHARGED, 1L,
                Conflict.Kind.REFUND_DUE, 1L));
    assertThat(ids(after, "true"))
        .containsExactlyInAnyOrder("overwritten", "shop-77", "kept", "passed");
    assertThat(query("SELECT id FROM orders WHERE flagged = 1")).containsExactly("plain");
    assertThat(ids(after, "false")).containsExactlyInAnyOrder("plain", "dated");
    assertThat(document(after, "dated").lacksRecord()).isTrue();
    assertThat(document(after, "plain").lacksRecord()).isFalse();

    await(after.apply(List.of(Facts.placed(charged, 5)))); // as read again from the start

    OrderDocument found = document(after, "overwritten");
    assertThat(found.placed()).contains(Facts.placed(charged, 5));
    assertThat(found.lacksRecord()).isFalse();
    assertThat(found.conflict().orElseThrow().other().orElseThrow().offset()).isEqualTo(12);
    assertThat(await(after.summary(Instant.EPOCH)).conflicts()).isEqualTo(totals.conflicts());
    await(after.close());
  }

  private static List<String> ids(OrderStore store, String conflict) {
    return await(store.page(Filters.conflict(conflict), Optional.empty(), 9)).orders().stream()
        .map(it -> it.id().text())
        .toList();
  }

  private static OrderDocument document(OrderStore store, String id) {
    return await(store.get(OrderId.of(id))).orElseThrow();
  }

  /** What version 2 had: nothing of conflicts, and not how far it had come. */
  private void makeVersion2() throws SQLException {
    makeVersion4();
    execute("DROP TABLE store");
    execute("DROP TABLE progress");
    execute("DROP INDEX by_conflict");
    execute("DROP TABLE conflicts");
    execute("ALTER TABLE orders DROP COLUMN conflict");
    execute("ALTER TABLE orders DROP COLUMN history_json");
    execute("PRAGMA user_version = 2");
  }

  /** What version 4 had: an index for each filter, and a count of conflicts only. */
  private void makeVersion4() throws SQLException {
    makeVersion5();
    execute("DROP INDEX by_combination");
    for (long large : Schema.LARGE) {
      execute("DROP INDEX by_amount_" + large);
    }
    execute("CREATE INDEX by_country ON orders(country, created_s, created_n, id)");
    execute("CREATE INDEX by_status ON orders(status, created_s, created_n, id)");
    execute("CREATE INDEX by_payment ON orders(payment, created_s, created_n, id)");
    execute("CREATE INDEX by_flagged ON orders(created_s, created_n, id) WHERE flagged = 1");
    execute("CREATE INDEX by_conflict ON orders(created_s, created_n, id) WHERE conflict <> ''");
    execute(
        "CREATE TABLE conflicts(kind TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID");
    execute(
        "INSERT INTO conflicts SELECT conflict, sum(n) FROM combination WHERE conflict <> ''"
            + " GROUP BY conflict");
    execute("DROP TABLE combination");
    execute("PRAGMA user_version = 4");
  }

  /** What version 5 had: no senders. */
  private void makeVersion5() throws SQLException {
    execute("ALTER TABLE orders DROP COLUMN sender");
    execute("PRAGMA user_version = 5");
  }

  @Test
  void idsOfAFileOfVersion5BelongToNobody() throws Exception {
    Order order = Facts.order("1", Facts.NOON).with(Map.of("sender", "a field of the shop"));
    OrderStore before = open(SqliteOptions.Access.WRITER);
    await(
        before.apply(
            List.of(Facts.placed(order, 1), Facts.settled(order, Payment.Status.PAID, 1))));
    await(before.close());
    makeVersion5();

    OrderStore after = open(SqliteOptions.Access.WRITER);

    assertThat(document(after, "1").placed()).contains(Facts.placed(order, 1));
    await(after.apply(List.of(Facts.placed(order.from("shop-a"), 2))));
    assertThat(document(after, "1").placed()).contains(Facts.placed(order, 1));
    assertThat(document(after, "1").conflict()).isEmpty();
    await(after.apply(List.of(Facts.placed(Facts.order("2", Facts.NOON).from("shop-a"), 3))));
    assertThat(document(after, "2").owner()).isEqualTo("shop-a");
    await(after.close());
  }

  @Test
  void aFileOfVersion4HasTheSameTablesAndAnswersAsANewOne() throws Exception {
    Random random = new Random(5);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    OrderStore before = open(SqliteOptions.Access.WRITER);
    await(before.apply(facts));
    OrderStore.Summary totals = await(before.summary(Instant.EPOCH));
    assertThat(totals.conflicts()).isNotEmpty();
    List<String> large = above(before);
    await(before.close());
    String counts =
        "SELECT country || status || payment || flagged || conflict || n FROM combination"
            + " WHERE n <> 0 ORDER BY country, status, payment, flagged, conflict";
    List<String> counted = query(counts);
    List<String> tables = query("SELECT name FROM sqlite_schema ORDER BY name");
    makeVersion4();

    OrderStore after = open(SqliteOptions.Access.WRITER);

    assertThat(await(after.summary(Instant.EPOCH))).isEqualTo(totals);
    assertThat(above(after)).isEqualTo(large);
    assertThat(query(counts)).isEqualTo(counted);
    assertThat(query("SELECT name FROM sqlite_schema ORDER BY name")).isEqualTo(tables);
    await(after.apply(List.of(Facts.placed(Facts.order("new", Facts.NOON), 9))));
    assertThat(await(after.count(Filter.ALL, 10_000)))
        .isEqualTo(new OrderStore.Count(totals.orders() + 1, false));
    await(after.close());
    assertThat(query("PRAGMA integrity_check")).containsExactly("ok");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> above(OrderStore store) {
    Filter filter =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new BigDecimal("1000.001")),
            Optional.empty(),
            Optional.of(Instant.EPOCH),
            Optional.empty());
    return await(store.page(filter, Optional.empty(), 5_000)).orders().stream()
        .map(it -> it.id().text())
        .toList();
  }

  private OrderStore open(SqliteOptions.Access access) {
    return await(SqliteOrderStore.open(vertx, SqliteOptions.in(data, access)));
  }

  private List<String> query(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  private Connection connect() throws SQLException {
    Path file = SqliteOptions.in(data, SqliteOptions.Access.READER).file();
    return DriverManager.getConnection("jdbc:sqlite:" + file);
  }
}
