package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognises the kind of a file by its first bytes. If it is neither NDJSON nor CSV in UTF-8, says
 * in one sentence what it is and what to do.
 */
final class FileKind {

  /** Name of standard input in messages. */
  static final String STANDARD_INPUT = "standard input";

  private static final int SAMPLE = 256;
  private static final String ZIP = "PK\3\4";
  private static final String OLD_WORKBOOK = "\u00D0\u00CF\u0011\u00E0";
  private static final String GZIP = "\u001F\u008B";
  private static final Pattern WRAPPED = Pattern.compile("\\{\\s*\"orders\"\\s*:\\s*\\[");

  private final String name;

  /** One character per byte: only ASCII is searched for, so other bytes need not be decoded. */
  private final String head;

  private FileKind(String name, String head) {
    this.name = name;
    this.head = head;
  }

  /**
   * @param head begins with the file's first bytes
   * @param length number of these bytes; the whole file if it is shorter than one read
   * @return why it is refused; empty if it is accepted
   */
  static Optional<String> refusal(String name, byte[] head, int length) {
    FileKind kind = new FileKind(name, new String(head, 0, length, ISO_8859_1));
    return kind.binary().or(kind::otherText);
  }

  /** Whether its lines end with carriage returns alone, as on a Mac before 2001. */
  static boolean endsLinesWithReturns(byte[] head, int length) {
    String text = new String(head, 0, length, ISO_8859_1);
    int first = text.indexOf('\r');
    return first >= 0 && first < length - 1 && text.indexOf('\n') < 0;
  }

  private Optional<String> binary() {
    if (head.startsWith(ZIP)) {
      return head.contains("[Content_Types].xml") || head.contains("xl/")
          ? is("an Excel workbook", "save it as \"CSV UTF-8 (comma delimited)\"")
          : is("a zip archive", "unpack it");
    }
    if (head.startsWith(OLD_WORKBOOK)) {
      return is(
          "an Excel workbook in the old format", "save it as \"CSV UTF-8 (comma delimited)\"");
    }
    if (head.startsWith(GZIP)) {
      return is("compressed with gzip", "unpack it first, with gunzip -c" + operand());
    }
    if (head.startsWith("%PDF")) {
      return is("a PDF", "export the orders as CSV or as JSON, one object per line");
    }
    if (isUtf16()) {
      return is(
          "UTF-16",
          "save it as UTF-8 (in Excel: \"CSV UTF-8\"), or convert it with iconv -f UTF-16 -t UTF-8"
              + operand());
    }
    if (head.length() > 5 && head.charAt(0) == 0 && head.charAt(5) != 0) {
      return is(
          "a message framed by a schema registry's serializer (magic byte 0, schema id %d)"
              .formatted(schemaId()),
          "give only the plain JSON after the first five bytes, one object per line");
    }
    int zero = head.indexOf(0);
    return zero < 0
        ? Optional.empty()
        : is("not text (a zero byte at offset " + zero + ")", "give NDJSON or CSV in UTF-8");
  }

  private boolean isUtf16() {
    if (head.startsWith("\u00FF\u00FE") || head.startsWith("\u00FE\u00FF")) {
      return true;
    }
    int pairs = Math.min(head.length(), SAMPLE) / 2;
    int[] zeros = new int[2];
    for (int i = 0; i < 2 * pairs; i++) {
      zeros[i % 2] += head.charAt(i) == 0 ? 1 : 0;
    }
    int most = Math.max(zeros[0], zeros[1]);
    return Math.min(zeros[0], zeros[1]) == 0 && most > 0 && most * 4 >= pairs * 3;
  }

  private int schemaId() {
    int id = 0;
    for (int i = 1; i <= 4; i++) {
      id = id << 8 | head.charAt(i);
    }
    return id;
  }

  private Optional<String> otherText() {
    int first = start();
    if (head.startsWith("[", first)) {
      return is(
          "a JSON array", "give one object per line, for example with jq -c '.[]'" + operand());
    }
    if (head.startsWith("<", first)) {
      return is("HTML or XML", "give CSV, or JSON with one object per line");
    }
    if (!head.startsWith("{", first)) {
      return Optional.empty();
    }
    Matcher wrapped = WRAPPED.matcher(head).region(first, head.length());
    if (wrapped.lookingAt()) {
      return is(
          "one JSON object with an array \"orders\"",
          "give one order per line, for example with jq -c '.orders[]'" + operand());
    }
    int end = goesOnInTheNextLine(first);
    return end < 0
        ? Optional.empty()
        : Optional.of(
            "%s, line %d: a JSON object that spans several lines; give one object per line, for example with jq -c .%s"
                .formatted(
                    name,
                    1 + head.substring(0, first).chars().filter(it -> it == '\n').count(),
                    operand()));
  }

  /** Where the text begins. */
  private int start() {
    int first = head.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0;
    while (first < head.length() && " \t\r\n".indexOf(head.charAt(first)) >= 0) {
      first++;
    }
    return first;
  }

  /**
   * The end of a line that has an open object which continues on the next line; negative if there
   * is none. A first line that is merely cut off is followed by another object.
   */
  private int goesOnInTheNextLine(int first) {
    int depth = 0;
    boolean quoted = false;
    for (int i = first; i < head.length(); i++) {
      char it = head.charAt(i);
      if (it == '\n' || it == '\r') {
        String rest = head.substring(i).stripLeading();
        return depth > 0 && !quoted && !rest.isEmpty() && rest.charAt(0) != '{' ? i : -1;
      }
      if (quoted) {
        i += it == '\\' ? 1 : 0;
        quoted = it != '"';
      } else {
        quoted = it == '"';
        depth += it == '{' || it == '[' ? 1 : it == '}' || it == ']' ? -1 : 0;
      }
    }
    return -1;
  }

  private Optional<String> is(String what, String advice) {
    return Optional.of(name + " is " + what + ": " + advice);
  }

  /** The file as an argument of a command; empty for standard input. */
  private String operand() {
    return name.equals(STANDARD_INPUT) ? "" : " " + name;
  }
}
