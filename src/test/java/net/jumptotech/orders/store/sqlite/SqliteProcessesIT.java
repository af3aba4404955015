package net.jumptotech.orders.store.sqlite;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStore.Summary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The file between several processes, and when it cannot be written. */
@ExtendWith(VertxExtension.class)
final class SqliteProcessesIT {

  @TempDir Path data;
  private Vertx vertx;
  private final List<OrderStore> opened = new ArrayList<>();

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @AfterEach
  void close() {
    opened.forEach(it -> await(it.close()));
  }

  @Test
  void aReaderMayComeBeforeTheWriterAndGoesOnByItself() throws Exception {
    OrderStore reader = open(SqliteOptions.Access.READER);
    assertThat(reader.health().state()).isEqualTo(Health.State.DEGRADED);
    assertThat(reader.health().detail()).startsWith("no store of this version yet");
    assertThat(await(reader.page(Filter.ALL, Optional.empty(), 10)).orders()).isEmpty();
    assertThat(await(reader.summary(Instant.EPOCH)).byCountry()).isEmpty();
    assertThat(file()).doesNotExist();
    Files.createFile(file()); // what a writer that starts leaves for a moment
    assertThat(await(reader.get(OrderId.of("1")))).isEmpty();
    assertThat(reader.health().state()).isEqualTo(Health.State.DEGRADED);

    OrderStore writer = open(SqliteOptions.Access.WRITER);
    await(writer.apply(List.of(placed(1))));

    assertThat(await(reader.get(OrderId.of("1")))).isPresent();
    assertThat(reader.health()).isEqualTo(Health.UP);
    assertThatThrownBy(() -> await(reader.apply(List.of(placed(2)))))
        .hasMessageContaining("open for reading only");
  }

  @Test
  void aReaderFollowsAStoreThatIsMadeAnew() throws Exception {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    await(writer.apply(List.of(placed(1))));
    OrderStore reader = open(SqliteOptions.Access.READER);
    assertThat(await(reader.get(OrderId.of("1")))).isPresent();
    await(writer.close());
    for (String name : List.of("orders.db", "orders.db-wal", "orders.db-shm")) {
      Files.deleteIfExists(data.resolve(name));
    }

    OrderStore anew = open(SqliteOptions.Access.WRITER);
    await(anew.apply(List.of(placed(2))));

    assertThat(await(reader.get(OrderId.of("1")))).isEmpty();
    assertThat(await(reader.get(OrderId.of("2")))).isPresent();
    await(reader.close());
    await(anew.apply(List.of(placed(3))));
    assertThat(await(anew.summary(Instant.EPOCH)).orders()).isEqualTo(2);
  }

  @Test
  void aReaderSeesOnlyWholeBatchesWhileTheWriterWrites() {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    OrderStore reader = open(SqliteOptions.Access.READER);
    Future<?> writes = Future.succeededFuture();
    for (int batch = 0; batch < 50; batch++) {
      List<OrderFact> facts = batch(batch * 100, 100);
      writes = writes.compose(any -> writer.apply(facts));
    }

    long seen = 0;
    while (!writes.isComplete()) {
      Summary summary = await(reader.summary(Instant.EPOCH));
      assertThat(summary.orders() % 100).isZero();
      assertThat(summary.orders()).isGreaterThanOrEqualTo(seen);
      assertThat(summary.byMinute().stream().mapToLong(OrderStore.MinuteTotal::orders).sum())
          .isEqualTo(summary.orders());
      seen = summary.orders();
    }

    await(writes);
    assertThat(await(reader.summary(Instant.EPOCH)).orders()).isEqualTo(5_000);
  }

  @Test
  void onlyOneOfTwoWritersInAProcessIsLetIn() {
    OrderStore writer = open(SqliteOptions.Access.WRITER);

    assertThatThrownBy(() -> open(SqliteOptions.Access.WRITER))
        .isInstanceOf(IOException.class)
        .hasMessage(
            file()
                + " is being written by process "
                + ProcessHandle.current().pid()
                + " (this one): stop that process, or choose another data directory");

    await(writer.apply(List.of(placed(1))));
    await(writer.close());
    assertThat(await(open(SqliteOptions.Access.WRITER).get(OrderId.of("1")))).isPresent();
  }

  @Test
  void anotherProcessThatWritesIsNamedAndItsDeathLetsTheNextIn() throws Exception {
    Process other = ChildWriter.start(data, 0);
    try (BufferedReader acknowledged = output(other)) {
      assertThat(acknowledged.readLine()).isNotNull();
      assertThatThrownBy(() -> open(SqliteOptions.Access.WRITER))
          .hasMessageContaining("is being written by process " + other.pid() + ": stop");
    } finally {
      other.destroyForcibly().waitFor();
    }
    open(SqliteOptions.Access.WRITER);
  }

  @Test
  void whatWasAcknowledgedSurvivesKill() throws Exception {
    int next = 0;
    for (int round = 0; round < 3; round++) {
      Process child = ChildWriter.start(data, next);
      int acknowledged = next;
      try (BufferedReader output = output(child)) {
        for (int line = 0; line < 30 + 17 * round; line++) {
          acknowledged = Integer.parseInt(output.readLine());
        }
        child.toHandle().destroyForcibly(); // the process's own method would close its output
        for (String line = output.readLine(); line != null; line = output.readLine()) {
          acknowledged = Integer.parseInt(line);
        }
      }
      OrderStore survivor = open(SqliteOptions.Access.WRITER);
      Summary summary = await(survivor.summary(Instant.EPOCH));
      assertThat(summary.orders())
          .as("round %d", round)
          .isBetween((long) acknowledged, (long) acknowledged + ChildWriter.BATCH);
      assertThat(summary.orders() % ChildWriter.BATCH).isZero();
      assertThat(summary.byCountry().get(0).paid()).isEqualTo(summary.orders());
      for (int id = next; id < acknowledged; id += 7) {
        assertThat(await(survivor.get(OrderId.of(id)))).as("order %d", id).isPresent();
      }
      await(survivor.close());
      next = (int) summary.orders();
    }
    try (Stream<Path> libraries = Files.list(data.resolve("native"))) {
      assertThat(libraries).as("each removes what the killed one before it left").hasSize(1);
    }
  }

  @Test
  void aLockedFileFailsTheBatchAndTheNextTryWorks() throws Exception {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    try (Connection other = connect();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      assertThatThrownBy(() -> await(writer.apply(List.of(placed(1)))))
          .hasMessage("cannot write to the store: its file is locked by another process");
      assertThat(writer.health().state()).isEqualTo(Health.State.DEGRADED);
      assertThat(writer.health().detail())
          .isEqualTo("its file is locked by another process, so nothing can be written");
      assertThat(await(writer.get(OrderId.of("1")))).isEmpty();
      assertThat(writer.health().state())
          .as("reading does not heal writing")
          .isEqualTo(Health.State.DEGRADED);
      statement.execute("ROLLBACK");
    }

    assertThat(await(writer.apply(List.of(placed(1)))).changed()).hasSize(1);
    assertThat(writer.health()).isEqualTo(Health.UP);
  }

  @Test
  void aBatchThatFailsHalfwayLeavesNothingAndTheNextGetsANewConnection() throws Exception {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    await(writer.apply(List.of(placed(1))));
    execute(
        "CREATE TRIGGER refuse BEFORE INSERT ON orders WHEN NEW.id = '150'"
            + " BEGIN SELECT RAISE(ABORT, 'not this one'); END");

    List<OrderFact> batch = new ArrayList<>(batch(100, 100));
    batch.add(Facts.settled(Facts.order("1", Facts.NOON), Payment.Status.PAID, 1));
    assertThatThrownBy(() -> await(writer.apply(batch)))
        .rootCause()
        .hasMessageContaining("not this one");

    assertThat(await(writer.summary(Instant.EPOCH)).orders()).isEqualTo(1);
    assertThat(await(writer.summary(Instant.EPOCH)).byCountry().get(0).paid()).isZero();
    assertThat(await(writer.get(OrderId.of("1"))).orElseThrow().settled()).isEmpty();
    assertThat(writer.health().state()).isEqualTo(Health.State.DEGRADED);

    execute("DROP TRIGGER refuse");
    assertThat(await(writer.apply(batch)).changed()).hasSize(101);
    assertThat(await(writer.summary(Instant.EPOCH)).orders()).isEqualTo(101);
    assertThat(writer.health()).isEqualTo(Health.UP);
  }

  @Test
  void aSumBeyondALongIsExact() throws Exception {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    await(writer.apply(List.of(placed(1))));
    execute("UPDATE total SET amount_millions = 9223372036854775, amount_rest = 999999");

    await(writer.apply(List.of(placed(2))));

    // in cents 9,223,372,036,854,775,999,999 and 1,299 more
    assertThat(await(writer.summary(Instant.EPOCH)).byCountry().get(0).amount())
        .isEqualTo("92233720368547760012.98");
  }

  @Test
  void aFileOfANewerVersionIsRefused() throws Exception {
    await(open(SqliteOptions.Access.WRITER).close());
    int newer = Schema.VERSION + 1;
    execute("PRAGMA user_version = " + newer);
    String refusal = "schema " + newer + " is newer than this version of Orders, which supports ";

    assertThatThrownBy(() -> open(SqliteOptions.Access.WRITER))
        .hasMessageContaining("cannot open " + file())
        .hasMessageContaining(refusal + Schema.VERSION);
    OrderStore reader = open(SqliteOptions.Access.READER);
    assertThat(reader.health().state()).isEqualTo(Health.State.DOWN);
    assertThat(reader.health().detail()).contains(refusal);
    assertThatThrownBy(() -> await(reader.summary(Instant.EPOCH))).hasMessageContaining(refusal);
  }

  @Test
  void aClosedStoreSaysSo() {
    OrderStore writer = open(SqliteOptions.Access.WRITER);
    await(writer.close());
    await(writer.close());

    assertThatThrownBy(() -> await(writer.apply(List.of(placed(1))))).isNotNull();
    assertThatThrownBy(() -> await(writer.get(OrderId.of("1")))).isNotNull();
  }

  private OrderStore open(SqliteOptions.Access access) {
    OrderStore store = await(SqliteOrderStore.open(vertx, SqliteOptions.in(data, access)));
    opened.add(store);
    return store;
  }

  private Path file() {
    return SqliteOptions.in(data, SqliteOptions.Access.READER).file();
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static OrderFact placed(int id) {
    return Facts.placed(Facts.order(Integer.toString(id), Facts.NOON.plusSeconds(id)), id);
  }

  private static List<OrderFact> batch(int from, int size) {
    return IntStream.range(from, from + size).mapToObj(SqliteProcessesIT::placed).toList();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
