package net.jumptotech.orders.intake.mapping;

import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;

/** Values of a mapping's keys. What is wrong is refused with what was expected. */
final class MappingValues {

  private static final int MOST_MINOR_DIGITS = 4;

  private MappingValues() {}

  static boolean isJson(String text) {
    return switch (text) {
      case "csv" -> false;
      case "json" -> true;
      default -> throw expected("csv or json", text);
    };
  }

  static char mark(String text) {
    return switch (text) {
      case "comma" -> ',';
      case "semicolon" -> ';';
      case "tab" -> '\t';
      default -> {
        if (text.length() != 1
            || text.charAt(0) >= 0x80
            || Character.isLetterOrDigit(text.charAt(0))) {
          throw expected("comma, semicolon, tab or one character", text);
        }
        yield text.charAt(0);
      }
    };
  }

  static Optional<Charset> charset(String text) {
    try {
      return Optional.of(Charset.forName(text));
    } catch (IllegalArgumentException unknown) {
      throw expected("a character encoding such as utf-8 or windows-1252", text);
    }
  }

  static String pointer(String text) {
    if (!text.startsWith("/")) {
      throw new IllegalArgumentException(expectedPointer(text));
    }
    return text;
  }

  static String expectedPointer(String text) {
    return "expected a JSON pointer such as /total_price, was \"" + text + "\"";
  }

  static String country(String text) {
    String code = Countries.ENGLISH.code(text);
    if (!Order.COUNTRIES.contains(code)) {
      throw expected("an ISO 3166-1 alpha-2 country", text);
    }
    return code;
  }

  static Locale locale(String text) {
    Locale locale = Locale.forLanguageTag(text);
    if (locale.getLanguage().isEmpty()) {
      throw expected("a language such as en or de-DE", text);
    }
    return locale;
  }

  static Optional<ZoneId> zone(String text) {
    try {
      return Optional.of(ZoneId.of(text));
    } catch (DateTimeException unknown) {
      throw expected("a time zone such as Europe/Berlin, UTC or +02:00", text);
    }
  }

  static boolean isComma(String text) {
    return switch (text) {
      case "point" -> false;
      case "comma" -> true;
      default -> throw expected("point or comma", text);
    };
  }

  static Amounts.Grouping grouping(String text) {
    for (Amounts.Grouping grouping : Amounts.Grouping.values()) {
      if (grouping.name().toLowerCase(Locale.ROOT).equals(text)) {
        return grouping;
      }
    }
    throw expected("comma, point, blank, apostrophe or none", text);
  }

  static Mapping.Repeated repeated(String text) {
    for (Mapping.Repeated each : Mapping.Repeated.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(text)) {
        return each;
      }
    }
    throw expected("first, sum or conflict", text);
  }

  static OrderStatus status(String text) {
    for (OrderStatus status : OrderStatus.values()) {
      if (status.name().equals(text)) {
        return status;
      }
    }
    throw expected("one of " + List.of(OrderStatus.values()), text);
  }

  static int digits(String text) {
    if (!text.matches("[0-" + MOST_MINOR_DIGITS + "]")) {
      throw expected("a whole number from 0 to " + MOST_MINOR_DIGITS, text);
    }
    return Integer.parseInt(text);
  }

  private static IllegalArgumentException expected(String what, String found) {
    return new IllegalArgumentException("expected " + what + ", was \"" + found + "\"");
  }
}
