package net.jumptotech.orders.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes typed values out of the JSON object of an event and collects everything that is wrong with
 * them. There is one parser per type; it throws an IllegalArgumentException that says what was
 * expected.
 */
final class EventFields {

  private static final int LONGEST_CUSTOMER = 64;
  private static final int MOST_FIELDS = 100;
  private static final int LONGEST_NAME = 128;
  private static final int NAMES_SHOWN = 5;
  private static final int LONGEST_TIME = 64;
  private static final Duration MOST_AHEAD = Duration.ofDays(1);
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final ObjectFields fields;
  private final List<String> ofOrder;
  private final List<InvalidEvent.Violation> problems = new ArrayList<>();

  /**
   * @param ofOrder names of the fields that every order has
   */
  EventFields(ObjectFields fields, List<String> ofOrder) {
    this.ofOrder = ofOrder;
    this.fields = fields;
  }

  <T> T required(String field, Function<Object, T> parser) {
    Object value = fields.get(field);
    if (value == null && !fields.has(field)) {
      problems.add(new InvalidEvent.Violation(field, "required, but missing" + instead(field)));
      return null;
    }
    return parse(field, value, parser);
  }

  /** A name that differs only in spelling, or all names if none is a field of an order. */
  private String instead(String field) {
    boolean isOrder = ofOrder.stream().anyMatch(fields::has);
    List<String> names =
        fields.names().stream()
            .filter(it -> isOrder ? letters(it).equals(letters(field)) : problems.isEmpty())
            .limit(NAMES_SHOWN + 1)
            .map(it -> Shown.cut(it, LONGEST_NAME / 2))
            .toList();
    return names.isEmpty()
        ? ""
        : "; found "
            + String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())))
            + (names.size() > NAMES_SHOWN ? " …" : "");
  }

  private static String letters(String name) {
    return name.length() > LONGEST_NAME
        ? ""
        : name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
  }

  /**
   * Limits the fields that the contract does not name. The size of an order is limited as a whole.
   *
   * @param known a field that does not count
   */
  void limitOthersThan(String known) {
    Set<String> others = fields.others().keySet();
    int more = others.size() - (others.contains(known) ? 1 : 0);
    if (more > MOST_FIELDS) {
      problems.add(
          new InvalidEvent.Violation(
              "", "expected at most " + MOST_FIELDS + " additional fields, was " + more));
    }
    for (String name : others) {
      if (name.length() > LONGEST_NAME) {
        problems.add(
            new InvalidEvent.Violation(
                "",
                "expected names of at most %d characters, was %s of %d"
                    .formatted(LONGEST_NAME, Shown.value(name), name.length())));
        return;
      }
    }
  }

  /** The value of a field, or the fallback if it is absent or null. */
  <T> T optional(String field, T fallback, Function<Object, T> parser) {
    Object value = fields.get(field);
    return value == null ? fallback : parse(field, value, parser);
  }

  Money money(String amountField, String currencyField) {
    BigDecimal amount = required(amountField, EventFields::number);
    Currency currency =
        optional(currencyField, Money.DEFAULT_CURRENCY, value -> Money.currency(text(value)));
    if (amount == null || currency == null) {
      return null;
    }
    return parse(amountField, amount, any -> Money.of(amount, currency));
  }

  private <T> T parse(String field, Object value, Function<Object, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException wrong) {
      problems.add(new InvalidEvent.Violation(field, wrong.getMessage()));
      return null;
    }
  }

  /**
   * @param orderId null if it could not be read
   */
  void check(OrderId orderId) throws InvalidEvent {
    if (!problems.isEmpty()) {
      throw new InvalidEvent(problems, Optional.ofNullable(orderId));
    }
  }

  static OrderId orderId(Object value) {
    if (value instanceof String text) {
      return OrderId.of(text);
    }
    if (isInteger(value)) {
      return new OrderId(value.toString(), true);
    }
    throw expected(OrderId.EXPECTED, value);
  }

  /**
   * Refuses {@code .} and {@code ..}: URLs are resolved before they are sent, so nobody could ever
   * ask for them.
   */
  static OrderId newOrderId(Object value) {
    if (".".equals(value) || "..".equals(value)) {
      throw expected(OrderId.EXPECTED + ", but not . or ..", value);
    }
    return orderId(value);
  }

  static Object customerId(Object value) {
    if (value instanceof String text) {
      int length = text.codePointCount(0, text.length());
      if (length > 0 && length <= LONGEST_CUSTOMER) {
        return value;
      }
    } else if (isInteger(value) && value.toString().length() <= LONGEST_CUSTOMER) {
      return value;
    }
    throw expected("an integer, or text of 1 to " + LONGEST_CUSTOMER + " characters", value);
  }

  /** A value as lists show it, whatever earlier versions or other writers accepted. */
  static Object brief(Object value) {
    if (value instanceof String text) {
      return Shown.cut(text, 2 * LONGEST_CUSTOMER); // a code point may take two
    }
    return value == null || isInteger(value) && value.toString().length() <= LONGEST_CUSTOMER
        ? value
        : Shown.value(value);
  }

  private static boolean isInteger(Object value) {
    return value instanceof Integer || value instanceof Long || value instanceof BigInteger;
  }

  static BigDecimal number(Object value) {
    if (value instanceof BigDecimal decimal) {
      return decimal;
    }
    if (value instanceof Integer || value instanceof Long) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    if (value instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (value instanceof String text) {
      String meant = Money.meantBy(text);
      throw meant.equals(text)
          ? expected("a number, not text: send " + text + " without quotes", value)
          : expected("a number", value, meant);
    }
    throw expected("a number", value);
  }

  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw expected("text", value);
  }

  static int count(Object value) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw expected("a whole number of 0 or more", value);
  }

  static String country(Object value) {
    if (value instanceof String text && Order.isCountry(text)) {
      return text;
    }
    throw expected("an ISO 3166-1 alpha-2 country", value, countryMeant(value));
  }

  static OrderStatus orderStatus(Object value) {
    return constant(OrderStatus.values(), value);
  }

  static Payment.Status paymentStatus(Object value) {
    return constant(Payment.Status.values(), value);
  }

  private static <E extends Enum<E>> E constant(E[] constants, Object value) {
    for (E constant : constants) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw expected("one of " + List.of(constants), value);
  }

  static Instant instant(Object value) {
    try {
      return time(text(value));
    } catch (DateTimeException | IllegalArgumentException wrong) {
      // reported below, with the same message for every mistake
    }
    throw expected(
        "an ISO 8601 time with zone such as 2026-01-05T10:42:18Z", value, timeMeant(value));
  }

  private static Instant time(String text) {
    Instant at = Timestamp.parse(text);
    if (at.isBefore(EARLIEST) || at.isAfter(LATEST)) {
      throw new DateTimeException(text);
    }
    return at;
  }

  /** Refuses times more than a day ahead, which would come first in every list. */
  static Instant instantNotAhead(Object value, Instant received) {
    Instant at = instant(value);
    if (at.isAfter(received.plus(MOST_AHEAD))) {
      throw expected("at most one day after it was received at " + received, value);
    }
    return at;
  }

  private static String countryMeant(Object value) {
    String code = value instanceof String text ? text.strip().toUpperCase(Locale.ROOT) : "";
    return MeantCountries.BY_CODE.getOrDefault(code, "");
  }

  /** Filled at the first mistake: the JDK takes 200 microseconds for all codes of three letters. */
  private static final class MeantCountries {
    static final Map<String, String> BY_CODE = new HashMap<>(Map.of("UK", "GB", "XKX", "XK"));

    static {
      for (String country : Order.COUNTRIES) {
        BY_CODE.put(country, country);
      }
      for (String country : Locale.getISOCountries()) {
        BY_CODE.put(new Locale("", country).getISO3Country(), country);
      }
    }
  }

  /** Other dialects: a blank instead of the T, an offset without its colon. */
  private static String timeMeant(Object value) {
    String time =
        value instanceof String text && text.length() <= LONGEST_TIME
            ? text.strip()
                .replaceFirst("(?<=\\d) +(?=\\d)", "T")
                .replaceFirst(" *([+-]\\d\\d):?(\\d\\d)?$", "$1:$2")
                .replaceFirst(":$", ":00")
            : "";
    try {
      time(time);
      return time;
    } catch (DateTimeException none) {
      return "";
    }
  }

  private static IllegalArgumentException expected(String what, Object found, String meant) {
    String hint = meant.isEmpty() ? "" : ", did you mean " + meant + "?";
    return new IllegalArgumentException(expected(what, found).getMessage() + hint);
  }

  private static IllegalArgumentException expected(String what, Object found) {
    return new IllegalArgumentException("expected " + what + ", was " + Shown.value(found));
  }
}
