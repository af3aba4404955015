package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import net.jumptotech.orders.intake.container.Records;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Cuts a file into records without checking them: one line each or, in CSV, several lines if a
 * quoted field has line breaks. A quote that is never closed ends with its line. Blank lines and a
 * byte order mark at the beginning are skipped. Blocks; for one thread.
 */
final class RecordReader implements Records {

  private static final int BUFFER = 64 * 1024;

  /** How many bytes are read before the kind of file is decided; no order is shorter. */
  private static final int LOOK = 8;

  private static final char RETURN = '\r';

  private static final int END = -1;
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private final InputStream in;
  private final String name;
  private byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private int lineEnd = '\n';
  private long line = 1;

  private byte[] record = new byte[512];
  private int length;
  private Kind kind = Kind.EMPTY;
  private char separator = ',';
  private char quote = '"';
  private boolean insideQuotes;
  private boolean mayOpenQuotes = true;

  /** What a file contains, by its first character that is not blank. */
  enum Kind {
    CSV,
    JSON,
    EMPTY
  }

  /**
   * @param name of the file, for messages
   */
  RecordReader(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Reads the beginning of the file; call it first. */
  Kind begin() throws IOException {
    int more = 1;
    while (limit < LOOK && more > 0) {
      more = read(limit);
      limit += Math.max(0, more);
    }
    lineEnd = endsLinesWithReturns() ? RETURN : '\n';
    skipByteOrderMark();
    int first = peek();
    while (isBlank(first)) {
      line += first == lineEnd ? 1 : 0;
      position++;
      first = peek();
    }
    kind = first == END ? Kind.EMPTY : first == '{' ? Kind.JSON : Kind.CSV;
    return kind;
  }

  /** Whether its lines end with carriage returns alone, as on a Mac before 2001. */
  private boolean endsLinesWithReturns() {
    String head = new String(buffer, 0, limit, ISO_8859_1);
    int first = head.indexOf(RETURN);
    return first >= 0 && first < limit - 1 && head.indexOf('\n') < 0;
  }

  /** Says how the cells of CSV are written, if not with commas and double quotes. */
  void cells(char separator, char quote) {
    this.separator = separator;
    this.quote = quote;
  }

  private void skipByteOrderMark() throws IOException {
    for (int expected : BYTE_ORDER_MARK) {
      if (peek() != expected) {
        return; // no text begins with a part of a byte order mark
      }
      position++;
    }
  }

  @Override
  public Optional<Record> next() throws IOException {
    while (true) {
      long first = line;
      boolean open = false;
      boolean ended = readRecord();
      if (insideQuotes) {
        open = true;
        endWithItsLine(first);
        ended = false;
      }
      if (!isBlankRecord()) {
        return Optional.of(new Record(Arrays.copyOf(record, length), first, open));
      }
      if (ended) {
        return Optional.empty();
      }
    }
  }

  @Override
  public boolean isReady() throws IOException {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == lineEnd) {
        return true;
      }
    }
    return in.available() > 0;
  }

  /**
   * Reads up to the end of the record, without its line break; true if the file ends. If a quote is
   * still open then, it is never closed.
   */
  private boolean readRecord() throws IOException {
    long first = line;
    length = 0;
    insideQuotes = false;
    mayOpenQuotes = true;
    while (true) {
      if (peek() == END) {
        return true;
      }
      int from = position;
      int most = Math.min(limit, from + LONGEST - length);
      boolean ended = kind == Kind.CSV ? findEndOutsideQuotes(most) : findEnd(most);
      append(from, position);
      if (ended) {
        position++;
        line++;
        length -= lineEnd == '\n' && length > 0 && record[length - 1] == '\r' ? 1 : 0;
        return false;
      }
      int next = length == LONGEST ? peek() : END;
      if (next != END && (next != lineEnd || insideQuotes)) {
        if (insideQuotes && line > first) {
          return false;
        }
        throw new IOException(
            "%s, line %d: longer than %s bytes, too large to be kept"
                .formatted(name, first, Numbers.count(LONGEST)));
      }
    }
  }

  /** Moves to the next end of a line, or to {@code most} if there is none before. */
  private boolean findEnd(int most) {
    int at = position;
    while (at < most && buffer[at] != lineEnd) {
      at++;
    }
    position = at;
    return at < limit && buffer[at] == lineEnd;
  }

  /** As above. A quote opens only at the beginning of a cell; two inside stand for one. */
  private boolean findEndOutsideQuotes(int most) {
    byte[] bytes = buffer;
    boolean inside = insideQuotes;
    boolean mayOpen = mayOpenQuotes;
    int at = position;
    for (; at < most; at++) {
      byte it = bytes[at];
      if (inside) {
        inside = it != quote;
        mayOpen = !inside;
        line += it == lineEnd ? 1 : 0;
      } else if (it == lineEnd) {
        break;
      } else {
        inside = it == quote && mayOpen;
        mayOpen = it == separator || mayOpen && isBlank(it);
      }
    }
    insideQuotes = inside;
    mayOpenQuotes = mayOpen;
    position = at;
    return !inside && at < limit && bytes[at] == lineEnd;
  }

  /** Returns all lines of the record but the first to the input. */
  private void endWithItsLine(long first) {
    int end = 0;
    while (end < length && record[end] != lineEnd) {
      end++;
    }
    if (end < length) {
      byte[] rest = new byte[length - end - 1 + limit - position];
      System.arraycopy(record, end + 1, rest, 0, length - end - 1);
      System.arraycopy(buffer, position, rest, length - end - 1, limit - position);
      buffer = rest.length < BUFFER ? Arrays.copyOf(rest, BUFFER) : rest;
      position = 0;
      limit = rest.length;
      line = first + 1;
    }
    length = end - (lineEnd == '\n' && end > 0 && record[end - 1] == '\r' ? 1 : 0);
  }

  private void append(int from, int to) {
    int needed = length + to - from;
    if (needed > record.length) {
      record = Arrays.copyOf(record, Math.min(LONGEST, Math.max(needed, 2 * record.length)));
    }
    System.arraycopy(buffer, from, record, length, to - from);
    length = needed;
  }

  private boolean isBlankRecord() {
    for (int i = 0; i < length; i++) {
      if (!isBlank(record[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBlank(int character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  private int peek() throws IOException {
    if (position == limit) {
      buffer = buffer.length > BUFFER ? new byte[BUFFER] : buffer;
      position = 0;
      limit = Math.max(0, read(0));
    }
    return position == limit ? END : buffer[position] & 0xFF;
  }

  private int read(int from) throws IOException {
    try {
      return in.read(buffer, from, buffer.length - from);
    } catch (IOException cause) {
      throw new IOException(
          "%s, line %d: cannot be read any further (%s)".formatted(name, line, cause.getMessage()),
          cause);
    }
  }

  /** Does nothing: the input remains its owner's. */
  @Override
  public void close() {}
}
