package net.jumptotech.orders.intake;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records of CSV as bytes, which stay as they are even where they are no text. */
final class CsvLines {

  private final CsvForm form;

  CsvLines(CsvForm form) {
    this.form = form;
  }

  /** Records that follow each other; a line break inside of quotes does not end one. */
  List<byte[]> cut(byte[] records) {
    List<byte[]> all = new ArrayList<>();
    int from = 0;
    while (from <= records.length) {
      int end = end(records, from);
      all.add(Arrays.copyOfRange(records, from, end));
      from = end + 1;
    }
    return all;
  }

  private int end(byte[] records, int from) {
    boolean inside = false;
    boolean mayOpen = true;
    for (int i = from; i < records.length; i++) {
      int it = records[i] & 0xFF;
      if (it == '\n' && !inside) {
        return i;
      }
      if (inside) {
        inside = it != form.quote();
        mayOpen = !inside;
      } else {
        inside = it == form.quote() && mayOpen;
        mayOpen = it == form.separator() || mayOpen && isBlank(it);
      }
    }
    return records.length;
  }

  /** A quoted cell and the separator behind it. */
  byte[] cell(String text) {
    String quote = String.valueOf(form.quote());
    String cell = quote + text.replace(quote, quote + quote) + quote + form.separator();
    return cell.getBytes(form.charset());
  }

  byte[] separator() {
    return String.valueOf(form.separator()).getBytes(form.charset());
  }

  String firstCell(byte[] line) {
    String cell = new String(line, 0, endOfFirstCell(line), form.charset()).strip();
    String quote = String.valueOf(form.quote());
    return cell.length() > 1 && cell.startsWith(quote) && cell.endsWith(quote)
        ? cell.substring(1, cell.length() - 1)
        : cell;
  }

  byte[] withoutFirstCell(byte[] line) {
    int end = Math.min(line.length, endOfFirstCell(line) + 1);
    return Arrays.copyOfRange(line, end, line.length);
  }

  private int endOfFirstCell(byte[] line) {
    boolean inside = false;
    boolean mayOpen = true;
    for (int i = 0; i < line.length; i++) {
      int it = line[i] & 0xFF;
      if (it == form.separator() && !inside) {
        return i;
      }
      if (it == form.quote()) {
        inside = mayOpen && !inside;
      } else {
        mayOpen = mayOpen && (inside || isBlank(it));
      }
    }
    return line.length;
  }

  private static boolean isBlank(int it) {
    return it == ' ' || it == '\t';
  }
}
