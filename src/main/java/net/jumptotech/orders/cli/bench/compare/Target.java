package net.jumptotech.orders.cli.bench.compare;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** What the median of a measure should reach. */
public record Target(Of of, Bound bound, double limit) {

  /** Which median it is about. */
  public enum Of {
    RATIO,
    VALUE
  }

  public enum Bound {
    AT_LEAST("at least"),
    AT_MOST("at most");

    private final String words;

    Bound(String words) {
      this.words = words;
    }
  }

  public static Target ratioAtLeast(double limit) {
    return new Target(Of.RATIO, Bound.AT_LEAST, limit);
  }

  public static Target ratioAtMost(double limit) {
    return new Target(Of.RATIO, Bound.AT_MOST, limit);
  }

  public static Target valueAtLeast(double limit) {
    return new Target(Of.VALUE, Bound.AT_LEAST, limit);
  }

  public static Target valueAtMost(double limit) {
    return new Target(Of.VALUE, Bound.AT_MOST, limit);
  }

  boolean isMetBy(double median) {
    return bound == Bound.AT_LEAST ? median >= limit : median <= limit;
  }

  JsonObject json() {
    return new JsonObject().put("of", name(of)).put(name(bound), limit);
  }

  private static String name(Enum<?> it) {
    return it.name().toLowerCase(Locale.ROOT);
  }

  /** {@code ratio at least 0.45} or {@code at most 600 MB}. */
  String text(String unit) {
    return of == Of.RATIO
        ? "ratio %s %s".formatted(bound.words, Figures.number(limit))
        : "%s %s %s".formatted(bound.words, Figures.number(limit), unit);
  }
}
