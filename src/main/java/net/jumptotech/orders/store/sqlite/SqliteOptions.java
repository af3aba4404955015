package net.jumptotech.orders.store.sqlite;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import net.jumptotech.orders.runtime.Settings;

/**
 * Where the store lies and what this process does with it.
 *
 * @param file the database; {@code -wal}, {@code -shm} and {@code .lock} files lie beside it
 * @param natives directory for SQLite's shared library, which must allow execution; the first store
 *     of a process decides it
 */
public record SqliteOptions(Path file, Access access, Synchronous synchronous, Path natives) {

  /** WRITER: the one process that applies facts. READER: any other, which only answers. */
  public enum Access {
    WRITER,
    READER
  }

  /**
   * What an acknowledged batch survives. NORMAL: any death of the process. FULL: a power cut too,
   * for one more flush to the disk a batch.
   */
  public enum Synchronous {
    NORMAL,
    FULL;

    /** Reads the section {@code store}; mistakes are noted in it. */
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

  /** The usual places in a data directory. */
  public static SqliteOptions in(Path data, Access access) {
    return new SqliteOptions(
        data.resolve("orders.db"), access, Synchronous.NORMAL, data.resolve("native"));
  }
}
