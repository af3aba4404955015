package net.jumptotech.orders.intake.container;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Keeps what was read since the beginning of a record, so that it can be taken as it is written.
 */
final class RetainingReader extends FilterReader {

  private final String name;
  private char[] kept = new char[8 * 1024];
  private int length;
  private long start;
  private boolean inRecord;
  private long line;

  /**
   * @param name of the file, for messages
   */
  RetainingReader(Reader in, String name) {
    super(in);
    this.name = name;
  }

  @Override
  public int read(char[] into, int from, int most) throws IOException {
    int read = in.read(into, from, most);
    if (read > 0) {
      if (!inRecord) {
        start += length;
        length = 0;
      }
      if (length + read > Records.LONGEST) {
        throw new IOException(
            "%s, line %d: an object of more than %s bytes, too large to be kept"
                .formatted(name, line, Numbers.count(Records.LONGEST)));
      }
      if (length + read > kept.length) {
        kept = Arrays.copyOf(kept, Math.max(2 * kept.length, length + read));
      }
      System.arraycopy(into, from, kept, length, read);
      length += read;
    }
    return read;
  }

  /**
   * @param offset of its first character in the text, which was in the latest read
   * @param firstLine of it, for messages
   */
  void beginRecord(long offset, long firstLine) {
    int gone = (int) (offset - start);
    System.arraycopy(kept, gone, kept, 0, length - gone);
    length -= gone;
    start = offset;
    line = firstLine;
    inRecord = true;
  }

  /**
   * @param end offset behind its last character
   */
  String endRecord(long end) {
    String record = new String(kept, 0, (int) (end - start));
    int gone = record.length();
    System.arraycopy(kept, gone, kept, 0, length - gone);
    length -= gone;
    start = end;
    inRecord = false;
    return record;
  }

  /** Whether it has read the character already, behind the latest record. */
  boolean hasRead(char character) {
    for (int i = 0; i < length; i++) {
      if (kept[i] == character) {
        return true;
      }
    }
    return false;
  }
}
