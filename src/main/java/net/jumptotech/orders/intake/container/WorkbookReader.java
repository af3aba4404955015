package net.jumptotech.orders.intake.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Reads Excel workbooks. A plugin provides it, as a service. */
public interface WorkbookReader {

  /** The rows of the first sheet, in their order. Blocks; for one thread. */
  interface Sheet extends Closeable {

    /** Empty at the end. Rows without cells may be missing. */
    Optional<Row> next() throws IOException;
  }

  /**
   * @param number in the sheet, from 1
   * @param cells as texts, empty where there is nothing
   */
  record Row(long number, List<String> cells) {}

  /**
   * Reads the workbook to its end and keeps what is needed in a temporary file.
   *
   * @param name of the file, for messages
   * @param decimal mark of numbers
   * @throws IOException naming the file, if it is no workbook or too large
   */
  Sheet open(InputStream workbook, String name, char decimal) throws IOException;
}
