package net.jumptotech.orders.intake.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/** A decoded text as UTF-8. */
final class Utf8Stream extends InputStream {

  private static final int BUFFER = 16 * 1024;

  private final Reader text;
  private final CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
  private final ByteBuffer bytes = ByteBuffer.allocate(3 * BUFFER).limit(0);
  private boolean ended;

  Utf8Stream(Reader text) {
    this.text = text;
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes.get() & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    if (!fill()) {
      return -1;
    }
    int read = Math.min(most, bytes.remaining());
    bytes.get(into, from, read);
    return read;
  }

  private boolean fill() throws IOException {
    while (!bytes.hasRemaining() && !ended) {
      chars.compact(); // half of a pair may be left
      int read = text.read(chars.array(), chars.position(), chars.remaining());
      ended = read < 0;
      chars.position(chars.position() + Math.max(0, read)).flip();
      encoder.encode(chars, bytes.clear(), ended);
      bytes.flip();
    }
    return bytes.hasRemaining();
  }

  @Override
  public int available() throws IOException {
    return bytes.hasRemaining() ? bytes.remaining() : text.ready() ? 1 : 0;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
