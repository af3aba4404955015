package net.jumptotech.orders.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The wire form of every event: the one file that knows the field names of the topics.
 *
 * <p>Reading is strict where the contract is (a field given twice, text after the value, an amount
 * with too many decimals are mistakes) and keeps whatever the contract does not name. Numbers are
 * never read as binary floating point, so what passes through leaves as it came.
 *
 * <p>Safe for use by several threads.
 */
public final class EventJson {

  static final String ORDER_ID = "order_id";
  private static final String AMOUNT = "amount";
  private static final String CURRENCY = "currency";
  private static final String COUNTRY = "country";
  private static final String STATUS = "status";
  private static final String CREATED_AT = "created_at";
  private static final String CUSTOMER_ID = "customer_id";
  static final String REASON = "reason";
  static final String RULE = "rule";
  static final String RULE_VERSION = "rule_version";
  private static final String DETECTED_AT = "detected_at";
  private static final String PAYMENT_ID = "payment_id";
  private static final String PAID_AT = "paid_at";
  private static final String DECIDED_AT = "decided_at";
  private static final String STARTED_AT = "started_at";
  private static final String ATTEMPTS = "attempts";

  /** What an order cannot do without. */
  public static final List<String> REQUIRED = List.of(ORDER_ID, AMOUNT, COUNTRY);

  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]*");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,8})?");
  private static final Currency DEFAULT_CURRENCY = Money.currency("USD");
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final int SHOWN = 64;
  private static final int USUAL_LENGTH = 1024;

  /** What Jackson says instead of the source, which it is told to leave out, and of itself. */
  private static final Pattern REDACTED =
      Pattern.compile("Source: REDACTED [^;]*; | \\(bound as .*");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final ObjectReader READER = MAPPER.readerFor(Object.class);
  private static final ObjectWriter WRITER = MAPPER.writer();

  private EventJson() {}

  /**
   * Reads an order.
   *
   * @param received what {@code created_at} is where the order does not say
   * @throws InvalidEvent naming every field that is wrong, with its value
   */
  public static Order order(byte[] json, Instant received) throws InvalidEvent {
    return order(object(json), received);
  }

  /** As {@link #order(byte[], Instant)}, from fields that were parsed before (HTTP, CSV). */
  public static Order order(Map<String, Object> fields, Instant received) throws InvalidEvent {
    Fields in = new Fields(fields);
    OrderId id = in.required(ORDER_ID, EventJson::orderId);
    Money total = in.money();
    String country = in.required(COUNTRY, EventJson::country);
    OrderStatus status = in.optional(STATUS, OrderStatus.CREATED, EventJson::orderStatus);
    Instant createdAt = in.optional(CREATED_AT, received, EventJson::instant);
    in.check();
    Map<String, Object> more = new LinkedHashMap<>(fields);
    more.keySet().removeAll(List.of(ORDER_ID, AMOUNT, CURRENCY, COUNTRY, STATUS, CREATED_AT));
    return new Order(id, total, country, status, createdAt, more);
  }

  /**
   * The fields of an order of which everything is text (CSV): a number where the contract has one
   * and the text is one as JSON writes it, else the text as it is; what is empty is absent.
   */
  public static Map<String, Object> typed(Map<String, String> texts) {
    Map<String, Object> fields = new LinkedHashMap<>();
    texts.forEach(
        (field, text) -> {
          if (!text.isEmpty()) {
            fields.put(field, typed(field, text));
          }
        });
    return fields;
  }

  private static Object typed(String field, String text) {
    // numbers of any length take quadratic time to read; no contract has longer ones
    if (text.length() > SHOWN) {
      return text;
    }
    return switch (field) {
      case ORDER_ID, CUSTOMER_ID -> INTEGER.matcher(text).matches() ? new BigInteger(text) : text;
      case AMOUNT -> NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
      default -> text;
    };
  }

  public static FraudAlert fraudAlert(byte[] json, Instant received) throws InvalidEvent {
    return fraudAlert(object(json), received);
  }

  public static FraudAlert fraudAlert(Map<String, Object> fields, Instant received)
      throws InvalidEvent {
    Fields in = new Fields(fields);
    OrderId id = in.required(ORDER_ID, EventJson::orderId);
    String reason = in.required(REASON, EventJson::text);
    Money amount = in.money();
    String country = in.required(COUNTRY, EventJson::country);
    String rule = in.optional(RULE, "", EventJson::text);
    String version = in.optional(RULE_VERSION, "", EventJson::text);
    Instant at = in.optional(DETECTED_AT, received, EventJson::instant);
    in.check();
    return new FraudAlert(id, reason, amount, country, rule, version, at);
  }

  public static Payment payment(byte[] json, Instant received) throws InvalidEvent {
    return payment(object(json), received);
  }

  public static Payment payment(Map<String, Object> fields, Instant received) throws InvalidEvent {
    Fields in = new Fields(fields);
    OrderId id = in.required(ORDER_ID, EventJson::orderId);
    Payment.Status status = in.required(STATUS, EventJson::paymentStatus);
    String reason = in.optional(REASON, "", EventJson::text);
    Money amount = in.money();
    String country = in.required(COUNTRY, EventJson::country);
    String paymentId = in.optional(PAYMENT_ID, "", EventJson::text);
    Instant decided = in.optional(DECIDED_AT, received, EventJson::instant);
    Instant at = in.optional(PAID_AT, decided, EventJson::instant);
    Optional<Instant> started =
        in.optional(STARTED_AT, Optional.empty(), value -> Optional.of(instant(value)));
    int attempts = in.optional(ATTEMPTS, 0, EventJson::count);
    in.check();
    return new Payment(id, status, reason, amount, country, paymentId, at, started, attempts);
  }

  public static byte[] bytes(Order order) {
    return bytes(out -> write(order, name -> true, out));
  }

  public static byte[] bytes(FraudAlert alert) {
    return bytes(out -> write(alert, out));
  }

  public static byte[] bytes(Payment payment) {
    return bytes(out -> write(payment, out));
  }

  public static Map<String, Object> fields(Order order) {
    return fields(out -> write(order, name -> true, out));
  }

  public static Map<String, Object> fields(FraudAlert alert) {
    return fields(out -> write(alert, out));
  }

  public static Map<String, Object> fields(Payment payment) {
    return fields(out -> write(payment, out));
  }

  /**
   * The fields of an order, in the order of the contract, what else it carries behind them.
   *
   * @param carried which of the fields that the contract does not name
   */
  public static void write(Order order, Predicate<String> carried, FieldSink out) {
    Map<String, Object> more = order.more();
    out.put(ORDER_ID, order.id().json());
    if (more.containsKey(CUSTOMER_ID)) {
      out.put(CUSTOMER_ID, more.get(CUSTOMER_ID));
    }
    out.put(AMOUNT, order.total().amount());
    out.put(CURRENCY, order.total().currency().getCurrencyCode());
    out.put(COUNTRY, order.country());
    out.put(STATUS, order.status().name());
    out.put(CREATED_AT, order.createdAt().toString());
    more.forEach(
        (name, value) -> {
          if (!name.equals(CUSTOMER_ID) && carried.test(name)) {
            out.put(name, value);
          }
        });
  }

  public static void write(FraudAlert alert, FieldSink out) {
    out.put(ORDER_ID, alert.orderId().json());
    out.put(REASON, alert.reason());
    out.put(AMOUNT, alert.amount().amount());
    out.put(COUNTRY, alert.country());
    out.put(CURRENCY, alert.amount().currency().getCurrencyCode());
    out.putUnlessEmpty(RULE, alert.rule());
    out.putUnlessEmpty(RULE_VERSION, alert.ruleVersion());
    out.put(DETECTED_AT, alert.detectedAt().toString());
  }

  public static void write(Payment payment, FieldSink out) {
    out.put(ORDER_ID, payment.orderId().json());
    out.put(STATUS, payment.status().name());
    out.putUnlessEmpty(REASON, payment.reason());
    out.put(AMOUNT, payment.amount().amount());
    out.put(COUNTRY, payment.country());
    out.put(CURRENCY, payment.amount().currency().getCurrencyCode());
    out.putUnlessEmpty(PAYMENT_ID, payment.paymentId());
    payment.startedAt().ifPresent(at -> out.put(STARTED_AT, at.toString()));
    if (payment.attempts() > 0) {
      out.put(ATTEMPTS, payment.attempts());
    }
    out.put(
        payment.status() == Payment.Status.PAID ? PAID_AT : DECIDED_AT,
        payment.decidedAt().toString());
  }

  /** What a list shows of it. */
  public static void writeBriefly(Order order, FieldSink out) {
    out.put(ORDER_ID, order.id().json());
    if (order.more().containsKey(CUSTOMER_ID)) {
      out.put(CUSTOMER_ID, order.more().get(CUSTOMER_ID));
    }
    out.put(AMOUNT, order.total().amount());
    out.put(CURRENCY, order.total().currency().getCurrencyCode());
    out.put(COUNTRY, order.country());
    out.put(CREATED_AT, order.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
  }

  /** What a list shows of it. */
  public static void writeBriefly(FraudAlert alert, FieldSink out) {
    out.put(REASON, alert.reason());
  }

  /** What a list shows of it. */
  public static void writeBriefly(Payment payment, FieldSink out) {
    out.put(STATUS, payment.status().name());
  }

  /**
   * Reads a JSON object without judging its fields.
   *
   * @throws InvalidEvent if it is not one, with the place where reading stopped
   */
  public static Map<String, Object> object(byte[] json) throws InvalidEvent {
    Object value = value(json);
    if (value instanceof Map<?, ?>) {
      return asObject(value);
    }
    throw new InvalidEvent("", "expected a JSON object, was " + shown(value));
  }

  /**
   * Reads any JSON value: maps, lists, text, numbers ({@link Integer}, {@link Long}, {@link
   * BigInteger}, {@link BigDecimal}), booleans, null.
   */
  public static Object value(byte[] json) throws InvalidEvent {
    if (json == null || json.length == 0) {
      throw new InvalidEvent("", "expected JSON, was empty");
    }
    try {
      return READER.readValue(json);
    } catch (JacksonException cause) {
      String where =
          cause.getLocation() == null
              ? ""
              : " at line "
                  + cause.getLocation().getLineNr()
                  + ", column "
                  + cause.getLocation().getColumnNr();
      throw new InvalidEvent(
          "",
          "not JSON" + where + ": " + REDACTED.matcher(cause.getOriginalMessage()).replaceAll(""));
    } catch (IOException | NumberFormatException cause) {
      // the latter is how an exponent of more than ten digits ends
      throw new InvalidEvent("", "not JSON: " + cause.getMessage());
    }
  }

  /** Writes maps, lists, text, numbers, booleans and null as they were read by {@link #value}. */
  public static byte[] bytes(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** An object with the fields that are put. */
  public static byte[] bytes(Consumer<FieldSink> fields) {
    ByteArrayBuilder json = new ByteArrayBuilder(USUAL_LENGTH);
    try (JsonGenerator out = WRITER.createGenerator(json)) {
      out.writeStartObject();
      fields.accept(new FieldSink.ToJson(out, WRITER));
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return json.toByteArray();
  }

  /** A map of the fields that are put, in their order. */
  public static Map<String, Object> fields(Consumer<FieldSink> fields) {
    Map<String, Object> out = new LinkedHashMap<>();
    fields.accept(new FieldSink.ToMap(out));
    return out;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  public static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  // ---- one parser a type; each throws IllegalArgumentException that says what was expected

  private static OrderId orderId(Object value) {
    if (value instanceof String text) {
      return OrderId.of(text);
    }
    if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
      return new OrderId(value.toString(), true);
    }
    throw expected(OrderId.EXPECTED, value);
  }

  private static BigDecimal number(Object value) {
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

  private static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw expected("text", value);
  }

  private static int count(Object value) {
    if (value instanceof Integer number && number >= 0) {
      return number;
    }
    throw expected("a whole number of 0 or more", value);
  }

  private static String country(Object value) {
    if (value instanceof String text && Order.COUNTRIES.contains(text)) {
      return text;
    }
    throw expected("an ISO 3166-1 alpha-2 country", value);
  }

  private static OrderStatus orderStatus(Object value) {
    return constant(OrderStatus.values(), value);
  }

  private static Payment.Status paymentStatus(Object value) {
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

  private static Instant instant(Object value) {
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

  private static IllegalArgumentException expected(String what, Object found) {
    return new IllegalArgumentException("expected " + what + ", was " + shown(found));
  }

  private static String shown(Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  /** Takes typed values out of a JSON object and collects everything that is wrong with them. */
  private static final class Fields {

    private final Map<String, Object> fields;
    private final List<InvalidEvent.Problem> problems = new ArrayList<>();

    Fields(Map<String, Object> fields) {
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
      BigDecimal amount = required(AMOUNT, EventJson::number);
      Currency currency =
          optional(CURRENCY, DEFAULT_CURRENCY, value -> Money.currency(text(value)));
      if (amount == null || currency == null) {
        return null;
      }
      return parse(AMOUNT, amount, any -> Money.of(amount, currency));
    }

    private <T> T parse(String field, Object value, Function<Object, T> parser) {
      try {
        return parser.apply(value);
      } catch (IllegalArgumentException wrong) {
        problems.add(new InvalidEvent.Problem(field, wrong.getMessage()));
        return null;
      }
    }

    void check() throws InvalidEvent {
      if (!problems.isEmpty()) {
        throw new InvalidEvent(problems);
      }
    }
  }
}
