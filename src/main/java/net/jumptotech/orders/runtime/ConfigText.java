package net.jumptotech.orders.runtime;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Parses values of a configuration file. An unreadable value is an {@link IllegalArgumentException}
 * that says what was expected.
 */
final class ConfigText {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)");

  /** The names are the suffixes of a number, the longest first. */
  private enum Unit {
    d(Duration.ofDays(1)),
    h(Duration.ofHours(1)),
    m(Duration.ofMinutes(1)),
    s(Duration.ofSeconds(1)),
    ms(Duration.ofMillis(1));

    private final Duration one;

    Unit(Duration one) {
      this.one = one;
    }

    boolean fits(Duration duration) {
      return duration.compareTo(one) >= 0 && duration.toMillis() % one.toMillis() == 0;
    }
  }

  private ConfigText() {}

  /** The text that would be read back as the value. */
  static String of(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    }
    if (value instanceof Collection<?> all) {
      return all.stream().map(ConfigText::of).collect(Collectors.joining(","));
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return value instanceof Duration duration ? of(duration) : value.toString();
  }

  private static String of(Duration duration) {
    return Arrays.stream(Unit.values())
        .filter(unit -> unit.fits(duration))
        .findFirst()
        .map(unit -> duration.dividedBy(unit.one) + unit.name())
        .orElseGet(() -> duration.isZero() ? "0s" : duration.toString());
  }

  static long number(String text, long min, long max) {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // reported below, with the same message as a number out of range
    }
    throw expected("a whole number from " + min + " to " + max, text);
  }

  static boolean flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw expected("true or false", text);
    };
  }

  static BigDecimal decimal(String text) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException notANumber) {
      throw expected("a number", text);
    }
  }

  static double share(String text) {
    try {
      BigDecimal share = new BigDecimal(text);
      if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0) {
        return share.doubleValue();
      }
    } catch (NumberFormatException notANumber) {
      // reported below, with the same message as a number out of range
    }
    throw expected("a number from 0 to 1", text);
  }

  static Duration duration(String text, Duration min, Duration max) {
    Duration duration = duration(text);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      throw expected("a duration from " + of(min) + " to " + of(max), text);
    }
    return duration;
  }

  private static Duration duration(String text) {
    Matcher simple = DURATION.matcher(text);
    if (simple.matches()) {
      long amount = Long.parseLong(simple.group(1));
      return Unit.valueOf(simple.group(2)).one.multipliedBy(amount);
    }
    try {
      return Duration.parse(text);
    } catch (java.time.format.DateTimeParseException wrong) {
      throw expected("a duration such as 100ms, 2s, 7d", text);
    }
  }

  private static IllegalArgumentException expected(String what, String found) {
    return new IllegalArgumentException("expected " + what + ", was \"" + found + "\"");
  }
}
