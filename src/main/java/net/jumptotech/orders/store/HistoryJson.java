package net.jumptotech.orders.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Timestamp;

/**
 * What a store keeps of a document besides what it shows. It is needed only if an order came with
 * several contents or has several outcomes, which is rare.
 */
public final class HistoryJson {

  private static final String CONTENTS = "contents";
  private static final String LAST = "last";
  private static final String OUTCOMES = "outcomes";
  private static final String ALERTS = "alerts";
  private static final String ALERT = "alert";
  private static final String ORDER = "order";
  private static final String PAYMENT = "payment";
  private static final String PARTITION = "partition";
  private static final String OFFSET = "offset";
  private static final String PROCESSED_AT = "processed_at";
  private static final String SENDER = "sender";

  private HistoryJson() {}

  /** Empty if what is shown is everything. */
  public static Map<String, Object> fields(OrderDocument document) {
    Map<String, Object> out = new LinkedHashMap<>();
    Contents contents = document.contents();
    if (!contents.first().isEmpty() && !contents.isOfOneContent()) {
      out.put(CONTENTS, contents.first().stream().map(HistoryJson::fields).toList());
      out.put(LAST, contents.last().stream().map(it -> fields(document.id(), it)).toList());
    }
    List<OrderFact.Flagged> alerts = document.alerts();
    if (!alerts.isEmpty() && !alerts.equals(document.flagged().stream().toList())) {
      out.put(ALERTS, alerts.stream().map(HistoryJson::fields).toList());
    }
    List<OrderFact.Settled> outcomes = document.outcomes();
    if (!outcomes.isEmpty() && !outcomes.equals(document.settled().stream().toList())) {
      out.put(OUTCOMES, outcomes.stream().map(HistoryJson::fields).toList());
    }
    return out;
  }

  private static Map<String, Object> fields(OrderFact.Placed record) {
    return Json.fields(
        out -> {
          out.put(ORDER, EventJson.storedFields(record.order()));
          out.put(PARTITION, record.partition());
          out.put(OFFSET, record.offset());
          out.put(PROCESSED_AT, Timestamp.text(record.processedAt()));
          out.putUnlessEmpty(SENDER, record.order().sender());
        });
  }

  private static Map<String, Object> fields(OrderId id, Contents.Last last) {
    return Json.fields(
        out -> {
          Content content = last.content();
          out.object(
              ORDER,
              order -> {
                order.put(EventJson.ORDER_ID, id.text());
                EventJson.writeContent(content.total(), content.country(), content.status(), order);
              });
          out.put(OFFSET, last.offset());
          out.putUnlessEmpty(SENDER, content.sender());
        });
  }

  private static Map<String, Object> fields(OrderFact.Flagged flagged) {
    return Json.fields(
        out -> {
          out.put(ALERT, EventJson.fields(flagged.alert()));
          out.put(OFFSET, flagged.version());
        });
  }

  private static Map<String, Object> fields(OrderFact.Settled outcome) {
    return Json.fields(
        out -> {
          out.put(PAYMENT, EventJson.fields(outcome.payment()));
          out.put(OFFSET, outcome.version());
        });
  }

  /**
   * @param fields as {@link #fields} created them
   * @param shown the other values in the store
   * @param replaced {@link Contents#replaced}
   */
  public static Contents contents(
      Map<String, Object> fields, Optional<Contents> shown, long replaced) throws InvalidEvent {
    if (!fields.containsKey(CONTENTS)) {
      return shown.orElse(Contents.empty());
    }
    List<OrderFact.Placed> first = new ArrayList<>();
    for (Map<String, Object> each : list(fields, CONTENTS)) {
      try {
        first.add(
            new OrderFact.Placed(
                order(each),
                Math.toIntExact(number(each, PARTITION)),
                number(each, OFFSET),
                Timestamp.parse(String.valueOf(each.get(PROCESSED_AT)))));
      } catch (ArithmeticException | DateTimeException wrong) {
        throw new InvalidEvent(CONTENTS, wrong.getMessage());
      }
    }
    List<Contents.Last> last = new ArrayList<>();
    for (Map<String, Object> each : list(fields, LAST)) {
      last.add(new Contents.Last(Content.of(order(each)), number(each, OFFSET)));
    }
    return new Contents(first, last, replaced);
  }

  /**
   * @param fields as {@link #fields} created them
   * @param shown the other values in the store
   */
  public static List<OrderFact.Flagged> alerts(
      Map<String, Object> fields, Optional<OrderFact.Flagged> shown) throws InvalidEvent {
    if (!fields.containsKey(ALERTS)) {
      return shown.stream().toList();
    }
    List<OrderFact.Flagged> alerts = new ArrayList<>();
    for (Map<String, Object> each : list(fields, ALERTS)) {
      alerts.add(
          new OrderFact.Flagged(
              EventJson.fraudAlert(object(each, ALERT), Instant.EPOCH), number(each, OFFSET)));
    }
    return alerts;
  }

  /**
   * @param fields as {@link #fields} created them
   * @param shown the other values in the store
   */
  public static List<OrderFact.Settled> outcomes(
      Map<String, Object> fields, Optional<OrderFact.Settled> shown) throws InvalidEvent {
    if (!fields.containsKey(OUTCOMES)) {
      return shown.stream().toList();
    }
    List<OrderFact.Settled> outcomes = new ArrayList<>();
    for (Map<String, Object> each : list(fields, OUTCOMES)) {
      outcomes.add(
          new OrderFact.Settled(
              EventJson.payment(object(each, PAYMENT), Instant.EPOCH), number(each, OFFSET)));
    }
    return outcomes;
  }

  private static Order order(Map<String, Object> record) throws InvalidEvent {
    return EventJson.accepted(object(record, ORDER))
        .from(String.valueOf(record.getOrDefault(SENDER, "")));
  }

  private static List<Map<String, Object>> list(Map<String, Object> in, String field)
      throws InvalidEvent {
    if (!(in.get(field) instanceof List<?> values)) {
      throw new InvalidEvent(field, "expected a list, was " + in.get(field));
    }
    List<Map<String, Object>> objects = new ArrayList<>(values.size());
    for (Object value : values) {
      objects.add(object(Map.of(field, value), field));
    }
    return objects;
  }

  private static Map<String, Object> object(Map<String, Object> in, String field)
      throws InvalidEvent {
    if (in.get(field) instanceof Map<?, ?> value) {
      return Json.asObject(value);
    }
    throw new InvalidEvent(field, "expected an object, was " + in.get(field));
  }

  private static long number(Map<String, Object> in, String field) throws InvalidEvent {
    if (in.get(field) instanceof Integer || in.get(field) instanceof Long) {
      return ((Number) in.get(field)).longValue();
    }
    throw new InvalidEvent(field, "expected a whole number, was " + in.get(field));
  }
}
