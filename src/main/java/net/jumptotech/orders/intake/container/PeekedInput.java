package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input whose first bytes can be looked at before they are read. */
final class PeekedInput extends FilterInputStream {

  static final int MOST = 64 * 1024;

  /** No order is shorter. */
  private static final int LEAST = 8;

  private final byte[] head = new byte[MOST];
  private int position;
  private int limit;
  private IOException broken;

  PeekedInput(InputStream in) throws IOException {
    super(in);
    while (limit < LEAST && more()) {
      // a pipe may give single bytes
    }
    if (limit == 0) {
      throwIfBroken();
    }
  }

  /** What is known of the beginning, one character a byte. Call it before anything is read. */
  String head() {
    return new String(head, 0, limit, ISO_8859_1);
  }

  /**
   * Waits for more of the beginning; false if there is none that could be looked at. If the input
   * breaks off, what was there before can still be read.
   */
  boolean more() {
    try {
      int read = limit < MOST && broken == null ? in.read(head, limit, MOST - limit) : -1;
      limit += Math.max(0, read);
      return read >= 0;
    } catch (IOException failed) {
      broken = failed;
      return false;
    }
  }

  private void throwIfBroken() throws IOException {
    if (broken != null) {
      throw broken;
    }
  }

  @Override
  public int read() throws IOException {
    if (position < limit) {
      return head[position++] & 0xFF;
    }
    throwIfBroken();
    return in.read();
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    if (position == limit) {
      throwIfBroken();
      return in.read(into, from, most);
    }
    int read = Math.min(most, limit - position);
    System.arraycopy(head, position, into, from, read);
    position += read;
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = 0;
    while (skipped < bytes && read() >= 0) {
      skipped++;
    }
    return skipped;
  }

  @Override
  public int available() throws IOException {
    return limit - position + in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
