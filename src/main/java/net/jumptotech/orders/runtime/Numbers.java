package net.jumptotech.orders.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers as sentences for people show them. */
public final class Numbers {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Numbers() {}

  /** With separators: {@code 332,209}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 order}, {@code 332,209 orders}. */
  public static String count(long number, String one) {
    return count(number) + " " + (number == 1 ? one : one + "s");
  }

  /** Of a rate: one decimal below 100, none above. */
  public static String rate(double perSecond) {
    return perSecond < 99.95
        ? String.format(Locale.ROOT, "%.1f", perSecond)
        : String.format(Locale.ROOT, "%,.0f", perSecond);
  }

  /** With its own decimals: {@code 1,203,331.20}. */
  public static String amount(BigDecimal amount) {
    return String.format(Locale.ROOT, "%,." + Math.max(0, amount.scale()) + "f", amount);
  }

  /** In its two largest units: {@code 4 s}, {@code 11 min 3 s}, {@code 2 h 5 min}. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return pair(seconds, 60, "min", 1, "s");
    }
    return seconds < 86_400
        ? pair(seconds, 3_600, "h", 60, "min")
        : pair(seconds, 86_400, "d", 3_600, "h");
  }

  /** As above, and a time below a minute precisely: {@code 350 ms}, {@code 1.4 s}. */
  public static String elapsed(Duration duration) {
    long ms = duration.toMillis();
    if (ms < 1_000) {
      return ms + " ms";
    }
    return ms < 60_000 ? String.format(Locale.ROOT, "%.1f s", ms / 1e3) : duration(duration);
  }

  private static String pair(long seconds, long large, String name, long small, String smallName) {
    long rest = seconds % large / small;
    return seconds / large + " " + name + (rest == 0 ? "" : " " + rest + " " + smallName);
  }

  /** The time of day: {@code 20:54:28 UTC}. */
  public static String clock(Instant time) {
    return CLOCK.format(time);
  }
}
