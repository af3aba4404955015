package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.store.OrderDocument;

/**
 * The tables and their version, which is in the file ({@code PRAGMA user_version}). The writer
 * upgrades a file of an earlier version in place; until then a reader treats it as absent.
 *
 * <p>{@code created_at} is two integers, since a long cannot hold the nanoseconds of ten thousand
 * years. {@code created_s} is null while the order itself is unknown, which keeps it out of every
 * page. Sums are two integers as well, millions of minor units and the rest: SQLite would silently
 * continue in floating point if one integer overflowed.
 */
final class Schema {

  static final int VERSION = 4;

  /** A rowid table: twice as fast to write as one without (measured). */
  private static final String ORDERS =
      """
      CREATE TABLE orders(
        id TEXT NOT NULL PRIMARY KEY,
        created_s INTEGER,
        created_n INTEGER,
        amount INTEGER,
        country TEXT,
        status TEXT,
        payment TEXT NOT NULL,
        flagged INTEGER NOT NULL,
        kafka_partition INTEGER,
        kafka_offset INTEGER,
        processed_at TEXT,
        placed_version INTEGER,
        placed_replaced INTEGER,
        placed_json TEXT,
        flagged_version INTEGER,
        flagged_json TEXT,
        settled_version INTEGER,
        settled_json TEXT,
        conflict TEXT NOT NULL DEFAULT '',
        history_json TEXT)
      """;

  private static final String SUMS =
      """
        orders INTEGER NOT NULL,
        amount_millions INTEGER NOT NULL,
        amount_rest INTEGER NOT NULL,
        paid INTEGER NOT NULL,
        paid_millions INTEGER NOT NULL,
        paid_rest INTEGER NOT NULL,
        flagged INTEGER NOT NULL,
      """;

  /** Includes the amount, so that a search for large orders need not read each row. */
  private static final String BY_CREATED =
      "CREATE INDEX by_created ON orders(created_s, created_n, id, amount)";

  private static final String BY_CONFLICT =
      "CREATE INDEX by_conflict ON orders(created_s, created_n, id) WHERE conflict <> ''";

  private static final String CONFLICTS =
      "CREATE TABLE conflicts(kind TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID";

  /** The store's id, and its progress. */
  private static final List<String> PROGRESS =
      List.of(
          "CREATE TABLE store(id TEXT NOT NULL)",
          "INSERT INTO store VALUES(" + Progress.NEW_ID + ")",
          "CREATE TABLE progress(topic TEXT NOT NULL, kafka_partition INTEGER NOT NULL,"
              + " topic_id TEXT NOT NULL, kafka_offset INTEGER NOT NULL,"
              + " PRIMARY KEY(topic, kafka_partition)) WITHOUT ROWID");

  private static final List<String> CREATE =
      List.of(
          ORDERS,
          BY_CREATED,
          "CREATE INDEX by_country ON orders(country, created_s, created_n, id)",
          "CREATE INDEX by_status ON orders(status, created_s, created_n, id)",
          "CREATE INDEX by_payment ON orders(payment, created_s, created_n, id)",
          "CREATE INDEX by_flagged ON orders(created_s, created_n, id) WHERE flagged = 1",
          "CREATE TABLE total(country TEXT NOT NULL, currency TEXT NOT NULL,"
              + SUMS
              + "PRIMARY KEY(country, currency)) WITHOUT ROWID",
          "CREATE TABLE minute(minute INTEGER NOT NULL, country TEXT NOT NULL,"
              + " currency TEXT NOT NULL,"
              + SUMS
              + "PRIMARY KEY(minute, country, currency)) WITHOUT ROWID",
          BY_CONFLICT,
          CONFLICTS,
          "CREATE TABLE stubs(n INTEGER NOT NULL)",
          "INSERT INTO stubs VALUES(0)");

  /** Version 2 has the amount in a separate column, in ten-thousandths ({@link Amounts}). */
  private static final List<String> FROM_1 =
      List.of(
          "ALTER TABLE orders ADD COLUMN amount INTEGER",
          // at most 13 digits, so the double that SQLite reads is exact enough
          "UPDATE orders SET amount = CAST(ROUND(json_extract(placed_json, '$.amount') * 10000) AS"
              + " INTEGER) WHERE placed_json IS NOT NULL",
          "DROP INDEX by_created",
          BY_CREATED);

  /**
   * Version 3 stores conflicts and their details, and an alert on other content no longer flags an
   * order. Version 2 kept only the newest content, so its orders show a conflict only if their
   * outcome or alert belongs to another content.
   */
  private static final List<String> FROM_2 =
      List.of(
          "ALTER TABLE orders ADD COLUMN conflict TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE orders ADD COLUMN history_json TEXT",
          BY_CONFLICT,
          CONFLICTS);

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

  private Schema() {}

  /**
   * Creates missing tables and upgrades older ones, in one transaction: a reader sees either the
   * old or the new ones.
   */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      int version = version(connection);
      if (version == 0) {
        execute(statement, CREATE);
      }
      if (version == 1) {
        execute(statement, FROM_1);
      }
      if (version == 1 || version == 2) {
        execute(statement, FROM_2);
        findConflicts(connection);
      }
      if (version < 4) {
        execute(statement, PROGRESS);
      }
      if (version < VERSION) {
        statement.execute("PRAGMA user_version = " + VERSION);
      }
      statement.execute("COMMIT");
    }
  }

  private static void execute(Statement statement, List<String> all) throws SQLException {
    for (String sql : all) {
      statement.execute(sql);
    }
  }

  private static String differs(String section) {
    return Stream.of("amount", "currency", "country")
        .map(
            field ->
                " OR json_extract(placed_json, '$.%2$s') <> json_extract(%1$s, '$.%2$s')"
                    .formatted(section, field))
        .collect(Collectors.joining());
  }

  /** Checks each suspect as a new document would be. */
  private static void findConflicts(Connection connection) throws SQLException {
    Totals found = new Totals();
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(DocumentRow.SELECT + SUSPECTS);
        PreparedStatement update = connection.prepareStatement(DocumentRow.UPDATE_HISTORY);
        PreparedStatement flagged = connection.prepareStatement(DocumentRow.UPDATE_FLAGGED)) {
      while (row.next()) {
        OrderDocument document = DocumentRow.read(row);
        update.setString(DocumentRow.bindHistory(update, 1, document), document.id().text());
        update.addBatch();
        found.countConflict(document, 1);
        if (!document.alerts().isEmpty() && document.flagged().isEmpty()) {
          found.countFlagged(document, -1);
          int next = DocumentRow.bindFlagged(flagged, 1, document.flagged());
          flagged.setString(next, document.id().text());
          flagged.addBatch();
        }
      }
      update.executeBatch();
      flagged.executeBatch();
    }
    found.write(new Statements(connection));
  }

  /**
   * Whether there are tables to read.
   *
   * @throws IllegalStateException if a newer version of Orders wrote the file
   */
  static boolean exists(Connection connection) throws SQLException {
    return version(connection) == VERSION;
  }

  private static int version(Connection connection) throws SQLException {
    int version;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      version = row.getInt(1);
    }
    if (version > VERSION) {
      throw new IllegalStateException(
          "schema "
              + version
              + " is newer than this version of Orders, which supports "
              + VERSION
              + ": use the version that wrote the file, or another data directory");
    }
    return version;
  }
}
