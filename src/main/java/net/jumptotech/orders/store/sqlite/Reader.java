package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;

/**
 * One connection that only reads, opened when it is first needed and again when the file is another
 * one. Used by one thread at a time.
 */
final class Reader {

  private final Database database;
  private Optional<Connection> connection = Optional.empty();

  /** Which file the connection has open: a path can come to name a new one. */
  private Object openFile;

  interface Query<T> {
    T ask(Connection connection) throws SQLException;
  }

  Reader(Database database) {
    this.database = database;
  }

  /**
   * @return the answer, empty while there is no store
   */
  <T> Optional<T> ask(Query<T> query) throws SQLException, IOException {
    Optional<Connection> open = open();
    try {
      return open.isPresent() ? Optional.of(query.ask(open.get())) : Optional.empty();
    } catch (SQLException | RuntimeException failure) {
      close();
      throw failure;
    }
  }

  private Optional<Connection> open() throws SQLException, IOException {
    Optional<Object> file = fileKey();
    if (connection.isPresent() && file.filter(it -> it.equals(openFile)).isEmpty()) {
      close();
    }
    if (connection.isEmpty() && file.isPresent()) {
      connection = database.openForReading();
      openFile = file.get();
    }
    return connection;
  }

  /** Never opens the file: closing it again would release SQLite's own locks on it (POSIX). */
  private Optional<Object> fileKey() throws IOException {
    try {
      Object key = Files.readAttributes(database.file(), BasicFileAttributes.class).fileKey();
      return Optional.of(Objects.requireNonNullElse(key, database.file())); // null on Windows
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
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
