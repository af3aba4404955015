package net.jumptotech.orders.intake.container;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** The records of a file, in their order, unchecked. Blocks; for one thread. */
public interface Records extends Closeable {

  /** Longest record that {@code dead-letters} keeps whole, with its headers. */
  int LONGEST = 4 * 1024 * 1024 - 32 * 1024;

  /**
   * @param bytes in UTF-8, without the final line break
   * @param line number of its first line in the file, from 1; in a workbook, of its row
   * @param open whether it has a quote that is never closed
   */
  record Record(byte[] bytes, long line, boolean open) {}

  /**
   * @return empty at the end of the file
   * @throws IOException naming file and line, if the rest cannot be read
   */
  Optional<Record> next() throws IOException;

  /** Whether {@link #next} would return without waiting for more data. */
  boolean isReady() throws IOException;
}
