package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The rows of a sheet as CSV, each with as many columns as any above it. */
final class WorkbookRecords implements Records {

  private final WorkbookReader.Sheet sheet;
  private final char separator;
  private final String quote;
  private int columns;

  WorkbookRecords(WorkbookReader.Sheet sheet, Hints hints) {
    this.sheet = sheet;
    this.separator = hints.separator();
    this.quote = String.valueOf(hints.quote());
  }

  @Override
  public Optional<Record> next() throws IOException {
    while (true) {
      Optional<WorkbookReader.Row> row = sheet.next();
      if (row.isEmpty()) {
        return Optional.empty();
      }
      int used = used(row.get().cells());
      if (used > 0) {
        columns = Math.max(columns, used);
        byte[] line = line(row.get().cells().subList(0, used)).getBytes(UTF_8);
        return Optional.of(new Record(line, row.get().number(), false));
      }
    }
  }

  /** Up to the last cell that is not empty. */
  private static int used(List<String> cells) {
    int used = cells.size();
    while (used > 0 && cells.get(used - 1).isEmpty()) {
      used--;
    }
    return used;
  }

  private String line(List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < Math.max(columns, cells.size()); i++) {
      line.append(i == 0 ? "" : separator);
      String cell = i < cells.size() ? cells.get(i) : "";
      line.append(needsQuotes(cell) ? quote + cell.replace(quote, quote + quote) + quote : cell);
    }
    return line.toString();
  }

  /** Blanks beside a value count only inside quotes. */
  private boolean needsQuotes(String cell) {
    return !cell.equals(cell.strip())
        || cell.contains(quote)
        || cell.chars().anyMatch(it -> it == separator || it == '\n' || it == '\r');
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void close() throws IOException {
    sheet.close();
  }
}
