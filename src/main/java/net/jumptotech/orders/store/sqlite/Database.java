package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections to the file. None of them maps it into memory: a failing disk must fail a
 * statement, not kill the process.
 */
record Database(Path file, SqliteOptions.Synchronous synchronous) {

  private static final Duration BUSY_TIMEOUT = Duration.ofSeconds(2);
  private static final int PRIMARY_CODE = 0xff;

  /** Creates the tables if necessary. */
  Connection openForWriting() throws SQLException {
    SQLiteConfig config = config();
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-16384"); // KiB
    config.setSynchronous(SQLiteConfig.SynchronousMode.valueOf(synchronous.name()));
    Connection connection = config.createConnection(url());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      // in pages: fewer checkpoints write the same page less often
      statement.execute("PRAGMA wal_autocheckpoint = 20000");
      Upgrade.run(connection, file);
      return connection;
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  /** Empty while there are no tables. */
  Optional<Connection> openForReading() throws SQLException {
    SQLiteConfig config = config();
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    config.setPragma(SQLiteConfig.Pragma.CACHE_SIZE, "-4096");
    Connection connection = config.createConnection(url());
    try (Statement statement = connection.createStatement()) {
      // not opened read-only: the first process to open the file after a crash must be able to
      // recover it
      statement.execute("PRAGMA query_only = 1");
      if (Schema.exists(connection)) {
        return Optional.of(connection);
      }
    } catch (SQLException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
    connection.close();
    return Optional.empty();
  }

  /**
   * Identifies the file behind the path; empty if there is none.
   *
   * <p>Never opens the file: closing it again would release SQLite's own locks on it (POSIX).
   */
  Optional<Object> fileKey() throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return Optional.of(Objects.requireNonNullElse(key, file)); // null on Windows
    } catch (NoSuchFileException none) {
      return Optional.empty();
    }
  }

  private static SQLiteConfig config() {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout((int) BUSY_TIMEOUT.toMillis());
    config.setTempStore(SQLiteConfig.TempStore.MEMORY);
    return config;
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }

  /** Another connection holds a lock; this connection is sound. */
  static boolean isBusy(Exception failure) {
    return primary(failure) == SQLiteErrorCode.SQLITE_BUSY.code
        || primary(failure) == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  /** We interrupted it. */
  static boolean isInterrupted(Exception failure) {
    return primary(failure) == SQLiteErrorCode.SQLITE_INTERRUPT.code;
  }

  /** Retrying does not help: we cannot read the content of the file. */
  static boolean isBeyondHelp(Exception failure) {
    return failure instanceof IllegalStateException
        || primary(failure) == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary(failure) == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  /** The failure for people, without the path and SQLite's error code. */
  static String inWords(Exception failure) {
    if (failure instanceof IllegalStateException ours) {
      return ours.getMessage();
    }
    return switch (SQLiteErrorCode.getErrorCode(primary(failure))) {
      case SQLITE_BUSY, SQLITE_LOCKED -> "its file is locked by another process";
      case SQLITE_FULL -> "its disk is full";
      case SQLITE_IOERR -> "its disk fails";
      case SQLITE_READONLY, SQLITE_PERM -> "its file may not be written";
      case SQLITE_CANTOPEN -> "its file cannot be opened";
      case SQLITE_CORRUPT, SQLITE_NOTADB -> "its file is damaged";
      default -> "its file gives unexpected answers";
    };
  }

  private static int primary(Exception failure) {
    return failure instanceof SQLiteException known
        ? known.getResultCode().code & PRIMARY_CODE
        : SQLiteErrorCode.UNKNOWN_ERROR.code;
  }
}
