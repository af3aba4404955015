package net.jumptotech.orders.producer;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jumptotech.orders.producer.directory.DiskFailure;

/** Counts what is read, and tells failures of the disk from those of the content. */
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
    try {
      int next = super.read();
      count(next < 0 ? 0 : 1);
      return next;
    } catch (IOException failed) {
      throw new DiskFailure(failed.getMessage(), failed);
    }
  }

  @Override
  public int read(byte[] buffer, int from, int length) throws IOException {
    try {
      int read = super.read(buffer, from, length);
      count(Math.max(0, read));
      return read;
    } catch (IOException failed) {
      throw new DiskFailure(failed.getMessage(), failed);
    }
  }

  private void count(int more) {
    bytes = bytes + more;
  }
}
