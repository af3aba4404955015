package net.jumptotech.orders.store;

import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FieldSink;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.event.Timestamp;

/**
 * The JSON form of a document: the order's own fields, the position of its record, and a section
 * each for payment and fraud. The one file that knows the names of the store's fields.
 */
public final class DocumentJson {

  public static final String PARTITION = "kafka_partition";
  public static final String OFFSET = "kafka_offset";
  public static final String PROCESSED_AT = "processed_at";
  public static final String PAYMENT = "payment";
  public static final String FRAUD = "fraud";
  public static final String CONFLICT = "conflict";
  public static final String SENDER = EventJson.SENDER;

  private static final int LONGEST_LISTED = 200;

  /** Our own names wherever a document is shown; they take precedence over a sender's fields. */
  public static final Set<String> OURS =
      Set.of(PARTITION, OFFSET, PROCESSED_AT, PAYMENT, FRAUD, CONFLICT, SENDER);

  private static final String KIND = "kind";
  private static final String PAYMENTS = "payments";

  private DocumentJson() {}

  /**
   * The fields in the HTTP API. A document without its order has {@code order_id} and its sections.
   */
  public static Map<String, Object> fields(OrderDocument document) {
    return Json.fields(out -> write(document, OURS, out));
  }

  /** As {@link #fields}, as text. */
  public static byte[] bytes(OrderDocument document) {
    return Json.bytes(out -> write(document, OURS, out));
  }

  /** What a list shows of a document that has its order: some 200 bytes. */
  public static Map<String, Object> brief(OrderDocument document) {
    OrderFact.Placed placed = document.placed().orElseThrow();
    return Json.fields(
        out -> {
          EventJson.writeBriefly(placed.order(), out);
          out.put(PROCESSED_AT, placed.processedAt().truncatedTo(ChronoUnit.MILLIS).toString());
          document
              .settled()
              .ifPresent(it -> out.object(PAYMENT, in -> EventJson.writeBriefly(it.payment(), in)));
          document
              .flagged()
              .ifPresent(it -> out.object(FRAUD, in -> EventJson.writeBriefly(it.alert(), in)));
          document
              .conflict()
              .ifPresent(it -> out.object(CONFLICT, in -> in.put(KIND, it.kind().name())));
        });
  }

  /**
   * As {@link #fields}, for a list: without the sender's own fields, and with texts cut after
   * {@value #LONGEST_LISTED} characters, so it is small whatever an order contains.
   */
  public static Map<String, Object> listed(OrderDocument document) {
    return cut(Json.fields(out -> write(document, name -> false, out)));
  }

  private static Map<String, Object> cut(Map<String, Object> fields) {
    Map<String, Object> out = new LinkedHashMap<>();
    fields.forEach((name, value) -> out.put(name, cut(name, value)));
    return out;
  }

  private static Object cut(String name, Object value) {
    if (name.equals(PAYMENT) || name.equals(FRAUD) || name.equals(CONFLICT)) {
      return cut(Json.asObject(value));
    }
    if (name.equals(PAYMENTS)) {
      return ((List<?>) value).stream().map(it -> cut(Json.asObject(it))).toList();
    }
    boolean isSmall = value instanceof Number || value instanceof Boolean || value == null;
    return isSmall ? value : Shown.cut(String.valueOf(value), LONGEST_LISTED);
  }

  /**
   * As {@link #fields}.
   *
   * @param ours names that a sender's fields cannot use
   */
  public static void write(OrderDocument document, Set<String> ours, FieldSink out) {
    write(document, name -> !ours.contains(name), out);
  }

  private static void write(OrderDocument document, Predicate<String> carried, FieldSink out) {
    document
        .placed()
        .ifPresentOrElse(
            it -> write(it, carried, out), () -> out.put(EventJson.ORDER_ID, document.id().text()));
    document
        .settled()
        .ifPresent(it -> out.object(PAYMENT, section -> EventJson.write(it.payment(), section)));
    document
        .flagged()
        .ifPresent(it -> out.object(FRAUD, section -> EventJson.write(it.alert(), section)));
    document.conflict().ifPresent(it -> out.object(CONFLICT, section -> write(it, section)));
  }

  private static void write(Conflict conflict, FieldSink out) {
    out.put(KIND, conflict.kind().name());
    out.put("count", conflict.count());
    out.put("at_least", conflict.atLeast());
    conflict.other().ifPresent(it -> write(it, out));
    conflict.alert().ifPresent(it -> out.object(FRAUD, section -> EventJson.write(it, section)));
    if (!conflict.payments().isEmpty()) {
      out.put(PAYMENTS, conflict.payments().stream().map(EventJson::fields).toList());
    }
  }

  private static void write(Conflict.Other other, FieldSink out) {
    Content content = other.content();
    EventJson.writeContent(content.total(), content.country(), content.status(), out);
    other
        .first()
        .ifPresent(
            it -> {
              EventJson.writeCreatedAt(it.order(), out);
              out.put(PARTITION, it.partition());
              out.put(PROCESSED_AT, Timestamp.text(it.processedAt()));
            });
    out.put(OFFSET, other.offset());
    out.putUnlessEmpty(SENDER, content.sender());
  }

  private static void write(OrderFact.Placed placed, Predicate<String> carried, FieldSink out) {
    EventJson.write(placed.order(), carried, out);
    out.put(PARTITION, placed.partition());
    out.put(OFFSET, placed.offset());
    out.put(PROCESSED_AT, Timestamp.text(placed.processedAt()));
    out.putUnlessEmpty(SENDER, placed.order().sender());
  }
}
