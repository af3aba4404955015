package net.jumptotech.orders.intake.mapping;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.Shown;

/**
 * Amounts as another system writes them: with grouping, with a currency sign, with a decimal comma.
 * Exact: nothing is rounded, and a text that could be two numbers is none.
 */
final class Amounts {

  private static final int LONGEST = 64;
  private static final String BLANKS = " \u00A0\u202F\u2009";
  private static final Pattern CODE = Pattern.compile("([A-Z]{3})?(.*?)([A-Z]{3})?");

  /** What separates groups of three digits. */
  enum Grouping {
    COMMA(","),
    POINT("."),
    BLANK(BLANKS),
    APOSTROPHE("'\u2019"),
    NONE("");

    private final String marks;

    Grouping(String marks) {
      this.marks = marks;
    }
  }

  private final boolean decimalComma;
  private final String grouping;
  private final Pattern number;
  private final Map<String, String> signs;

  /**
   * @param signs currency signs, each with its ISO 4217 code, or an empty text if it has several
   */
  Amounts(boolean decimalComma, Grouping grouping, Map<String, String> signs) {
    this.decimalComma = decimalComma;
    this.grouping = grouping.marks;
    this.signs = Map.copyOf(signs);
    String decimal = decimalComma ? "," : "\\.";
    String groups =
        grouping == Grouping.NONE ? "" : "|[0-9]{1,3}([" + grouping.marks + "][0-9]{3})+";
    number = Pattern.compile("-?([0-9]+%s)(%s[0-9]+)?".formatted(groups, decimal));
  }

  char decimal() {
    return decimalComma ? ',' : '.';
  }

  /**
   * @param number as JSON writes it
   * @param currency the one that the text names, empty if it names none
   * @param sign that names it; empty if a code does
   */
  record Amount(String number, Optional<String> currency, String sign) {

    /**
     * The currency of the amount.
     *
     * @param known empty if only the text can say it
     * @throws IllegalArgumentException if the text says another one
     */
    String currency(String known) {
      if (known.isEmpty()) {
        return currency.orElse("");
      }
      boolean fits = currency.isEmpty() && sign.isEmpty() || currency.equals(Optional.of(known));
      if (!fits && !CurrencySigns.mayMean(sign, known)) {
        throw new IllegalArgumentException(
            "expected an amount in %s, was one in %s"
                .formatted(known, sign.isEmpty() ? currency.get() : sign));
      }
      return known;
    }
  }

  /**
   * @throws IllegalArgumentException if it is none
   */
  Amount read(String text) {
    if (!decimalComma && isPlain(text)) {
      return new Amount(text, Optional.empty(), "");
    }
    String left = text.length() > LONGEST ? "" : bare(text);
    boolean minus = left.startsWith("-") || left.endsWith("-");
    left = bare(left.replaceFirst("^[+-]|-$", ""));
    String currency = null;
    String found = "";
    for (Map.Entry<String, String> sign : signs.entrySet()) {
      if (left.startsWith(sign.getKey()) || left.endsWith(sign.getKey())) {
        String rest =
            left.startsWith(sign.getKey())
                ? left.substring(sign.getKey().length())
                : left.substring(0, left.length() - sign.getKey().length());
        if (number.matcher(bare(rest)).matches()) {
          currency = sign.getValue();
          found = sign.getKey();
          left = bare(rest);
          break;
        }
      }
    }
    Matcher code = CODE.matcher(left);
    if (currency == null && code.matches() && (code.group(1) == null) != (code.group(3) == null)) {
      currency = code.group(1) == null ? code.group(3) : code.group(1);
      left = bare(code.group(2));
    }
    if (!number.matcher(left).matches() || minus && left.startsWith("-")) {
      throw new IllegalArgumentException(
          "expected an amount such as %s, was %s".formatted(example(), Shown.value(text)));
    }
    return new Amount(
        (minus ? "-" : "") + plain(left),
        Optional.ofNullable(currency).filter(it -> !it.isEmpty()),
        found);
  }

  /** Whether it is a number as JSON writes it. */
  private static boolean isPlain(String text) {
    int point = -1;
    for (int i = 0; i < text.length(); i++) {
      char it = text.charAt(i);
      if (it == '.' && point < 0 && i > 0) {
        point = i;
      } else if (it < '0' || it > '9') {
        return false;
      }
    }
    int digits = point < 0 ? text.length() : point;
    return digits > 0
        && point != text.length() - 1
        && (text.charAt(0) != '0' || digits == 1)
        && text.length() <= LONGEST;
  }

  private String plain(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char it = text.charAt(i);
      if (it == (decimalComma ? ',' : '.')) {
        out.append('.');
      } else if (grouping.indexOf(it) < 0) {
        out.append(it);
      }
    }
    int zeros = out.charAt(0) == '-' ? 1 : 0;
    while (zeros + 1 < out.length() && out.charAt(zeros) == '0' && out.charAt(zeros + 1) != '.') {
      out.deleteCharAt(zeros);
    }
    return out.toString();
  }

  private String example() {
    String number = "1" + (grouping.isEmpty() ? "" : grouping.charAt(0)) + "234";
    return number + (decimalComma ? ',' : '.') + "50";
  }

  private static String bare(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && BLANKS.indexOf(text.charAt(from)) >= 0) {
      from++;
    }
    while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
      to--;
    }
    return text.substring(from, to);
  }

  @Override
  public String toString() {
    return "amounts such as " + example().toLowerCase(Locale.ROOT);
  }
}
