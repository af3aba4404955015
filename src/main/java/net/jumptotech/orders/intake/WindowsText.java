package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * Text in Windows-1252 that nobody declared, where it is certain: a record that is not UTF-8 and
 * whose other bytes are all letters that the code pages of Windows for Western and Central Europe,
 * Turkey and the Baltic have in common, beside a letter, at most two in a row.
 */
final class WindowsText {

  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String CERTAIN =
      "\u00C4\u00C9\u00D3\u00D6\u00DC\u00DF\u00E4\u00E9\u00F3\u00F6\u00FC";

  private static final int LONGEST_ROW = 2;

  private WindowsText() {}

  /**
   * @param record that is not UTF-8
   */
  static Optional<String> of(byte[] record) {
    String text = new String(record, ISO_8859_1);
    int row = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      row = each < 0x80 ? 0 : row + 1;
      if (row > 0 && (row > LONGEST_ROW || CERTAIN.indexOf(each) < 0 || !isInWord(text, i))) {
        return Optional.empty();
      }
    }
    return Optional.of(new String(record, WINDOWS));
  }

  private static boolean isInWord(String text, int i) {
    return i > 0 && Character.isLetter(text.charAt(i - 1))
        || i < text.length() - 1 && Character.isLetter(text.charAt(i + 1));
  }
}
