package net.jumptotech.orders.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReaderIT {

  private static final String ENDLESS =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

  @TempDir Path data;

  @Test
  void aQuestionThatTakesTooLongIsBrokenOffAndTheNextIsAnswered() throws Exception {
    Database database = new Database(data.resolve("orders.db"), SqliteOptions.Synchronous.NORMAL);
    database.openForWriting().close();
    Reader reader = new Reader(database, Duration.ofSeconds(1));

    assertThatThrownBy(
            () -> reader.ask("it", connection -> number(connection.createStatement(), ENDLESS)))
        .isInstanceOf(TimeoutException.class)
        .hasMessage("it took longer than 1 s");
    assertThat(reader.ask("it", connection -> number(connection.createStatement(), "SELECT 7")))
        .contains(7L);
    reader.close();
  }

  private static long number(Statement statement, String sql) throws java.sql.SQLException {
    try (statement;
        ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }
}
