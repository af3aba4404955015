package net.jumptotech.orders.xlsx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.intake.container.WorkbookReader;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.Sheet;
import org.dhatim.fastexcel.reader.SheetVisibility;

/** The first sheet of a workbook that is not hidden. */
final class XlsxSheet implements WorkbookReader.Sheet {

  private final ReadableWorkbook workbook;
  private final String name;
  private final CellText texts;
  private final Stream<Row> rows;
  private final Iterator<Row> next;
  private long row;
  private boolean ended;

  XlsxSheet(ReadableWorkbook workbook, String name, char decimal) throws IOException {
    this.workbook = workbook;
    this.name = name;
    this.texts = new CellText(workbook.isDate1904(), decimal);
    Sheet sheet =
        workbook
            .getSheets()
            .filter(it -> it.getVisibility() == SheetVisibility.VISIBLE)
            .findFirst()
            .orElseThrow(() -> new IOException(name + " is an Excel workbook without a sheet"));
    this.rows = sheet.openStream();
    this.next = rows.iterator();
  }

  @Override
  public Optional<WorkbookReader.Row> next() throws IOException {
    try {
      ended = ended || !next.hasNext(); // the library would read on behind the end
      if (ended) {
        return Optional.empty();
      }
      Row read = next.next();
      row = Math.max(read.getRowNum(), row + 1); // rows without a number count from 0
      List<String> cells = new ArrayList<>(read.getCellCount());
      for (Cell cell : read) {
        cells.add(cell == null ? "" : texts.of(cell));
      }
      return Optional.of(new WorkbookReader.Row(row, cells));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    } catch (RuntimeException wrong) {
      // the library throws many kinds for what is no sheet
      throw new IOException(
          "%s, behind row %d: cannot be read: %s".formatted(name, row, wrong.getMessage()), wrong);
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
    workbook.close();
  }
}
