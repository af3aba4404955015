package net.jumptotech.orders.store.sqlite;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import net.jumptotech.orders.runtime.Settings;

/**
 * Where the store is and how this process uses it.
 *
 * @param file the database, beside its {@code -wal}, {@code -shm} and {@code .lock} files
 * @param natives directory for SQLite's shared library, which must allow execution; set by the
 *     first store of a process
 */
public record SqliteOptions(Path file, Access access, Synchronous synchronous, Path natives) {

  /**
   * WRITER: the one process that applies facts. READER: any other process, which only answers
   * queries.
   */
  public enum Access {
    WRITER,
    READER
  }

  /**
   * What an acknowledged batch survives. NORMAL: any end of the process. FULL: also a power cut,
   * for one more flush to disk per batch.
   */
  public enum Synchronous {
    NORMAL,
    FULL;

    /** Reads the section {@code store} and notes mistakes in it. */
    public static Synchronous from(Settings store) {
      return store.value(
          "synchronous",
          text -> {
            for (Synchronous value : values()) {
              if (value.name().equals(text.toUpperCase(Locale.ROOT))) {
                return value;
              }
            }
            throw new IllegalArgumentException("expected normal or full, was \"" + text + "\"");
          },
          NORMAL);
    }
  }

  public SqliteOptions {
    file = file.toAbsolutePath().normalize();
    natives = natives.toAbsolutePath().normalize();
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(synchronous, "synchronous");
  }

  /** The standard files in a data directory. */
  public static SqliteOptions in(Path data, Access access) {
    return new SqliteOptions(
        data.resolve("orders.db"), access, Synchronous.NORMAL, data.resolve("native"));
  }
}
