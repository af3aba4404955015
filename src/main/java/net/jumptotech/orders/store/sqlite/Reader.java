package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.sqlite.ProgressHandler;

/**
 * One connection that only reads, opened on first use and again when the file is replaced. A query
 * that takes too long is interrupted. Used by one thread at a time.
 */
final class Reader {

  /**
   * How many of SQLite's steps, of which it makes millions a second, pass between looks at the
   * clock.
   */
  private static final int STEPS = 10_000;

  private final Database database;
  private final Duration timeout;
  private long deadline;
  private Optional<Connection> connection = Optional.empty();

  /** The file that the connection has open: the path can come to name a new one. */
  private Object openFile;

  private final ProgressHandler clock =
      new ProgressHandler() {
        @Override
        protected int progress() {
          return System.nanoTime() - deadline > 0 ? 1 : 0; // 1: interrupt
        }
      };

  interface Query<T> {
    T ask(Connection connection) throws SQLException;
  }

  Reader(Database database, Duration timeout) {
    this.database = database;
    this.timeout = timeout;
  }

  /**
   * @param what is asked for, in words
   * @return the answer, empty while there is no store
   * @throws TimeoutException if it took too long
   */
  <T> Optional<T> ask(String what, Query<T> query)
      throws SQLException, IOException, TimeoutException {
    Optional<Connection> open = open();
    deadline = System.nanoTime() + timeout.toNanos();
    try {
      return open.isPresent() ? Optional.of(query.ask(open.get())) : Optional.empty();
    } catch (SQLException | RuntimeException failure) {
      close();
      if (Database.isInterrupted(failure)) {
        throw new TimeoutException(what + " took longer than " + timeout.toSeconds() + " s");
      }
      throw failure;
    }
  }

  private Optional<Connection> open() throws SQLException, IOException {
    Optional<Object> file = database.fileKey();
    if (connection.isPresent() && file.filter(it -> it.equals(openFile)).isEmpty()) {
      close();
    }
    if (connection.isEmpty() && file.isPresent()) {
      connection = database.openForReading();
      openFile = file.get();
      if (connection.isPresent()) {
        ProgressHandler.setHandler(connection.get(), STEPS, clock);
      }
    }
    return connection;
  }

  void close() {
    Optional<Connection> old = connection;
    connection = Optional.empty();
    try {
      if (old.isPresent()) {
        old.get().close();
      }
    } catch (SQLException ignored) {
      // it only read
    }
  }
}
