package net.jumptotech.orders.event;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The wire form of every event: the one file that knows the field names of the topics.
 *
 * <p>Reading checks the fields that the contract names and keeps all others.
 *
 * <p>Safe for use by several threads.
 */
public final class EventJson {

  public static final String ORDER_ID = "order_id";
  public static final String AMOUNT = "amount";
  public static final String CURRENCY = "currency";
  public static final String COUNTRY = "country";
  public static final String STATUS = "status";
  public static final String CREATED_AT = "created_at";
  public static final String CUSTOMER_ID = "customer_id";
  static final String REASON = "reason";
  static final String RULE = "rule";
  static final String RULE_VERSION = "rule_version";
  private static final String DETECTED_AT = "detected_at";
  private static final String PAYMENT_ID = "payment_id";
  private static final String PAID_AT = "paid_at";
  private static final String DECIDED_AT = "decided_at";
  private static final String STARTED_AT = "started_at";
  private static final String ATTEMPTS = "attempts";

  /** In outcomes and documents; an order has it as a header of its record. */
  public static final String SENDER = "sender";

  /** In a store, inside {@code created_at}: the time is the record's, since the order has none. */
  private static final String OF_RECORD = "of_record";

  /**
   * The largest order on the wire, in bytes: a larger one does not fit into a record of {@code
   * orders}.
   */
  public static final int LARGEST_ORDER = 1_000_000;

  /** The fields that every order must have. */
  public static final List<String> REQUIRED = List.of(ORDER_ID, AMOUNT, COUNTRY);

  /** All fields of an order that the contract names. */
  public static final List<String> ORDER =
      List.of(ORDER_ID, CUSTOMER_ID, AMOUNT, CURRENCY, COUNTRY, STATUS, CREATED_AT);

  /** Whatever {@link Order} has no component for is kept in it as it came. */
  private static final ObjectFields.Names IN_ORDER = new ObjectFields.Names(ORDER, CUSTOMER_ID);

  private static final ObjectFields.Names IN_ALERT =
      new ObjectFields.Names(
          List.of(
              ORDER_ID,
              REASON,
              AMOUNT,
              COUNTRY,
              CURRENCY,
              RULE,
              RULE_VERSION,
              DETECTED_AT,
              SENDER));

  private static final ObjectFields.Names IN_PAYMENT =
      new ObjectFields.Names(
          List.of(
              ORDER_ID,
              STATUS,
              REASON,
              AMOUNT,
              COUNTRY,
              CURRENCY,
              PAYMENT_ID,
              STARTED_AT,
              ATTEMPTS,
              PAID_AT,
              DECIDED_AT,
              SENDER));

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,8})?");

  /** Reading a number takes time quadratic in its length; no contract has longer ones. */
  private static final int LONGEST_NUMBER = 64;

  private EventJson() {}

  /**
   * Reads an order from a sender.
   *
   * @param received the time of its record, or now if it has none yet. It is the default of {@code
   *     created_at}, which may be at most a day later
   * @throws InvalidEvent naming every field that is wrong, with its value
   */
  public static Order order(byte[] json, Instant received) throws InvalidEvent {
    return order(json, received, "");
  }

  /**
   * As {@link #order(byte[], Instant)}.
   *
   * @param sender whose order it is
   */
  public static Order order(byte[] json, Instant received, String sender) throws InvalidEvent {
    return order(ObjectFields.read(json, IN_ORDER), received, true, sender);
  }

  /** As {@link #order(byte[], Instant)}, from fields that are already parsed (HTTP, CSV). */
  public static Order order(Map<String, Object> fields, Instant received) throws InvalidEvent {
    return order(ObjectFields.of(fields, IN_ORDER), received, true, "");
  }

  /**
   * Reads an order that was accepted before, as {@link #stored} or {@link #fields(Order)} wrote it,
   * possibly by a version with weaker rules.
   */
  public static Order accepted(byte[] json) throws InvalidEvent {
    return accepted(ObjectFields.read(json, IN_ORDER));
  }

  /** As {@link #accepted(byte[])}, from fields that are already parsed. */
  public static Order accepted(Map<String, Object> fields) throws InvalidEvent {
    return accepted(ObjectFields.of(fields, IN_ORDER));
  }

  private static Order accepted(ObjectFields fields) throws InvalidEvent {
    if (!(fields.get(CREATED_AT) instanceof Map<?, ?> at)) {
      return order(fields, Instant.EPOCH, false, "");
    }
    fields.replace(CREATED_AT, at.get(OF_RECORD));
    Order order = order(fields, Instant.EPOCH, false, "");
    return order.withoutCreatedAt(order.createdAt());
  }

  /**
   * @param sent whether it comes from a sender, so that the current rules apply
   */
  private static Order order(ObjectFields fields, Instant received, boolean sent, String sender)
      throws InvalidEvent {
    EventFields in = new EventFields(fields, REQUIRED);
    OrderId id = in.required(ORDER_ID, sent ? EventFields::newOrderId : EventFields::orderId);
    Money total = in.money(AMOUNT, CURRENCY);
    String country = in.required(COUNTRY, EventFields::country);
    OrderStatus status = in.optional(STATUS, OrderStatus.CREATED, EventFields::orderStatus);
    Instant createdAt =
        in.optional(
            CREATED_AT,
            received,
            sent ? at -> EventFields.instantNotAhead(at, received) : EventFields::instant);
    if (sent) {
      in.optional(CUSTOMER_ID, null, EventFields::customerId);
      in.limitOthersThan(CUSTOMER_ID);
    }
    in.check(id);
    boolean given = fields.get(CREATED_AT) != null;
    return new Order(id, total, country, status, createdAt, given, fields.others(), sender);
  }

  /**
   * The fields of an order whose values are all text (CSV). A text becomes a number if the contract
   * has a number there and JSON would write it that way; an empty text counts as absent.
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
    if (text.length() > LONGEST_NUMBER) {
      return text;
    }
    return switch (field) {
      case ORDER_ID, CUSTOMER_ID -> OrderId.isInteger(text) ? new BigInteger(text) : text;
      case AMOUNT -> NUMBER.matcher(text).matches() ? new BigDecimal(text) : text;
      default -> text;
    };
  }

  public static FraudAlert fraudAlert(byte[] json, Instant received) throws InvalidEvent {
    return fraudAlert(ObjectFields.read(json, IN_ALERT), received);
  }

  public static FraudAlert fraudAlert(Map<String, Object> fields, Instant received)
      throws InvalidEvent {
    return fraudAlert(ObjectFields.of(fields, IN_ALERT), received);
  }

  private static FraudAlert fraudAlert(ObjectFields fields, Instant received) throws InvalidEvent {
    EventFields in = new EventFields(fields, REQUIRED);
    OrderId id = in.required(ORDER_ID, EventFields::orderId);
    String reason = in.required(REASON, EventFields::text);
    Money amount = in.money(AMOUNT, CURRENCY);
    String country = in.required(COUNTRY, EventFields::country);
    String rule = in.optional(RULE, "", EventFields::text);
    String version = in.optional(RULE_VERSION, "", EventFields::text);
    Instant at = in.optional(DETECTED_AT, received, EventFields::instant);
    String sender = in.optional(SENDER, "", EventFields::text);
    in.check(id);
    return new FraudAlert(id, reason, amount, country, rule, version, at, sender);
  }

  public static Payment payment(byte[] json, Instant received) throws InvalidEvent {
    return payment(ObjectFields.read(json, IN_PAYMENT), received);
  }

  public static Payment payment(Map<String, Object> fields, Instant received) throws InvalidEvent {
    return payment(ObjectFields.of(fields, IN_PAYMENT), received);
  }

  private static Payment payment(ObjectFields fields, Instant received) throws InvalidEvent {
    EventFields in = new EventFields(fields, REQUIRED);
    OrderId id = in.required(ORDER_ID, EventFields::orderId);
    Payment.Status status = in.required(STATUS, EventFields::paymentStatus);
    String reason = in.optional(REASON, "", EventFields::text);
    Money amount = in.money(AMOUNT, CURRENCY);
    String country = in.required(COUNTRY, EventFields::country);
    String paymentId = in.optional(PAYMENT_ID, "", EventFields::text);
    Instant decided = in.optional(DECIDED_AT, received, EventFields::instant);
    Instant at = in.optional(PAID_AT, decided, EventFields::instant);
    Optional<Instant> started =
        in.optional(STARTED_AT, Optional.empty(), value -> Optional.of(EventFields.instant(value)));
    Integer attempts = in.optional(ATTEMPTS, 0, EventFields::count);
    String sender = in.optional(SENDER, "", EventFields::text);
    in.check(id); // throws where attempts is null
    return new Payment(
        id, status, reason, amount, country, paymentId, at, started, attempts, sender);
  }

  /** The order as it is sent: without {@code created_at} if its sender gave none. */
  public static byte[] bytes(Order order) {
    String createdAt = order.createdAtGiven() ? Timestamp.text(order.createdAt()) : null;
    return Json.bytes(out -> write(order, createdAt, name -> true, out));
  }

  /** The order as a store keeps it; {@link #accepted(byte[])} reads it back unchanged. */
  public static byte[] stored(Order order) {
    return Json.bytes(out -> writeStored(order, out));
  }

  /** As {@link #stored}, for {@link #accepted(Map)}. */
  public static Map<String, Object> storedFields(Order order) {
    return Json.fields(out -> writeStored(order, out));
  }

  private static void writeStored(Order order, FieldSink out) {
    String at = Timestamp.text(order.createdAt());
    Object createdAt = order.createdAtGiven() ? at : Map.of(OF_RECORD, at);
    write(order, createdAt, name -> true, out);
  }

  public static byte[] bytes(FraudAlert alert) {
    return Json.bytes(out -> write(alert, out));
  }

  public static byte[] bytes(Payment payment) {
    return Json.bytes(out -> write(payment, out));
  }

  /** The order as people see it: always with {@code created_at}. */
  public static Map<String, Object> fields(Order order) {
    return Json.fields(out -> write(order, name -> true, out));
  }

  public static Map<String, Object> fields(FraudAlert alert) {
    return Json.fields(out -> write(alert, out));
  }

  public static Map<String, Object> fields(Payment payment) {
    return Json.fields(out -> write(payment, out));
  }

  /**
   * Writes the fields in the order of the contract, then the other fields.
   *
   * @param carried which of the other fields to write
   */
  public static void write(Order order, Predicate<String> carried, FieldSink out) {
    write(order, Timestamp.text(order.createdAt()), carried, out);
  }

  /**
   * @param createdAt null to leave it out
   */
  private static void write(
      Order order, Object createdAt, Predicate<String> carried, FieldSink out) {
    Map<String, Object> more = order.more();
    out.put(ORDER_ID, order.id());
    if (more.containsKey(CUSTOMER_ID)) {
      out.put(CUSTOMER_ID, more.get(CUSTOMER_ID));
    }
    out.put(AMOUNT, order.total().amount());
    out.put(CURRENCY, order.total().currency().getCurrencyCode());
    out.put(COUNTRY, order.country());
    out.put(STATUS, order.status().name());
    if (createdAt != null) {
      out.put(CREATED_AT, createdAt);
    }
    more.forEach(
        (name, value) -> {
          if (!name.equals(CUSTOMER_ID) && carried.test(name)) {
            out.put(name, value);
          }
        });
  }

  /** Writes the part of an order that is checked and charged. */
  public static void writeContent(Money total, String country, OrderStatus status, FieldSink out) {
    out.put(AMOUNT, total.amount());
    out.put(CURRENCY, total.currency().getCurrencyCode());
    out.put(COUNTRY, country);
    out.put(STATUS, status.name());
  }

  /** Writes when the order was placed. */
  public static void writeCreatedAt(Order order, FieldSink out) {
    out.put(CREATED_AT, Timestamp.text(order.createdAt()));
  }

  public static void write(FraudAlert alert, FieldSink out) {
    out.put(ORDER_ID, alert.orderId());
    out.put(REASON, alert.reason());
    out.put(AMOUNT, alert.amount().amount());
    out.put(COUNTRY, alert.country());
    out.put(CURRENCY, alert.amount().currency().getCurrencyCode());
    out.putUnlessEmpty(RULE, alert.rule());
    out.putUnlessEmpty(RULE_VERSION, alert.ruleVersion());
    out.put(DETECTED_AT, Timestamp.text(alert.detectedAt()));
    out.putUnlessEmpty(SENDER, alert.sender());
  }

  public static void write(Payment payment, FieldSink out) {
    out.put(ORDER_ID, payment.orderId());
    out.put(STATUS, payment.status().name());
    out.putUnlessEmpty(REASON, payment.reason());
    out.put(AMOUNT, payment.amount().amount());
    out.put(COUNTRY, payment.country());
    out.put(CURRENCY, payment.amount().currency().getCurrencyCode());
    out.putUnlessEmpty(PAYMENT_ID, payment.paymentId());
    payment.startedAt().ifPresent(at -> out.put(STARTED_AT, Timestamp.text(at)));
    if (payment.attempts() > 0) {
      out.put(ATTEMPTS, payment.attempts());
    }
    out.put(
        payment.status() == Payment.Status.PAID ? PAID_AT : DECIDED_AT,
        Timestamp.text(payment.decidedAt()));
    out.putUnlessEmpty(SENDER, payment.sender());
  }

  /** Writes what a list shows of it. */
  public static void writeBriefly(Order order, FieldSink out) {
    out.put(ORDER_ID, order.id());
    if (order.more().containsKey(CUSTOMER_ID)) {
      out.put(CUSTOMER_ID, EventFields.brief(order.more().get(CUSTOMER_ID)));
    }
    out.put(AMOUNT, order.total().amount());
    out.put(CURRENCY, order.total().currency().getCurrencyCode());
    out.put(COUNTRY, order.country());
    out.put(CREATED_AT, Timestamp.text(order.createdAt().truncatedTo(ChronoUnit.MILLIS)));
  }

  /** Writes what a list shows of it. */
  public static void writeBriefly(FraudAlert alert, FieldSink out) {
    out.put(REASON, EventFields.brief(alert.reason()));
  }

  /** Writes what a list shows of it. */
  public static void writeBriefly(Payment payment, FieldSink out) {
    out.put(STATUS, payment.status().name());
  }
}
