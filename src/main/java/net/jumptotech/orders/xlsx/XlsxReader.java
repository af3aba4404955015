package net.jumptotech.orders.xlsx;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jumptotech.orders.intake.container.WorkbookReader;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;

/** Reads workbooks of Excel since 2007, with fastexcel-reader. */
public final class XlsxReader implements WorkbookReader {

  private final long memory;
  private final Path temporary;

  public XlsxReader() {
    this(Runtime.getRuntime().maxMemory() / 4, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * @param memory bytes that texts and styles may take
   * @param temporary directory for copies
   */
  XlsxReader(long memory, Path temporary) {
    this.memory = memory;
    this.temporary = temporary;
  }

  @Override
  public Sheet open(InputStream workbook, String name, char decimal) throws IOException {
    Path copy = Files.createTempFile(temporary, "orders-", ".xlsx"); // for its owner alone
    try {
      boolean styles = WorkbookCopy.write(workbook, name, copy, memory);
      return sheet(copy.toFile(), styles, name, decimal);
    } catch (ExcelReaderException | IllegalArgumentException wrong) {
      throw new IOException(
          "%s is an Excel workbook, but a broken one: %s".formatted(name, wrong.getMessage()),
          wrong);
    } finally {
      delete(copy);
    }
  }

  private static Sheet sheet(File file, boolean styles, String name, char decimal)
      throws IOException {
    ReadableWorkbook workbook = new ReadableWorkbook(file, new ReadingOptions(styles, true));
    try {
      return new XlsxSheet(workbook, name, decimal);
    } catch (IOException | RuntimeException unusable) {
      workbook.close();
      throw unusable;
    }
  }

  /** Whoever has it open reads on; where a system does not allow that, it is deleted at the end. */
  private static void delete(Path copy) {
    try {
      Files.delete(copy);
    } catch (IOException inUse) {
      copy.toFile().deleteOnExit();
    }
  }
}
