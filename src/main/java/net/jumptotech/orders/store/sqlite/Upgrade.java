package net.jumptotech.orders.store.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.store.OrderDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.ProgressHandler;

/**
 * Creates missing tables and brings older ones up to date, in one transaction: a reader sees either
 * the old or the new ones. Memory does not grow with the number of orders: indexes are sorted in
 * files beside the database.
 */
final class Upgrade {

  private static final Logger log = LoggerFactory.getLogger(Upgrade.class);
  private static final Duration PROGRESS = Duration.ofSeconds(10);
  private static final int BATCH = 1_000;
  private static final int STEPS = 1_000_000; // of SQLite, between looks at the clock

  /** Version 2 has the amount in a separate column, in ten-thousandths ({@code Amounts}). */
  private static final List<String> FROM_1 =
      List.of(
          "ALTER TABLE orders ADD COLUMN amount INTEGER",
          // at most 13 digits, so the double that SQLite reads is exact enough
          "UPDATE orders SET amount = CAST(ROUND(json_extract(placed_json, '$.amount') * 10000) AS"
              + " INTEGER) WHERE placed_json IS NOT NULL",
          "DROP INDEX by_created",
          Schema.BY_CREATED);

  /**
   * Version 3 stores conflicts and their details, and an alert on other content no longer flags an
   * order. Version 2 kept only the newest content, so its orders show a conflict only if their
   * outcome or alert belongs to another content.
   */
  private static final List<String> FROM_2 =
      List.of(
          "ALTER TABLE orders ADD COLUMN conflict TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE orders ADD COLUMN history_json TEXT");

  /** Version 6 has the sender of an order; earlier ones did not know it. */
  private static final String FROM_5 = "ALTER TABLE orders ADD COLUMN sender TEXT";

  /** Version 5 has one index for all filters but the amount, some for large amounts, and counts. */
  private static final List<String> FROM_4 =
      List.of(
          "DROP INDEX IF EXISTS by_conflict",
          "DROP TABLE IF EXISTS conflicts",
          "DROP INDEX by_country",
          "DROP INDEX by_status",
          "DROP INDEX by_payment",
          "DROP INDEX by_flagged",
          Schema.BY_COMBINATION,
          "INSERT INTO combination SELECT country, status, payment, flagged, conflict, count(*)"
              + " FROM orders INDEXED BY by_combination WHERE country IS NOT NULL"
              + " GROUP BY country, status, payment, flagged, conflict");

  /**
   * Orders of version 2 that may have a conflict: an outcome or alert does not match what is shown.
   */
  private static final String SUSPECTS =
      "WHERE placed_json IS NOT NULL AND (settled_json IS NOT NULL"
          + " AND (status = 'CANCELLED' OR payment = 'NOT_CHARGED'"
          + differs("settled_json")
          + ") OR flagged_json IS NOT NULL AND (FALSE"
          + differs("flagged_json")
          + "))";

  private final Connection connection;
  private final Path file;
  private final long begunNanos = System.nanoTime();
  private long saidNanos = begunNanos;

  private Upgrade(Connection connection, Path file) {
    this.connection = connection;
    this.file = file;
  }

  private static String differs(String section) {
    return Stream.of("amount", "currency", "country")
        .map(
            field ->
                " OR json_extract(placed_json, '$.%2$s') <> json_extract(%1$s, '$.%2$s')"
                    .formatted(section, field))
        .collect(Collectors.joining());
  }

  static void run(Connection connection, Path file) throws SQLException {
    new Upgrade(connection, file).run();
  }

  private void run() throws SQLException {
    int found = Schema.version(connection);
    if (found == Schema.VERSION) {
      return;
    }
    if (found > 0) {
      sortInFiles(); // not possible in a transaction
    }
    execute("BEGIN IMMEDIATE");
    int version = Schema.version(connection);
    if (version == 0) {
      Schema.create(connection);
    } else if (version < Schema.VERSION) {
      upgrade(version);
    }
    execute("PRAGMA user_version = " + Schema.VERSION);
    execute("COMMIT");
    if (found > 0) {
      sortInMemory();
    }
  }

  private void sortInFiles() throws SQLException {
    String directory = file.getParent().toString().replace("'", "''");
    execute("PRAGMA temp_store = FILE");
    execute("PRAGMA temp_store_directory = '" + directory + "'");
  }

  private void sortInMemory() throws SQLException {
    execute("PRAGMA temp_store_directory = ''");
    execute("PRAGMA temp_store = MEMORY");
  }

  private void upgrade(int version) throws SQLException {
    log.info("{}: bringing the store from version {} to {}", file, version, Schema.VERSION);
    ProgressHandler.setHandler(
        connection,
        STEPS,
        new ProgressHandler() {
          @Override
          protected int progress() {
            sayProgress();
            return 0; // go on
          }
        });
    try {
      execute(FROM_5); // first: rows are read with it
      if (version < 5) {
        upgradeTo5(version);
      }
    } finally {
      ProgressHandler.clearHandler(connection);
    }
    log.info("{}: the store is of version {} now, after {} s", file, Schema.VERSION, seconds());
  }

  private void upgradeTo5(int version) throws SQLException {
    execute(Schema.COMBINATION);
    if (version < 2) {
      Schema.execute(connection, FROM_1);
    }
    if (version < 3) {
      Schema.execute(connection, FROM_2);
      findConflicts();
    }
    if (version < 4) {
      Schema.execute(connection, Schema.PROGRESS);
    }
    Schema.execute(connection, FROM_4);
    Schema.execute(connection, Schema.BY_AMOUNT);
  }

  private void sayProgress() {
    long now = System.nanoTime();
    if (now - saidNanos > PROGRESS.toNanos()) {
      saidNanos = now;
      log.info("{}: still bringing the store to version {}, {} s", file, Schema.VERSION, seconds());
    }
  }

  private long seconds() {
    return Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Checks each suspect as a new document would be. */
  private void findConflicts() throws SQLException {
    Totals found = new Totals();
    int suspects = 0;
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(DocumentRow.SELECT + SUSPECTS);
        PreparedStatement update = connection.prepareStatement(DocumentRow.UPDATE_HISTORY);
        PreparedStatement flagged = connection.prepareStatement(DocumentRow.UPDATE_FLAGGED)) {
      while (row.next()) {
        OrderDocument document = DocumentRow.read(row);
        update.setString(DocumentRow.bindHistory(update, 1, document), document.id().text());
        update.addBatch();
        if (!document.alerts().isEmpty() && document.flagged().isEmpty()) {
          found.countFlagged(document, -1);
          int next = DocumentRow.bindFlagged(flagged, 1, document.flagged());
          flagged.setString(next, document.id().text());
          flagged.addBatch();
        }
        if (++suspects % BATCH == 0) {
          update.executeBatch();
          flagged.executeBatch();
        }
      }
      update.executeBatch();
      flagged.executeBatch();
    }
    found.write(new Statements(connection));
  }
}
