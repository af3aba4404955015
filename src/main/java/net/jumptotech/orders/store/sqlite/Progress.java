package net.jumptotech.orders.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.event.LogProgress;

/** The tables that connect the file to the log that filled it. */
final class Progress {

  /** An SQL expression. */
  static final String NEW_ID = "lower(hex(randomblob(8)))";

  private Progress() {}

  static LogProgress read(Connection connection) throws SQLException {
    Map<LogProgress.Place, LogProgress.Position> upTo = new HashMap<>();
    try (Statement select = connection.createStatement()) {
      try (ResultSet row =
          select.executeQuery(
              "SELECT topic, kafka_partition, topic_id, kafka_offset FROM progress")) {
        while (row.next()) {
          upTo.put(
              new LogProgress.Place(row.getString(1), row.getInt(2)),
              new LogProgress.Position(row.getString(3), row.getLong(4)));
        }
      }
      return new LogProgress(id(select), upTo);
    }
  }

  private static String id(Statement select) throws SQLException {
    try (ResultSet row = select.executeQuery("SELECT id FROM store")) {
      return row.getString(1);
    }
  }

  /**
   * Runs in the caller's transaction.
   *
   * @return whether it is that store with that progress
   */
  static boolean write(Connection connection, LogProgress before, LogProgress now)
      throws SQLException {
    LogProgress known = read(connection);
    if (!known.store().equals(now.store()) || !known.isAtLeast(before)) {
      return false;
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT OR REPLACE INTO progress VALUES(?, ?, ?, ?)")) {
      for (Map.Entry<LogProgress.Place, LogProgress.Position> each : now.upTo().entrySet()) {
        insert.setString(1, each.getKey().topic());
        insert.setInt(2, each.getKey().partition());
        insert.setString(3, each.getValue().topicId());
        insert.setLong(4, each.getValue().offset());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    return true;
  }

  /**
   * Gives the store a new id, so that everything in Kafka is read again. Runs in the caller's
   * transaction.
   *
   * @param empty whether to delete its documents too
   * @return the number of documents that it had
   */
  static long forget(Connection connection, boolean empty) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      long documents;
      try (ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM orders")) {
        documents = row.getLong(1);
      }
      statement.execute("DELETE FROM progress");
      statement.execute(
          "UPDATE store SET id = '" + LogProgress.toBeRebuilt("").store() + "' || " + NEW_ID);
      if (empty) {
        for (String table : new String[] {"orders", "total", "minute", "combination"}) {
          statement.execute("DELETE FROM " + table);
        }
        statement.execute("UPDATE stubs SET n = 0");
      }
      return documents;
    }
  }
}
