package net.jumptotech.orders.store.sqlite;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.jumptotech.orders.store.Amounts;

/**
 * The tables and their version, which is in the file ({@code PRAGMA user_version}). The writer
 * brings a file of an earlier version up to date (Upgrade); until then a reader treats it as
 * absent.
 *
 * <p>{@code created_at} is two integers, since a long cannot hold the nanoseconds of ten thousand
 * years. {@code created_s} is null while the order itself is unknown, which keeps it out of every
 * page. Sums are two integers as well, millions of minor units and the rest: SQLite would silently
 * continue in floating point if one integer overflowed.
 */
final class Schema {

  static final int VERSION = 6;

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
        history_json TEXT,
        sender TEXT)
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
  static final String BY_CREATED =
      "CREATE INDEX by_created ON orders(created_s, created_n, id, amount)";

  /** Of every {@link Combination}, and of its amounts, in the order of a page. */
  static final String BY_COMBINATION =
      "CREATE INDEX by_combination"
          + " ON orders(country, status, payment, flagged, conflict, created_s, created_n, id,"
          + " amount)";

  /**
   * Orders of at least these amounts, in the order of a page, have an index each. An index of all
   * amounts would be written at many places, which makes writing a third slower.
   */
  static final List<Long> LARGE = List.of(1_000L, 10_000L, 100_000L, 1_000_000L);

  static final List<String> BY_AMOUNT =
      LARGE.stream()
          .map(
              it ->
                  "CREATE INDEX by_amount_%d ON orders(created_s, created_n, id, amount) WHERE %s"
                      .formatted(it, isAtLeast(it)))
          .toList();

  /** How many placed orders there are of each {@link Combination}. */
  static final String COMBINATION =
      "CREATE TABLE combination(country TEXT NOT NULL, status TEXT NOT NULL,"
          + " payment TEXT NOT NULL, flagged INTEGER NOT NULL, conflict TEXT NOT NULL,"
          + " n INTEGER NOT NULL, PRIMARY KEY(country, status, payment, flagged, conflict))"
          + " WITHOUT ROWID";

  /** The store's id, and its progress. */
  static final List<String> PROGRESS =
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
          BY_COMBINATION,
          COMBINATION,
          "CREATE TABLE total(country TEXT NOT NULL, currency TEXT NOT NULL,"
              + SUMS
              + "PRIMARY KEY(country, currency)) WITHOUT ROWID",
          "CREATE TABLE minute(minute INTEGER NOT NULL, country TEXT NOT NULL,"
              + " currency TEXT NOT NULL,"
              + SUMS
              + "PRIMARY KEY(minute, country, currency)) WITHOUT ROWID",
          "CREATE TABLE stubs(n INTEGER NOT NULL)",
          "INSERT INTO stubs VALUES(0)");

  private Schema() {}

  /**
   * An SQL condition: an index with it serves only queries that have it, letter by letter.
   *
   * @param large one of {@link #LARGE}
   */
  static String isAtLeast(long large) {
    return "amount >= " + Amounts.atLeast(BigDecimal.valueOf(large));
  }

  /** For an empty file, in the caller's transaction. */
  static void create(Connection connection) throws SQLException {
    execute(connection, CREATE);
    execute(connection, BY_AMOUNT);
    execute(connection, PROGRESS);
  }

  static void execute(Connection connection, List<String> all) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : all) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Whether there are tables to read.
   *
   * @throws IllegalStateException if a newer version of Orders wrote the file
   */
  static boolean exists(Connection connection) throws SQLException {
    return version(connection) == VERSION;
  }

  /**
   * @return 0 for an empty file
   * @throws IllegalStateException as {@link #exists}
   */
  static int version(Connection connection) throws SQLException {
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
