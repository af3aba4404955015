package net.jumptotech.orders.xlsx;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;

/**
 * A cell as text: what is a number in the file stays as it is written there, except for the digits
 * beyond the 15 that Excel itself counts with ({@code 19.989999999999998} is 19.99); a date is in
 * ISO 8601.
 */
final class CellText {

  /** Of Excel; a double is written with up to two more, which only say which double it is. */
  private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_UP);

  private static final int MOST_ZEROS = 64;
  private static final BigDecimal MS_A_DAY = BigDecimal.valueOf(86_400_000);

  /** Of a format: what is shown as it is, and what only colours or aligns. */
  private static final Pattern LITERAL =
      Pattern.compile("\"[^\"]*\"|\\\\.|[_*].|\\[(?!h+\\]|m+\\]|s+\\])[^\\]]*\\]");

  /** Excel writes characters that XML cannot have in this way. */
  private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");

  private final boolean since1904;
  private final char decimal;

  CellText(boolean since1904, char decimal) {
    this.since1904 = since1904;
    this.decimal = decimal;
  }

  String of(Cell cell) {
    String raw = cell.getRawValue();
    if (raw == null || raw.isEmpty()) {
      return "";
    }
    CellType type = cell.getType();
    if (type == CellType.BOOLEAN) {
      return raw.equals("1") ? "TRUE" : "FALSE";
    }
    if (type != CellType.NUMBER || !(cell.getValue() instanceof BigDecimal number)) {
      return ESCAPED
          .matcher(raw)
          .replaceAll(
              it ->
                  Matcher.quoteReplacement(
                      String.valueOf((char) Integer.parseInt(it.group(1), 16))));
    }
    String date = date(number, cell.getDataFormatId(), cell.getDataFormatString());
    return date.isEmpty() ? number(number, raw).replace('.', decimal) : date;
  }

  private static String number(BigDecimal number, String raw) {
    boolean isPlain = raw.indexOf('E') < 0 && raw.indexOf('e') < 0;
    if (isPlain && (raw.indexOf('.') < 0 || number.precision() <= DIGITS.getPrecision())) {
      return raw;
    }
    boolean isLarge = number.precision() - number.scale() > DIGITS.getPrecision();
    if (isLarge && number.precision() >= DIGITS.getPrecision()
        || Math.abs((long) number.scale()) > MOST_ZEROS) {
      return raw; // its last digits are lost: it must not look like a number of an order
    }
    BigDecimal rounded = number.round(DIGITS).stripTrailingZeros();
    return rounded.toPlainString();
  }

  /** Empty if the format shows no date and no time. */
  private String date(BigDecimal serial, Integer id, String format) {
    String shown = format == null ? "" : LITERAL.matcher(format).replaceAll("").split(";", 2)[0];
    String symbols = shown.toLowerCase(Locale.ROOT);
    boolean isDate = symbols.indexOf('y') >= 0 || symbols.indexOf('d') >= 0 || isDateOfEastAsia(id);
    boolean isTime = symbols.indexOf('h') >= 0 && symbols.indexOf('[') < 0;
    if (!isDate && !isTime || serial.signum() < 0 || serial.precision() - serial.scale() > 7) {
      return "";
    }
    long ms = serial.multiply(MS_A_DAY).setScale(0, RoundingMode.HALF_UP).longValueExact();
    long days = ms / 86_400_000;
    LocalTime time = LocalTime.ofNanoOfDay(ms % 86_400_000 * 1_000_000);
    if (!isDate) {
      return days == 0 ? seconds(time) : "";
    }
    if (days == 60 && !since1904) {
      return ""; // 29 February 1900, which never was
    }
    LocalDate day = day(days);
    return isTime || time.toNanoOfDay() > 0 ? day + "T" + seconds(time) : day.toString();
  }

  private LocalDate day(long days) {
    LocalDate zero =
        since1904
            ? LocalDate.of(1904, 1, 1)
            : days < 60 ? LocalDate.of(1899, 12, 31) : LocalDate.of(1899, 12, 30);
    return zero.plusDays(days);
  }

  /** Also those that are zero, which {@link LocalTime#toString} leaves out. */
  private static String seconds(LocalTime time) {
    String text = time.toString();
    return text.length() == 5 ? text + ":00" : text;
  }

  /** Formats that every Excel knows by number alone. */
  private static boolean isDateOfEastAsia(Integer id) {
    return id != null && (id >= 27 && id <= 36 || id >= 50 && id <= 58);
  }
}
