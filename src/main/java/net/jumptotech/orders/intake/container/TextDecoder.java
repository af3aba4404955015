package net.jumptotech.orders.intake.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * Decodes a text and replaces nothing: bytes that are no character of the encoding end it, with an
 * error that names their line and offset. A byte order mark at the beginning is skipped.
 */
final class TextDecoder extends Reader {

  private static final int BUFFER = 64 * 1024;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final InputStream in;
  private final String name;
  private final Charset encoding;
  private final CharsetDecoder decoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private long offset;
  private long line = 1;
  private boolean begun;
  private boolean ended;
  private boolean afterReturn;
  private CoderResult wrong;

  /**
   * @param name of the file, for messages
   */
  TextDecoder(InputStream in, String name, Charset encoding) {
    this.in = in;
    this.name = name;
    this.encoding = encoding;
    this.decoder =
        encoding
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read(char[] into, int from, int most) throws IOException {
    while (true) {
      int read = decode(CharBuffer.wrap(into, from, most));
      if (read > 0 && !begun) {
        begun = true;
        if (into[from] == BYTE_ORDER_MARK) {
          System.arraycopy(into, from + 1, into, from, --read);
        }
      }
      if (read > 0) {
        count(into, from, read);
        return read;
      }
      if (wrong != null) {
        throw malformed();
      }
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      if (!ended) {
        fill();
      }
    }
  }

  private int decode(CharBuffer text) {
    int from = text.position();
    if (wrong == null && bytes.hasRemaining()) {
      CoderResult result = decoder.decode(bytes, text, ended);
      wrong = result.isError() ? result : null;
    }
    return text.position() - from;
  }

  private void fill() throws IOException {
    offset += bytes.position();
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    ended = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
  }

  private void count(char[] text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      line += text[i] == '\r' || text[i] == '\n' && !afterReturn ? 1 : 0;
      afterReturn = text[i] == '\r';
    }
  }

  private IOException malformed() {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < wrong.length(); i++) {
      shown.append(" 0x%02X".formatted(bytes.get(bytes.position() + i)));
    }
    return new IOException(
        "%s, line %d:%s at byte %d of the file is no character in %s; save it as UTF-8, or give the encoding that it has: --mapping NAME,encoding=windows-1252"
            .formatted(name, line, shown, offset + bytes.position(), encoding.name()));
  }

  @Override
  public boolean ready() throws IOException {
    return bytes.hasRemaining() || in.available() > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
