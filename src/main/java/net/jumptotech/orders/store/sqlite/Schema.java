package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables and their version, which the file itself carries ({@code PRAGMA user_version}). A file
 * of an earlier version is brought up to date where it is, by its writer; until then a reader
 * treats it as none.
 *
 * <p>{@code created_at} is two integers, since a long cannot hold the nanoseconds of ten thousand
 * years; {@code created_s} is null while the order itself is unknown, which keeps it out of every
 * page. Sums are two integers as well, a million minor units and the rest: SQLite would silently go
 * on in floating point where one integer overflows.
 */
final class Schema {

  static final int VERSION = 2;

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
        settled_json TEXT)
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

  /** With the amount, so that a search for large ones need not open each order. */
  private static final String BY_CREATED =
      "CREATE INDEX by_created ON orders(created_s, created_n, id, amount)";

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
          "CREATE TABLE stubs(n INTEGER NOT NULL)",
          "INSERT INTO stubs VALUES(0)",
          "PRAGMA user_version = " + VERSION);

  /** Version 2 has the amount in a column of its own, in ten-thousandths ({@link Amounts}). */
  private static final List<String> FROM_1 =
      List.of(
          "ALTER TABLE orders ADD COLUMN amount INTEGER",
          // at most 13 digits, so that the double that SQLite reads is the one that is meant
          "UPDATE orders SET amount = CAST(ROUND(json_extract(placed_json, '$.amount') * 10000) AS"
              + " INTEGER) WHERE placed_json IS NOT NULL",
          "DROP INDEX by_created",
          BY_CREATED,
          "PRAGMA user_version = 2");

  private Schema() {}

  /**
   * Makes the tables where there are none, and brings older ones up to date, all at once: a reader
   * sees the one or the other.
   */
  static void create(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      int version = version(connection);
      for (String sql : version == 0 ? CREATE : version == 1 ? FROM_1 : List.<String>of()) {
        statement.execute(sql);
      }
      statement.execute("COMMIT");
    }
  }

  /**
   * Whether there are tables to be read.
   *
   * @throws IllegalStateException if a newer version of ours wrote the file
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
              + " is newer than this version of Orders, which knows "
              + VERSION
              + ": use the version that wrote the file, or another data directory");
    }
    return version;
  }
}
