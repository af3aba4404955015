package net.jumptotech.orders.intake.mapping;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;

/**
 * How the orders of another system become ours: where each field is, how its values are written,
 * and which rows are no orders. Made by {@link Mappings}. Immutable; safe for use by several
 * threads.
 */
public final class Mapping {

  /** What several lines with the same order id mean. */
  public enum Repeated {
    /** The lines that follow the first one belong to the same order and repeat its amount. */
    FIRST,
    /** Each line has a part of the amount. Only lines that follow each other are added. */
    SUM,
    /** Each line is an order; a second one with other content is a conflict, which is reported. */
    CONFLICT
  }

  static final String ZONE = "zone";
  static final String KEEP = "keep";
  static final String CANCELLED_BY = "cancelled-by";
  static final String NO_ORDER_IF = "no-order-if";
  static final String SIGNS = "currency-signs";

  private final String name;
  private final Layout layout;
  private final Repeated repeated;
  private final Map<String, Integer> slots;
  private final OrderFields fields;
  private final List<String> kept;
  private final NoOrder noOrder;
  private final List<String> recognisedBy;
  private final boolean onlyIfNamed;
  private final List<String> optional;
  private final String note;

  /** Everything that a mapping is made of; see the fields of {@link Mapping}. */
  record Parts(
      String name,
      Layout layout,
      Repeated repeated,
      Map<String, Integer> slots,
      OrderFields fields,
      List<String> kept,
      NoOrder noOrder,
      List<String> recognisedBy,
      boolean onlyIfNamed,
      List<String> optional,
      String note) {}

  Mapping(Parts parts) {
    name = parts.name;
    layout = parts.layout;
    repeated = parts.repeated;
    slots = parts.slots;
    fields = parts.fields;
    kept = parts.kept;
    noOrder = parts.noOrder;
    recognisedBy = parts.recognisedBy;
    onlyIfNamed = parts.onlyIfNamed;
    optional = parts.optional;
    note = parts.note;
  }

  /** The preset, or the file without its directory. */
  public String name() {
    return name;
  }

  public Layout layout() {
    return layout;
  }

  /** The decimal mark of its numbers. */
  public char decimal() {
    return fields.conversions().amounts().decimal();
  }

  public Repeated repeated() {
    return repeated;
  }

  /** The columns (or JSON pointers) that are read. A row has its values in this order. */
  public List<String> columns() {
    return List.copyOf(slots.keySet());
  }

  /** Columns (or JSON pointers) by which a file of this kind is recognised; empty if it is not. */
  public List<String> recognisedBy() {
    return recognisedBy;
  }

  /** Those of {@link #recognisedBy} that a JSON object does not have. */
  public List<String> lackingOf(Map<String, Object> object) {
    return recognisedBy.stream().filter(it -> JsonPointer.value(it, object) == null).toList();
  }

  /** Whether it is used only if its user asks for it, since the columns do not say all. */
  public boolean isAskedFor() {
    return onlyIfNamed;
  }

  /** What its user should know, in a sentence; may be empty. */
  public String note() {
    return note;
  }

  /** The keys of what no column has and the user must give, such as {@code country}. */
  public List<String> lacking() {
    List<String> lacking = new ArrayList<>();
    for (String field : List.of(EventJson.CURRENCY, EventJson.COUNTRY)) {
      boolean fromSign = field.equals(EventJson.CURRENCY) && fields.constants().containsKey(SIGNS);
      if (!fields.mayHave(field) && !fromSign) {
        lacking.add(field);
      }
    }
    if (fields.sources().containsKey(EventJson.CREATED_AT)
        && fields.conversions().times().needsZone()) {
      lacking.add(ZONE);
    }
    return lacking;
  }

  /**
   * The fields for which a file has no column, each with the columns that it could have.
   *
   * @param there for each of {@link #columns}, whether the file has it
   */
  public Map<String, String> missing(boolean[] there) {
    Map<String, String> missing = new LinkedHashMap<>();
    fields
        .sources()
        .forEach(
            (field, source) -> {
              if (!source.isIn(there)
                  && !optional.contains(field)
                  && !fields.constants().containsKey(field)) {
                missing.put(field, source.columns());
              }
            });
    fields
        .cancelledBy()
        .filter(it -> !it.isIn(there))
        .ifPresent(it -> missing.put(CANCELLED_BY, it.columns()));
    for (String column : kept) {
      if (!there[slots.get(column)]) {
        missing.put(KEEP, '"' + column + '"');
      }
    }
    for (NoOrder.Column column : noOrder.columns()) {
      if (!there[column.slot()] && !optional.contains(column.name())) {
        missing.put(NO_ORDER_IF, '"' + column.name() + '"');
      }
    }
    return missing;
  }

  /**
   * Why a row is passed over: a continuation line, a refund, a total; empty if it is an order.
   *
   * @param values of {@link #columns}; null for a column that the file does not have
   */
  public Optional<String> whyNoOrder(String[] values) {
    return noOrder.why(values);
  }

  /** As above, for a JSON object. */
  public Optional<String> whyNoOrder(Map<String, Object> object) {
    return noOrder.never() ? Optional.empty() : noOrder.why(values(object));
  }

  /**
   * @param values as in {@link #whyNoOrder(String[])}
   * @param received as in {@link EventJson#order(byte[], Instant)}
   * @throws InvalidEvent naming every field that is wrong, with its column and value
   */
  public Order order(String[] values, Instant received) throws InvalidEvent {
    return fields.order(values, kept(values), received);
  }

  /**
   * The order in one JSON object of another system, such as a webhook sends.
   *
   * @param object values as {@link net.jumptotech.orders.event.Json#object} reads them
   */
  public Order order(Map<String, Object> object, Instant received) throws InvalidEvent {
    Map<String, Object> more = new LinkedHashMap<>();
    for (String pointer : kept) {
      Object value = JsonPointer.value(pointer, object);
      if (value != null) {
        more.put(JsonPointer.last(pointer), value);
      }
    }
    return fields.order(values(object), more, received);
  }

  private String[] values(Map<String, Object> object) {
    String[] values = new String[slots.size()];
    slots.forEach((pointer, slot) -> values[slot] = JsonPointer.text(pointer, object));
    return values;
  }

  private Map<String, Object> kept(String[] values) {
    Map<String, Object> more = new LinkedHashMap<>();
    for (String column : kept) {
      String value = values[slots.get(column)];
      if (value != null && !value.isEmpty()) {
        more.put(column, value);
      }
    }
    return more;
  }

  @Override
  public String toString() {
    return name;
  }
}
