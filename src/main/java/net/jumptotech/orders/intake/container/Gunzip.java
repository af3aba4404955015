package net.jumptotech.orders.intake.container;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, also several members one after another, within an {@link ExpansionLimit}. */
final class Gunzip extends FilterInputStream {

  private static final int BUFFER = 64 * 1024;

  /** Claims to have more: else Java takes a member that has not arrived yet for the end. */
  private static final class Packed extends FilterInputStream {

    Packed(InputStream in) {
      super(in);
    }

    @Override
    public int available() throws IOException {
      return Math.max(1, super.available());
    }
  }

  private final ExpansionLimit limit;

  private Gunzip(InputStream in, ExpansionLimit limit) throws IOException {
    super(new GZIPInputStream(new Packed(limit.packed(in)), BUFFER));
    this.limit = limit;
  }

  /**
   * @param name of the file, for messages
   */
  static InputStream of(InputStream in, String name) throws IOException {
    try {
      return new Gunzip(in, new ExpansionLimit(name));
    } catch (IOException cause) {
      throw new IOException("cannot read " + name + ": " + cause.getMessage(), cause);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    int read = super.read(into, from, most);
    limit.unpacked(read);
    return read;
  }
}
