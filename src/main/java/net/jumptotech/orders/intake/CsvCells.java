package net.jumptotech.orders.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;

/**
 * Cuts a record of CSV into its cells (RFC 4180). Blanks around a cell do not count unless they are
 * quoted; a quote that does not begin a cell is a character as any other.
 */
final class CsvCells {

  private static final char REPLACEMENT = '\uFFFD';

  private final char separator;
  private final char quote;

  CsvCells(char separator, char quote) {
    this.separator = separator;
    this.quote = quote;
  }

  /** Receives the cells that it wants. */
  interface Sink {
    boolean wants(int column);

    void put(int column, String cell);
  }

  List<String> all(String record) throws InvalidEvent {
    List<String> cells = new ArrayList<>();
    split(
        record,
        new Sink() {
          @Override
          public boolean wants(int column) {
            return true;
          }

          @Override
          public void put(int column, String cell) {
            cells.add(cell);
          }
        });
    return cells;
  }

  /** Returns how many cells there are. */
  int split(String record, Sink sink) throws InvalidEvent {
    boolean breaks = record.indexOf('\n') >= 0 || record.indexOf('\r') >= 0;
    int at = 0;
    int column = 0;
    while (true) {
      at = skipBlanks(record, at);
      at =
          at < record.length() && record.charAt(at) == quote
              ? quoted(record, at, column, sink)
              : plain(record, at, column, breaks, sink);
      column++;
      if (at == record.length()) {
        return column;
      }
      at++; // the separator
    }
  }

  private int skipBlanks(String record, int from) {
    int at = from;
    while (at < record.length() && isBlank(record.charAt(at))) {
      at++;
    }
    return at;
  }

  private boolean isBlank(char it) {
    return (it == ' ' || it == '\t') && it != separator;
  }

  /**
   * Returns the index of the separator behind the cell, or the length of the record.
   *
   * @param breaks whether the record has a line break, which only quotes may contain
   */
  private int plain(String record, int from, int column, boolean breaks, Sink sink)
      throws InvalidEvent {
    int end = record.indexOf(separator, from);
    end = end < 0 ? record.length() : end;
    int last = end;
    while (last > from && isBlank(record.charAt(last - 1))) {
      last--;
    }
    for (int i = from; breaks && i < last; i++) {
      char it = record.charAt(i);
      if (it == '\r' || it == '\n') {
        throw new InvalidEvent(
            "",
            "not CSV: a %s outside quotes".formatted(it == '\r' ? "carriage return" : "line feed"));
      }
    }
    if (sink.wants(column)) {
      sink.put(column, record.substring(from, last));
    }
    return end;
  }

  private int quoted(String record, int from, int column, Sink sink) throws InvalidEvent {
    int at = from + 1;
    boolean doubled = false;
    while (true) {
      at = record.indexOf(quote, at);
      if (at < 0) {
        throw new InvalidEvent("", "not CSV: a quote is opened and never closed");
      }
      if (at + 1 == record.length() || record.charAt(at + 1) != quote) {
        break;
      }
      doubled = true;
      at += 2;
    }
    int end = skipBlanks(record, at + 1);
    if (end < record.length() && record.charAt(end) != separator) {
      throw new InvalidEvent(
          "", "not CSV: text after a closing quote; write a quote inside quotes twice");
    }
    if (sink.wants(column)) {
      String cell = record.substring(from + 1, at);
      sink.put(column, doubled ? cell.replace("" + quote + quote, "" + quote) : cell);
    }
    return end;
  }

  /**
   * Decodes strictly: {@code new String} would silently replace bytes that are no text. What is not
   * UTF-8 may be {@link WindowsText}.
   */
  static String text(byte[] record, Charset charset) throws InvalidEvent {
    // whatever is said of the file: no other text is UTF-8 by chance
    String utf8 = new String(record, StandardCharsets.UTF_8);
    if (utf8.indexOf(REPLACEMENT) < 0) {
      return utf8;
    }
    String text = new String(record, charset);
    if (text.indexOf(REPLACEMENT) < 0) {
      return text;
    }
    ByteBuffer bytes = ByteBuffer.wrap(record);
    CharBuffer decoded = CharBuffer.allocate(record.length);
    CoderResult result = charset.newDecoder().decode(bytes, decoded, true);
    if (!result.isError()) {
      return text;
    }
    Optional<String> windows =
        charset.equals(StandardCharsets.UTF_8) ? WindowsText.of(record) : Optional.empty();
    if (windows.isPresent()) {
      return windows.get();
    }
    String what =
        "byte 0x%02X after %d characters".formatted(record[bytes.position()], decoded.position());
    throw new InvalidEvent(
        "",
        charset.equals(StandardCharsets.UTF_8)
            ? "not UTF-8: %s; save the file as UTF-8 (from Windows: iconv -f WINDOWS-1252 -t UTF-8), or add encoding=windows-1252 to its mapping"
                .formatted(what)
            : "not %s: %s".formatted(charset, what));
  }
}
