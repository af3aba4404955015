package net.jumptotech.orders.producer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a file into records without judging them: a line each or, in CSV, several lines where a
 * quoted field has line breaks. Blank lines are skipped, a byte order mark at the beginning is too.
 * Blocks; for one thread.
 */
final class RecordReader {

  /** Longest record that {@code dead-letters} keeps whole, its headers beside it. */
  static final int LONGEST = 4 * 1024 * 1024 - 32 * 1024;

  private static final int BUFFER = 64 * 1024;
  private static final int END = -1;
  private static final int[] BYTE_ORDER_MARK = {0xEF, 0xBB, 0xBF};

  private final InputStream in;
  private final String name;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long line = 1;

  private byte[] record = new byte[512];
  private int length;
  private boolean csv;
  private boolean insideQuotes;
  private boolean mayOpenQuotes = true;

  /**
   * @param bytes as they are in the file, without the line break that ends them
   * @param line number of its first line, from 1
   */
  record Record(byte[] bytes, long line) {}

  /**
   * @param name of the file, for messages
   */
  RecordReader(InputStream in, String name) {
    this.in = in;
    this.name = name;
  }

  /** Whether the file is CSV: its first character that is not blank is not a brace. */
  boolean isCsv() throws IOException {
    skipByteOrderMark();
    int first = peek();
    while (isBlank(first)) {
      line += first == '\n' ? 1 : 0;
      position++;
      first = peek();
    }
    csv = first != END && first != '{';
    return csv;
  }

  private void skipByteOrderMark() throws IOException {
    for (int expected : BYTE_ORDER_MARK) {
      if (peek() != expected) {
        return; // no text begins with a part of it
      }
      position++;
    }
  }

  /**
   * @return empty at the end of the file
   * @throws IOException also if the record is longer than anything here can keep
   */
  Optional<Record> next() throws IOException {
    while (true) {
      long first = line;
      boolean ended = readRecord();
      if (!isBlankRecord()) {
        return Optional.of(new Record(Arrays.copyOf(record, length), first));
      }
      if (ended) {
        return Optional.empty();
      }
    }
  }

  /** Whether {@link #next} would answer without waiting for more to be written to the file. */
  boolean isReady() throws IOException {
    for (int i = position; i < limit; i++) {
      if (buffer[i] == '\n') {
        return true;
      }
    }
    return in.available() > 0;
  }

  /** Reads up to the end of the record, whose line break is left out; true if the file ends. */
  private boolean readRecord() throws IOException {
    long first = line;
    length = 0;
    insideQuotes = false;
    mayOpenQuotes = true;
    while (true) {
      int next = peek();
      if (next == END) {
        return true;
      }
      position++;
      if (next == '\n') {
        line++;
        if (!insideQuotes) {
          length -= length > 0 && record[length - 1] == '\r' ? 1 : 0;
          return false;
        }
      }
      append(next, first);
      if (csv) {
        followQuotes(next);
      }
    }
  }

  /** A quote opens only where a field begins; two in a row inside are one that is meant. */
  private void followQuotes(int next) {
    if (insideQuotes) {
      insideQuotes = next != '"';
      mayOpenQuotes = !insideQuotes;
    } else {
      insideQuotes = next == '"' && mayOpenQuotes;
      mayOpenQuotes = next == ',';
    }
  }

  private void append(int next, long first) throws IOException {
    if (length == LONGEST) {
      throw new IOException(
          "%s, line %d: longer than %,d bytes%s, nothing could keep it whole"
              .formatted(name, first, LONGEST, insideQuotes ? " (a quote never closed?)" : ""));
    }
    if (length == record.length) {
      record = Arrays.copyOf(record, Math.min(LONGEST, 2 * length));
    }
    record[length++] = (byte) next;
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
      position = 0;
      limit = Math.max(0, in.read(buffer));
    }
    return position == limit ? END : buffer[position] & 0xFF;
  }
}
