package net.jumptotech.orders.store.couchbase;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FieldSink;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Timestamp;
import net.jumptotech.orders.store.Amounts;
import net.jumptotech.orders.store.Contents;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.HistoryJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * A document as stored in the bucket: the fields of the HTTP API ({@link DocumentJson}), and a
 * section {@code _meta} with what only the store needs: the version of each section, and the values
 * that queries filter, sort and sum by. The one file that knows the names in it.
 *
 * <p>A document of the system that Orders replaces has no such section; it is read as an order with
 * the position that it states.
 */
final class StoredDocument {

  static final String META = "_meta";

  /** Placed orders only: {@link Position}. */
  static final String POSITION = "position";

  /** Placed orders only: the minute of {@code created_at}, in epoch seconds. */
  static final String MINUTE = "minute";

  /** {@code PENDING} while there is none. */
  static final String PAYMENT = "payment";

  /** Placed orders only: {@link Amounts}, since numbers with decimals are compared inexactly. */
  static final String AMOUNT = "amount";

  /** 0 or 1, like {@link #PAID} and {@link #STUB}, so that they can be summed. */
  static final String FLAGGED = "flagged";

  static final String STUB = "stub";
  static final String PAID = "paid";

  /** Of the payment; empty while unpaid. */
  static final String PAID_CURRENCY = "paid_currency";

  // a sum is two numbers, millions of minor units and the rest: one number could be rounded

  static final String AMOUNT_MILLIONS = "amount_millions";
  static final String AMOUNT_REST = "amount_rest";
  static final String PAID_MILLIONS = "paid_millions";
  static final String PAID_REST = "paid_rest";

  static final long MILLION = 1_000_000;

  /** Placed orders only, and only if {@code created_at} is the time of the record. */
  private static final String CREATED_AT_OF_RECORD = "created_at_of_record";

  /** Placed orders only: the kind of its conflict, {@link #NO_CONFLICT} if it has none. */
  static final String CONFLICT = "conflict";

  static final String NO_CONFLICT = "";

  /** Sorts before every kind of conflict, and after {@link #NO_CONFLICT}. */
  static final String FIRST_CONFLICT = "A";

  /** What was charged beyond the first payment: rarely present. */
  static final String FURTHER = "further";

  static final String CURRENCY = "currency";

  /** Placed orders only; absent if it is not known. A shop's own field may have had this name. */
  private static final String SENDER = "sender";

  private static final String HISTORY = "history";
  private static final String PLACED_VERSION = "placed_version";
  private static final String PLACED_REPLACED = "placed_replaced";
  private static final String FLAGGED_VERSION = "flagged_version";
  private static final String SETTLED_VERSION = "settled_version";

  /** The sender's fields that have the names of ours. */
  private static final String HIDDEN = "hidden";

  private static final Set<String> OURS =
      Stream.concat(DocumentJson.OURS.stream(), Stream.of(META))
          .collect(Collectors.toUnmodifiableSet());

  private StoredDocument() {}

  static byte[] bytes(OrderDocument document) {
    return Json.bytes(
        out -> {
          DocumentJson.write(document, OURS, out);
          out.object(META, meta -> writeMeta(document, meta));
        });
  }

  private static void writeMeta(OrderDocument document, FieldSink meta) {
    document
        .placed()
        .ifPresentOrElse(it -> writePlaced(document, it, meta), () -> meta.put(STUB, 1));
    document.flagged().ifPresent(it -> meta.put(FLAGGED_VERSION, it.version()));
    document.settled().ifPresent(it -> meta.put(SETTLED_VERSION, it.version()));
    meta.put(FLAGGED, document.flagged().isPresent() ? 1 : 0);
    meta.put(PAYMENT, document.outcome());
    Optional<Money> paid =
        document
            .settled()
            .map(OrderFact.Settled::payment)
            .filter(it -> it.status() == Payment.Status.PAID)
            .map(Payment::amount);
    long minorUnits = paid.map(Money::minorUnits).orElse(0L);
    meta.put(PAID, paid.isPresent() ? 1 : 0);
    meta.put(PAID_CURRENCY, paid.map(it -> it.currency().getCurrencyCode()).orElse(""));
    meta.put(PAID_MILLIONS, minorUnits / MILLION);
    meta.put(PAID_REST, minorUnits % MILLION);
    List<Payment> charges = document.charges();
    if (charges.size() > 1) {
      meta.put(
          FURTHER,
          charges.subList(1, charges.size()).stream().map(StoredDocument::further).toList());
    }
    Map<String, Object> history = HistoryJson.fields(document);
    if (!history.isEmpty()) {
      meta.put(HISTORY, history);
    }
  }

  private static Map<String, Object> further(Payment charge) {
    long minorUnits = charge.amount().minorUnits();
    return Map.of(
        CURRENCY,
        charge.amount().currency().getCurrencyCode(),
        PAID_MILLIONS,
        minorUnits / MILLION,
        PAID_REST,
        minorUnits % MILLION);
  }

  private static void writePlaced(OrderDocument document, OrderFact.Placed placed, FieldSink meta) {
    meta.put(CONFLICT, document.conflict().map(it -> it.kind().name()).orElse(NO_CONFLICT));
    Instant createdAt = placed.order().createdAt();
    meta.put(POSITION, new Position(createdAt, placed.orderId().text()).text());
    meta.put(MINUTE, createdAt.truncatedTo(ChronoUnit.MINUTES).getEpochSecond());
    meta.put(AMOUNT, Amounts.exact(placed.order().total()));
    long minorUnits = placed.order().total().minorUnits();
    meta.put(AMOUNT_MILLIONS, minorUnits / MILLION);
    meta.put(AMOUNT_REST, minorUnits % MILLION);
    if (!placed.order().createdAtGiven()) {
      meta.put(CREATED_AT_OF_RECORD, true);
    }
    meta.putUnlessEmpty(SENDER, placed.order().sender());
    meta.put(PLACED_VERSION, document.contents().newest());
    meta.put(PLACED_REPLACED, document.contents().replaced());
    Map<String, Object> hidden = new LinkedHashMap<>(placed.order().more());
    hidden.keySet().retainAll(OURS);
    if (!hidden.isEmpty()) {
      meta.put(HIDDEN, hidden);
    }
  }

  /**
   * @param key of the document in the bucket
   * @throws InvalidEvent if it is not one of ours, saying why
   */
  static OrderDocument read(String key, byte[] json) throws InvalidEvent {
    Map<String, Object> fields = Json.object(json);
    Map<String, Object> ours = new LinkedHashMap<>(fields);
    ours.keySet().retainAll(OURS);
    Map<String, Object> sent = new LinkedHashMap<>(fields);
    sent.keySet().removeAll(OURS);
    Map<String, Object> meta = section(ours, META);
    if (!meta.containsKey(SENDER) && ours.containsKey(DocumentJson.SENDER)) {
      sent.put(DocumentJson.SENDER, ours.get(DocumentJson.SENDER)); // of an earlier version
    }
    sent.putAll(section(meta, HIDDEN));

    Map<String, Object> history = section(meta, HISTORY);
    Optional<Contents> shown =
        meta.containsKey(STUB) ? Optional.empty() : Optional.of(contents(sent, ours, meta));
    Contents contents =
        HistoryJson.contents(history, shown, shown.map(Contents::replaced).orElse(Contents.NONE));
    Optional<OrderFact.Flagged> flagged =
        meta.containsKey(FLAGGED_VERSION)
            ? Optional.of(
                new OrderFact.Flagged(
                    EventJson.fraudAlert(section(ours, DocumentJson.FRAUD), Instant.EPOCH),
                    number(meta, FLAGGED_VERSION)))
            : Optional.empty();
    Optional<OrderFact.Settled> settled =
        meta.containsKey(SETTLED_VERSION)
            ? Optional.of(
                new OrderFact.Settled(
                    EventJson.payment(section(ours, DocumentJson.PAYMENT), Instant.EPOCH),
                    number(meta, SETTLED_VERSION)))
            : Optional.empty();
    List<OrderFact.Flagged> alerts = HistoryJson.alerts(history, flagged);
    List<OrderFact.Settled> outcomes = HistoryJson.outcomes(history, settled);
    OrderId id =
        contents.first().stream()
            .map(OrderFact::orderId)
            .findFirst()
            .or(() -> alerts.stream().map(OrderFact::orderId).findFirst())
            .or(() -> outcomes.stream().map(OrderFact::orderId).findFirst())
            .orElseThrow(() -> new InvalidEvent(META, "expected a section's version, was none"));
    if (!id.text().equals(key)) {
      throw new InvalidEvent(EventJson.ORDER_ID, "expected " + key + " as the key says, was " + id);
    }
    return new OrderDocument(id, contents, alerts, outcomes).named();
  }

  private static Contents contents(
      Map<String, Object> sent, Map<String, Object> ours, Map<String, Object> meta)
      throws InvalidEvent {
    long offset = number(ours, DocumentJson.OFFSET);
    boolean known = meta.containsKey(PLACED_VERSION);
    Order order = EventJson.accepted(sent).from(String.valueOf(meta.getOrDefault(SENDER, "")));
    try {
      OrderFact.Placed placed =
          new OrderFact.Placed(
              meta.containsKey(CREATED_AT_OF_RECORD)
                  ? order.withoutCreatedAt(order.createdAt())
                  : order,
              Math.toIntExact(number(ours, DocumentJson.PARTITION)),
              offset,
              Timestamp.parse(String.valueOf(ours.get(DocumentJson.PROCESSED_AT))));
      return Contents.of(
          placed,
          known ? number(meta, PLACED_VERSION) : offset,
          known ? number(meta, PLACED_REPLACED) : Contents.NONE);
    } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException wrong) {
      throw new InvalidEvent("", wrong.getMessage());
    }
  }

  private static Map<String, Object> section(Map<String, Object> in, String field)
      throws InvalidEvent {
    Object value = in.get(field);
    if (value == null) {
      return Map.of();
    }
    if (value instanceof Map<?, ?>) {
      return Json.asObject(value);
    }
    throw new InvalidEvent(field, "expected a section, was " + value);
  }

  private static long number(Map<String, Object> in, String field) throws InvalidEvent {
    Object value = in.get(field);
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger || value instanceof BigDecimal || value == null) {
      throw new InvalidEvent(field, "expected a whole number, was " + value);
    }
    throw new InvalidEvent(field, "expected a whole number, was \"" + value + "\"");
  }
}
