package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/**
 * A text whose encoding nobody gave, as UTF-8. Up to its first byte above 7F it is ASCII. There it
 * is decided: UTF-8 if what follows is UTF-8; Windows-1252 if that is certain; else it is left as
 * it is, and each line that is not UTF-8 is refused on its own.
 *
 * <p>Windows-1252 is certain if all other bytes are letters of German words: those that are the
 * same in the code pages of Windows for Western and Central Europe, Turkey and the Baltic, beside a
 * letter, and at most two in a row. A byte that could be another letter elsewhere ends the text.
 */
final class UndeclaredText extends FilterInputStream {

  private static final int BUFFER = 64 * 1024;
  private static final String CERTAIN =
      "\u00C4\u00C9\u00D3\u00D6\u00DC\u00DF\u00E4\u00E9\u00F3\u00F6\u00FC";

  private enum Encoding {
    UNDECIDED,
    AS_IT_IS,
    WINDOWS
  }

  private final String name;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private boolean ended;
  private Encoding encoding = Encoding.UNDECIDED;
  private int pending = -1;
  private long line = 1;
  private boolean afterReturn;

  /**
   * @param name of the file, for messages
   */
  UndeclaredText(InputStream in, String name) {
    super(in);
    this.name = name;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int most) throws IOException {
    if (pending < 0 && position == limit && !fill()) {
      return -1;
    }
    int written = 0;
    while (written < most && (pending >= 0 || position < limit)) {
      if (pending >= 0) {
        into[from + written++] = (byte) pending;
        pending = -1;
        continue;
      }
      byte next = buffer[position];
      if (next < 0 && encoding != Encoding.AS_IT_IS) {
        if (encoding == Encoding.UNDECIDED && !decide(written == 0)) {
          return written;
        }
        if (encoding == Encoding.WINDOWS) {
          if (CERTAIN.indexOf(next & 0xFF) < 0) {
            if (written > 0) {
              return written;
            }
            throw uncertain(next & 0xFF);
          }
          into[from + written++] = (byte) 0xC3; // these letters are U+00C0 to U+00FF
          pending = 0x80 | next & 0x3F;
          position++;
          continue;
        }
      }
      line += next == '\r' || next == '\n' && !afterReturn ? 1 : 0;
      afterReturn = next == '\r';
      into[from + written++] = next;
      position++;
    }
    return written;
  }

  private boolean fill() throws IOException {
    System.arraycopy(buffer, position, buffer, 0, limit - position);
    limit -= position;
    position = 0;
    int read = in.read(buffer, limit, BUFFER - limit);
    ended = read < 0;
    limit += Math.max(0, read);
    return read > 0;
  }

  /**
   * @param mayWait whether nothing is lost if it waits for more
   * @return whether it is decided
   */
  private boolean decide(boolean mayWait) throws IOException {
    while (limit - position < 4 && !ended) {
      if (!mayWait) {
        return false;
      }
      fill();
    }
    ByteBuffer rest = ByteBuffer.wrap(buffer, position, limit - position);
    boolean isUtf8 =
        !UTF_8.newDecoder().decode(rest, CharBuffer.allocate(limit - position), ended).isError();
    encoding = !isUtf8 && isCertain() ? Encoding.WINDOWS : Encoding.AS_IT_IS;
    return true;
  }

  private boolean isCertain() {
    String text = new String(buffer, position, limit - position, ISO_8859_1);
    int row = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      row = each < 0x80 ? 0 : row + 1;
      if (row > 2 || row > 0 && !(CERTAIN.indexOf(each) >= 0 && isInWord(text, i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isInWord(String text, int i) {
    char before =
        i > 0 ? text.charAt(i - 1) : position > 0 ? (char) (buffer[position - 1] & 0xFF) : ' ';
    char after = i < text.length() - 1 ? text.charAt(i + 1) : ' ';
    return Character.isLetter(before) || Character.isLetter(after);
  }

  private IOException uncertain(int next) {
    return new IOException(
        "%s, line %d: byte 0x%02X is another letter in each code page, and the file is not UTF-8; give its encoding (windows-1252 in Western Europe), or save it as UTF-8"
            .formatted(name, line, next));
  }

  @Override
  public int available() throws IOException {
    return (pending < 0 ? 0 : 1) + limit - position + in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
