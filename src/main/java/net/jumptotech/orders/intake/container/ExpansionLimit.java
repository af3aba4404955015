package net.jumptotech.orders.intake.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Refuses a file that unpacks to far more than real ones do. The first {@value #FREE} bytes are
 * free: they cost little, and a small file of one repeated line is harmless.
 */
public final class ExpansionLimit {

  private static final long FREE = 64L * 1024 * 1024;

  /** Deflate reaches 1,032; exports of shops reach 5 to 30. */
  private static final int MOST = 200;

  private final String name;
  private long packed;
  private long unpacked;

  /**
   * @param name of the file, for messages
   */
  public ExpansionLimit(String name) {
    this.name = name;
  }

  /** Counts what is read of the packed input. */
  public InputStream packed(InputStream in) {
    return new FilterInputStream(in) {

      @Override
      public int read() throws IOException {
        int one = super.read();
        packed += one < 0 ? 0 : 1;
        return one;
      }

      @Override
      public int read(byte[] into, int from, int most) throws IOException {
        int read = super.read(into, from, most);
        packed += Math.max(0, read);
        return read;
      }
    };
  }

  /**
   * Counts what came of it.
   *
   * @throws IOException if that is too much
   */
  public void unpacked(int bytes) throws IOException {
    unpacked += Math.max(0, bytes);
    if (unpacked > FREE && unpacked / MOST > packed) {
      throw new IOException(
          "%s unpacks to more than %d times its size (%s bytes so far); unpack it, and give what is in it"
              .formatted(name, MOST, Numbers.count(unpacked)));
    }
  }
}
