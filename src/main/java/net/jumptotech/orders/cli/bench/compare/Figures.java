package net.jumptotech.orders.cli.bench.compare;

import io.vertx.core.json.JsonArray;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Measured numbers, with as many digits as they deserve. */
final class Figures {

  private static final MathContext FOUR_DIGITS = new MathContext(4);

  private Figures() {}

  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  static JsonArray json(Series series) {
    return new JsonArray(series.values().stream().map(Figures::rounded).toList());
  }

  /** To four digits: more would be noise. Null if there is no such number. */
  static Double rounded(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).round(FOUR_DIGITS).doubleValue()
        : null;
  }
}
