package net.jumptotech.orders.xlsx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.intake.container.ExpansionLimit;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Copies one XML part of a workbook and refuses what would take the library more memory or time
 * than it is worth: document types, texts and rows without end, cells beyond the last column. The
 * formulas of cells are left out, since their results are there.
 */
final class PartFilter {

  private static final int LONGEST_TAG = 64 * 1024;

  /** Of Excel, with each character written as an entity. */
  private static final int LONGEST_TEXT = 6 * 32_767;

  private static final int LONGEST_NUMBER = 64;
  private static final int LONGEST_ROW = 4 * 1024 * 1024;
  private static final int LONGEST_PART = 8 * 1024 * 1024;

  /** What the library keeps of a part for as long as it reads; no sheet contains it. */
  private static final Set<String> KEPT = Set.of("si", "xf", "numFmt", "Relationship", "sheet");

  private static final int MEMORY_OF_KEPT = 64;

  private static final Pattern ADDRESS = Pattern.compile("\\sr\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern TYPE = Pattern.compile("\\st\\s*=\\s*[\"']([^\"']*)[\"']");
  private static final Pattern A1 = Pattern.compile("[A-Z]{1,3}[0-9]{1,7}");
  private static final Pattern ENCODING =
      Pattern.compile("encoding\\s*=\\s*[\"'](?!(?i:utf-8|us-ascii)[\"'])");

  private final String name;
  private final String part;
  private final ExpansionLimit limit;
  private final ByteArrayOutputStream tag = new ByteArrayOutputStream();
  private long budget;

  private String root = "";
  private long bytes;
  private long row;
  private int text;
  private String cell = "";
  private boolean isNumber;
  private boolean isShared;
  private long shared;
  private long texts;
  private long mostShared = -1;
  private boolean inFormula;
  private boolean lacksResult;
  private char quote;

  /** Whether its last row is over; nothing behind it is needed. */
  private boolean isRead;

  /**
   * @param name of the workbook, for messages
   * @param part its name
   * @param budget bytes of memory that texts and styles may take
   */
  PartFilter(String name, String part, ExpansionLimit limit, long budget) {
    this.name = name;
    this.part = part;
    this.limit = limit;
    this.budget = budget;
  }

  long budgetLeft() {
    return budget;
  }

  /** The name of its outermost element. */
  String root() {
    return root;
  }

  /** How many texts it has for the cells of all sheets. */
  long texts() {
    return texts;
  }

  /** The largest number of such a text in its cells; the library would make up those that lack. */
  long mostShared() {
    return mostShared;
  }

  void copy(InputStream in, OutputStream zip) throws IOException {
    OutputStream out = new BufferedOutputStream(zip);
    byte[] buffer = new byte[16 * 1024];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      limit.unpacked(read);
      for (int i = 0; i < read && !isRead; i++) {
        copy(buffer[i], out);
      }
    }
    out.flush();
    if (tag.size() > 0) {
      throw broken("it ends in the middle of a tag");
    }
  }

  private void copy(byte next, OutputStream out) throws IOException {
    count();
    if (tag.size() == 0 && next != '<') {
      if (++text > (isNumber || isShared ? LONGEST_NUMBER : LONGEST_TEXT)) {
        throw broken("a value is too long");
      }
      if (root.isEmpty() && !isMarkOrBlank(next)) {
        throw broken("it is not XML in UTF-8");
      }
      if (isShared && next >= '0' && next <= '9' && shared < Integer.MAX_VALUE) {
        shared = shared * 10 + next - '0';
      }
      if (!inFormula) {
        out.write(next);
      }
      return;
    }
    tag.write(next);
    if (tag.size() > LONGEST_TAG) {
      throw broken("a tag is too long");
    }
    if (quote != 0) {
      quote = next == quote ? 0 : quote;
    } else if (next == '"' || next == '\'') {
      quote = (char) next;
    } else if (next == '>') {
      text = 0;
      if (isCopied(tag.toString(ISO_8859_1))) {
        tag.writeTo(out);
      }
      tag.reset();
    }
  }

  /** Blanks, and a byte order mark, may stand before the first tag. */
  private static boolean isMarkOrBlank(byte next) {
    return next == ' ' || next == '\r' || next == '\n' || next == '\t' || next < 0;
  }

  private void count() throws IOException {
    bytes++;
    row++;
    boolean sheet = root.equals("worksheet");
    if (sheet && row > LONGEST_ROW) {
      throw broken("a row has more than " + Numbers.count(LONGEST_ROW) + " bytes");
    }
    if (root.equals("sst") && --budget < 0) {
      throw tooLarge();
    }
    if (!sheet && !root.equals("sst") && bytes > LONGEST_PART) {
      throw broken("it has more than " + Numbers.count(LONGEST_PART) + " bytes");
    }
  }

  private boolean isCopied(String markup) throws IOException {
    if (markup.startsWith("<!")) {
      throw broken("it has a document type, a comment or CDATA");
    }
    if (markup.startsWith("<?")) {
      if (ENCODING.matcher(markup).find()) {
        throw broken("it is not XML in UTF-8");
      }
      return true;
    }
    boolean ends = markup.startsWith("</");
    String element = element(markup, ends ? 2 : 1);
    root = root.isEmpty() ? element : root;
    boolean sheet = root.equals("worksheet");
    if (KEPT.contains(element) && !ends) {
      budget -= MEMORY_OF_KEPT;
      texts += element.equals("si") ? 1 : 0;
      if (sheet) {
        throw broken("a sheet cannot contain " + element);
      }
      if (budget < 0) {
        throw tooLarge();
      }
    }
    if (sheet) {
      return isCopiedOfSheet(element, markup, ends);
    }
    return true;
  }

  private boolean isCopiedOfSheet(String element, String markup, boolean ends) throws IOException {
    boolean closed = ends || markup.endsWith("/>");
    switch (element) {
      case "row":
        row = 0;
        return true;
      case "c":
        if (!ends) {
          begin(markup);
        }
        mostShared = isShared ? Math.max(mostShared, shared) : mostShared;
        isNumber = isNumber && !closed;
        isShared = isShared && !closed;
        if (closed && lacksResult) {
          throw broken(
              "cell %s has a formula without a result; open the file in Excel and save it again"
                  .formatted(cell));
        }
        return true;
      case "f":
        inFormula = !closed;
        lacksResult |= !ends;
        return false;
      case "v", "is":
        lacksResult = false;
        return true;
      case "sheetData":
        isRead = closed;
        return true;
      default:
        return true;
    }
  }

  private void begin(String markup) throws IOException {
    Matcher address = ADDRESS.matcher(markup);
    cell = address.find() ? address.group(1) : "";
    if (!cell.isEmpty() && !A1.matcher(cell).matches()) {
      throw broken("there is no cell \"" + cell + "\"");
    }
    Matcher type = TYPE.matcher(markup);
    String given = type.find() ? type.group(1) : "n";
    isNumber = given.equals("n");
    isShared = given.equals("s");
    shared = 0;
    lacksResult = false;
  }

  private static String element(String markup, int from) {
    int end = from;
    int start = from;
    while (end < markup.length() && " \t\r\n/>".indexOf(markup.charAt(end)) < 0) {
      start = markup.charAt(end++) == ':' ? end : start;
    }
    return markup.substring(start, end);
  }

  private IOException broken(String what) {
    return new IOException(
        "%s is an Excel workbook that cannot be read: %s: %s".formatted(name, part, what));
  }

  private IOException tooLarge() {
    return broken(
        "its texts take more than a quarter of the memory; save it as \"CSV UTF-8 (comma"
            + " delimited)\", or give Java more with -Xmx");
  }
}
