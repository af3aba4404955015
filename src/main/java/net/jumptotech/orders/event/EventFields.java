package net.jumptotech.orders.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Takes typed values out of the JSON object of an event and collects everything that is wrong with
 * them. One parser a type, each of which throws an IllegalArgumentException that says what was
 * expected.
 */
final class EventFields {

  private static final Currency DEFAULT_CURRENCY = Money.currency("USD");
  private static final Duration MOST_AHEAD = Duration.ofDays(1);
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private final Map<String, Object> fields;
  private final List<InvalidEvent.Problem> problems = new ArrayList<>();

  EventFields(Map<String, Object> fields) {
    this.fields = Collections.unmodifiableMap(fields);
  }

  <T> T required(String field, Function<Object, T> parser) {
    if (!fields.containsKey(field)) {
      problems.add(new InvalidEvent.Problem(field, "required, but missing"));
      return null;
    }
    return parse(field, fields.get(field), parser);
  }

  /** A field that is absent or null takes the fallback. */
  <T> T optional(String field, T fallback, Function<Object, T> parser) {
    Object value = fields.get(field);
    return value == null ? fallback : parse(field, value, parser);
  }

  Money money() {
    BigDecimal amount = required(EventJson.AMOUNT, EventFields::number);
    Currency currency =
        optional(EventJson.CURRENCY, DEFAULT_CURRENCY, value -> Money.currency(text(value)));
    if (amount == null || currency == null) {
      return null;
    }
    return parse(EventJson.AMOUNT, amount, any -> Money.of(amount, currency));
  }

  private <T> T parse(String field, Object value, Function<Object, T> parser) {
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException wrong) {
      problems.add(new InvalidEvent.Problem(field, wrong.getMessage()));
      return null;
    }
  }

  /**
   * @param orderId null where it could not be read
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
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return new OrderId(value.toString(), true);
    }
    throw expected(OrderId.EXPECTED, value);
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
    if (value instanceof String text && Order.COUNTRIES.contains(text)) {
      return text;
    }
    throw expected("an ISO 3166-1 alpha-2 country", value);
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
      Instant at = Timestamp.parse(text(value));
      if (!at.isBefore(EARLIEST) && !at.isAfter(LATEST)) {
        return at;
      }
    } catch (DateTimeException | IllegalArgumentException wrong) {
      // said below, the same for every way of being wrong
    }
    throw expected("an ISO 8601 time with zone such as 2026-01-05T10:42:18Z", value);
  }

  /** What a skewed clock says would stand before everything else in every list. */
  static Instant instantNotAhead(Object value, Instant received) {
    Instant at = instant(value);
    if (at.isAfter(received.plus(MOST_AHEAD))) {
      throw expected("at most a day after it was received at " + received, value);
    }
    return at;
  }

  private static IllegalArgumentException expected(String what, Object found) {
    return new IllegalArgumentException("expected " + what + ", was " + Json.shown(found));
  }
}
