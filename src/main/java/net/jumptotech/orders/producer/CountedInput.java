package net.jumptotech.orders.producer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what is read. */
final class CountedInput extends FilterInputStream {

  private volatile long bytes; // written by the reading thread alone

  CountedInput(InputStream in) {
    super(in);
  }

  /** From any thread. */
  long bytes() {
    return bytes;
  }

  @Override
  public int read() throws IOException {
    int next = super.read();
    count(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    int read = super.read(buffer, from, length);
    count(Math.max(0, read));
    return read;
  }

  private void count(int more) {
    bytes = bytes + more;
  }
}
