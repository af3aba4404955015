package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What reading an order costs at least: the contract once more, by hand, straight from Jackson's
 * tokens, into a record without checks of its own. It shares no rule with {@link EventJson}, so it
 * is also a second opinion on what an order is. It does not say what is wrong.
 */
final class ReferenceReader {

  /** The values of an order, as plainly as they can be kept. */
  record Read(
      String id,
      boolean integer,
      long minorUnits,
      Currency currency,
      String country,
      OrderStatus status,
      Instant createdAt,
      boolean createdAtGiven,
      Map<String, Object> more) {}

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(400).build())
          .build();
  private static final long MOST_MINOR_UNITS = 9_999_999_999_999L;
  private static final BigDecimal MOST = BigDecimal.valueOf(MOST_MINOR_UNITS);
  private static final long DAY = 86_400;
  private static final Currency USD = Currency.getInstance("USD");
  private static final Map<String, Currency> CURRENCIES = new HashMap<>();
  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  static {
    for (Currency currency : Currency.getAvailableCurrencies()) {
      if (currency.getDefaultFractionDigits() >= 0) {
        CURRENCIES.put(currency.getCurrencyCode(), currency);
      }
    }
  }

  private ReferenceReader() {}

  /**
   * @return null if it is not an order
   */
  static Read order(byte[] json, Instant received) {
    try (JsonParser in = parser(json)) {
      if (in == null || in.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      Read read = order(in, received);
      return in.nextToken() == null ? read : null;
    } catch (IOException
        | DateTimeException
        | NumberFormatException
        | IllegalStateException wrong) {
      return null;
    }
  }

  /** ASCII goes to Jackson as bytes, anything else as a text that is decoded strictly. */
  private static JsonParser parser(byte[] json) throws IOException {
    if (json == null || json.length == 0) {
      return null;
    }
    int or = 0;
    for (byte each : json) {
      or |= each;
    }
    if (or >= 0) {
      return json[0] == 0 || json.length > 1 && json[1] == 0 ? null : JSON.createParser(json);
    }
    boolean mark =
        json.length > 2
            && json[0] == (byte) 0xEF
            && json[1] == (byte) 0xBB
            && json[2] == (byte) 0xBF;
    int from = mark ? 3 : 0;
    try {
      return JSON.createParser(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(json, from, json.length - from)).toString());
    } catch (CharacterCodingException wrong) {
      return null;
    }
  }

  private static Read order(JsonParser in, Instant received) throws IOException {
    String id = null;
    boolean integer = false;
    BigDecimal amount = null;
    Currency currency = USD;
    String country = null;
    OrderStatus status = OrderStatus.CREATED;
    Instant createdAt = received;
    boolean given = false;
    Map<String, Object> more = new LinkedHashMap<>();
    int others = 0;
    int seen = 0;
    String name;
    while ((name = in.nextFieldName()) != null) {
      JsonToken token = in.nextToken();
      int bit =
          switch (name) {
            case "order_id" -> 1;
            case "amount" -> 2;
            case "country" -> 4;
            case "currency" -> 8;
            case "status" -> 16;
            case "created_at" -> 32;
            default -> 0;
          };
      if ((seen & bit) != 0) {
        throw new IllegalStateException("twice");
      }
      seen |= bit;
      boolean none = token == JsonToken.VALUE_NULL;
      switch (bit) {
        case 1 -> {
          integer = token == JsonToken.VALUE_NUMBER_INT;
          id = integer ? digits(in) : text(in, token);
          checkId(id);
        }
        case 2 -> {
          if (!token.isNumeric()) {
            throw new IllegalStateException("amount");
          }
          amount = in.getDecimalValue();
        }
        case 4 -> {
          country = text(in, token);
          if (!COUNTRIES.contains(country) && !country.equals("XK")) {
            throw new IllegalStateException("country");
          }
        }
        case 8 -> {
          if (!none) {
            currency = CURRENCIES.get(text(in, token));
          }
        }
        case 16 -> {
          if (!none) {
            status = status(text(in, token));
          }
        }
        case 32 -> {
          if (!none) {
            createdAt = time(text(in, token), received);
            given = true;
          }
        }
        default -> {
          if (more.containsKey(name)) {
            throw new IllegalStateException("twice");
          }
          Object value = value(in, token);
          if (name.equals("customer_id")) {
            checkCustomer(value);
          } else if (++others > 100 || name.length() > 128) {
            throw new IllegalStateException("too many, or too long a name");
          }
          more.put(name, value);
        }
      }
    }
    if (id == null || amount == null || currency == null || country == null) {
      throw new IllegalStateException("missing");
    }
    long minorUnits = minorUnits(amount, currency.getDefaultFractionDigits());
    return new Read(id, integer, minorUnits, currency, country, status, createdAt, given, more);
  }

  private static String digits(JsonParser in) throws IOException {
    String text = in.getText();
    if (text.length() > 64) {
      throw new IllegalStateException("order_id");
    }
    return text.equals("-0") ? "0" : text;
  }

  private static String text(JsonParser in, JsonToken token) throws IOException {
    if (token != JsonToken.VALUE_STRING) {
      throw new IllegalStateException("not text");
    }
    return in.getText();
  }

  private static void checkId(String id) {
    int length = id.length();
    if (length == 0 || length > 64 || id.equals(".") || id.equals("..")) {
      throw new IllegalStateException("order_id");
    }
    for (int i = 0; i < length; i++) {
      char it = id.charAt(i);
      boolean letter = it >= 'a' && it <= 'z' || it >= 'A' && it <= 'Z';
      boolean digit = it >= '0' && it <= '9';
      if (!letter && !digit && it != '_' && it != '.' && it != ':' && it != '-') {
        throw new IllegalStateException("order_id");
      }
    }
  }

  private static void checkCustomer(Object value) {
    boolean right =
        value == null
            || value instanceof Integer
            || value instanceof Long
            || value instanceof BigInteger number && number.toString().length() <= 64
            || value instanceof String text
                && !text.isEmpty()
                && text.codePointCount(0, text.length()) <= 64;
    if (!right) {
      throw new IllegalStateException("customer_id");
    }
  }

  private static OrderStatus status(String text) {
    return switch (text) {
      case "CREATED" -> OrderStatus.CREATED;
      case "CONFIRMED" -> OrderStatus.CONFIRMED;
      case "CANCELLED" -> OrderStatus.CANCELLED;
      default -> throw new IllegalStateException("status");
    };
  }

  private static long minorUnits(BigDecimal amount, int digits) {
    if (amount.signum() < 0 || amount.compareTo(MOST) > 0) {
      throw new IllegalStateException("amount");
    }
    if (amount.scale() > digits && amount.stripTrailingZeros().scale() > digits) {
      throw new IllegalStateException("amount");
    }
    long minorUnits = amount.movePointRight(digits).longValueExact();
    if (minorUnits > MOST_MINOR_UNITS) {
      throw new IllegalStateException("amount");
    }
    return minorUnits;
  }

  private static Instant time(String text, Instant received) {
    Instant at = isUsual(text) ? usual(text) : Instant.parse(text);
    if (at.getEpochSecond() < -62_135_596_800L || at.getEpochSecond() >= 253_402_300_800L) {
      throw new IllegalStateException("created_at");
    }
    if (at.isAfter(received.plusSeconds(DAY))) {
      throw new IllegalStateException("created_at");
    }
    return at;
  }

  /** {@code 2026-01-05T10:42:18.091Z}, with 1 to 9 digits of a second, and no leap second. */
  private static boolean isUsual(String text) {
    int length = text.length();
    if (length < 22 || length > 30 || text.charAt(length - 1) != 'Z') {
      return false;
    }
    for (int i = 0; i < length - 1; i++) {
      char it = text.charAt(i);
      boolean right =
          switch (i) {
            case 4, 7 -> it == '-';
            case 10 -> it == 'T';
            case 13, 16 -> it == ':';
            case 19 -> it == '.';
            default -> it >= '0' && it <= '9';
          };
      if (!right) {
        return false;
      }
    }
    return number(text, 11, 13) < 24 && number(text, 14, 16) < 60 && number(text, 17, 19) < 60;
  }

  private static Instant usual(String text) {
    long day =
        LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)).toEpochDay();
    int end = text.length() - 1;
    int nanos = number(text, 20, end);
    for (int digits = end - 20; digits < 9; digits++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(
        day * DAY
            + number(text, 11, 13) * 3_600L
            + number(text, 14, 16) * 60L
            + number(text, 17, 19),
        nanos);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }

  private static Object value(JsonParser in, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getNumberValue();
      case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case START_OBJECT -> object(in);
      case START_ARRAY -> array(in);
      default -> throw new IllegalStateException("no value");
    };
  }

  private static Map<String, Object> object(JsonParser in) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    String name;
    while ((name = in.nextFieldName()) != null) {
      if (object.containsKey(name)) {
        throw new IllegalStateException("twice");
      }
      object.put(name, value(in, in.nextToken()));
    }
    return object;
  }

  private static List<Object> array(JsonParser in) throws IOException {
    List<Object> array = new ArrayList<>();
    JsonToken token;
    while ((token = in.nextToken()) != JsonToken.END_ARRAY) {
      array.add(value(in, token));
    }
    return array;
  }
}
