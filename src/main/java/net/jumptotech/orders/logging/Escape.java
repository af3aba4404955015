package net.jumptotech.orders.logging;

import java.util.HexFormat;

/**
 * Writes text that others have sent so that it cannot end a line, leave its quotes or command a
 * terminal, and no more of it than a number of bytes: Docker cuts a line at 16 KiB, and no parser
 * reads the halves. What is left out is counted. Lone surrogates become U+FFFD.
 */
enum Escape {
  /** Within quotes, which the caller writes; JSON's escapes, which logfmt has too. */
  QUOTED,
  /** For people: lines and tabs stay, with each further line indented, so that none looks new. */
  PLAIN;

  /** All of a line is less than 16 KiB: a message, a trace, and ten fields and names. */
  static final int MESSAGE_BYTES = 4_000;

  static final int TRACE_BYTES = 6_000;
  static final int FIELD_BYTES = 400;

  private static final int CHARACTER = 4;
  private static final int ESCAPED = 6;
  private static final HexFormat HEX = HexFormat.of();

  void write(StringBuilder out, String text, int mostBytes) {
    int bytes = 0;
    int at = 0;
    while (at < text.length()) {
      int point = text.codePointAt(at);
      int begin = out.length();
      bytes += writePoint(out, point, text, at);
      if (bytes > mostBytes) {
        out.setLength(begin);
        if (begin > 0 && out.charAt(begin - 1) == '\n') {
          out.append('\t');
        }
        out.append("… (").append(text.length() - at).append(" more characters)");
        return;
      }
      at += Character.charCount(point);
    }
  }

  /** How many bytes it takes, at most. */
  private int writePoint(StringBuilder out, int point, String text, int at) {
    if (isLetterOfAscii(point)) {
      out.append((char) point);
      return 1;
    }
    if (this == PLAIN && (point == '\n' || point == '\t')) {
      out.append((char) point);
      if (point == '\n' && !isIndented(text, at + 1)) {
        out.append('\t');
      }
      return 2;
    }
    if (point == '"' || point == '\\') {
      out.append(this == PLAIN ? "" : "\\").append((char) point);
      return 2;
    }
    if (isDangerous(point)) {
      escape(out, point);
      return ESCAPED;
    }
    out.appendCodePoint(isSurrogate(point) ? '\ufffd' : point);
    return CHARACTER;
  }

  /** As a trace is: what follows its first line. */
  private static boolean isIndented(String text, int at) {
    return at >= text.length()
        || text.charAt(at) == '\t'
        || text.startsWith("Caused by: ", at)
        || text.startsWith("Suppressed: ", at);
  }

  private static boolean isLetterOfAscii(int point) {
    return point >= ' ' && point < 0x7f && point != '"' && point != '\\';
  }

  /** Controls, of C1 too; what ends a line for some; what turns the direction of writing. */
  private static boolean isDangerous(int point) {
    return Character.isISOControl(point)
        || point >= 0x2028 && point <= 0x202e
        || point >= 0x2066 && point <= 0x2069;
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  private static void escape(StringBuilder out, int point) {
    switch (point) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> out.append("\\u").append(HEX.toHexDigits((char) point));
    }
  }
}
