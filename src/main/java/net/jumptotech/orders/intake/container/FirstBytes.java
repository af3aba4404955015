package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.Optional;

/** What a file is, as far as its first bytes say for certain. */
final class FirstBytes {

  private static final int SAMPLE = 256;

  /** One character per byte: only ASCII is searched for. */
  private final String head;

  FirstBytes(String head) {
    this.head = head;
  }

  boolean isGzip() {
    return head.startsWith("\u001F\u008B\b");
  }

  boolean isWorkbook() {
    return isZip()
        && (head.contains("xl/")
            || head.contains("[Content_Types].xml")
                && !head.contains("word/")
                && !head.contains("ppt/"));
  }

  private boolean isZip() {
    return head.startsWith("PK\3\4");
  }

  /**
   * @param given encoding
   * @return why nothing in it can be read: what it is, and what to do
   */
  Optional<String> refusal(Optional<Charset> given) {
    if (isZip()) {
      return head.contains("application/vnd.oasis.opendocument.spreadsheet")
          ? Optional.of("an OpenDocument spreadsheet: save it as CSV in UTF-8")
          : Optional.of("a zip archive: unpack it");
    }
    if (head.startsWith("\u00D0\u00CF\u0011\u00E0")) {
      return Optional.of(
          "an Excel workbook in the old format, or one with a password: save it as"
              + " \"CSV UTF-8 (comma delimited)\"");
    }
    if (head.startsWith("%PDF")) {
      return Optional.of("a PDF: export the orders as CSV or as JSON");
    }
    if (head.startsWith("\u00FF\u00FE\0\0") || head.startsWith("\0\0\u00FE\u00FF")) {
      return Optional.of("UTF-32: save it as UTF-8");
    }
    boolean mayHaveZeros = given.filter(it -> it.name().startsWith("UTF-16")).isPresent();
    if (mayHaveZeros || encoding().isPresent()) {
      return Optional.empty();
    }
    if (head.length() > 5 && head.charAt(0) == 0 && head.charAt(5) != 0) {
      return Optional.of(
          "a message framed by a schema registry's serializer (magic byte 0, schema id %d): give only the plain JSON after the first five bytes, one object per line"
              .formatted(schemaId()));
    }
    int zero = head.indexOf(0);
    return zero < 0
        ? Optional.empty()
        : Optional.of("not text (a zero byte at offset " + zero + "): give JSON or CSV");
  }

  private int schemaId() {
    int id = 0;
    for (int i = 1; i <= 4; i++) {
      id = id << 8 | head.charAt(i);
    }
    return id;
  }

  /** The encoding, by a byte order mark, or by the zeros that ASCII has in UTF-16. */
  Optional<Charset> encoding() {
    if (head.startsWith("\u00EF\u00BB\u00BF")) {
      return Optional.of(UTF_8);
    }
    if (head.startsWith("\u00FF\u00FE")) {
      return Optional.of(UTF_16LE);
    }
    if (head.startsWith("\u00FE\u00FF")) {
      return Optional.of(UTF_16BE);
    }
    int pairs = Math.min(head.length(), SAMPLE) / 2;
    int[] zeros = new int[2];
    for (int i = 0; i < 2 * pairs; i++) {
      zeros[i % 2] += head.charAt(i) == 0 ? 1 : 0;
    }
    int most = Math.max(zeros[0], zeros[1]);
    // other letters have no zeros, and rarely one on the other side
    if (most == 0 || Math.min(zeros[0], zeros[1]) * 8 > most || most * 4 < pairs * 3) {
      return Optional.empty();
    }
    return Optional.of(zeros[0] == most ? UTF_16BE : UTF_16LE);
  }
}
