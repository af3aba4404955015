package net.jumptotech.orders.intake.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.InvalidEvent.Violation;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;

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
  static final String SIGNS = "currency-signs";

  private final String name;
  private final Layout layout;
  private final Repeated repeated;
  private final Map<String, Integer> slots;
  private final Map<String, FieldSource> sources;
  private final Optional<FieldSource> cancelledBy;
  private final List<String> kept;
  private final List<String> blankUnlessOrder;
  private final Map<String, String> constants;
  private final Conversions conversions;
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
      Map<String, FieldSource> sources,
      Optional<FieldSource> cancelledBy,
      List<String> kept,
      List<String> blankUnlessOrder,
      Map<String, String> constants,
      Conversions conversions,
      List<String> recognisedBy,
      boolean onlyIfNamed,
      List<String> optional,
      String note) {}

  Mapping(Parts parts) {
    name = parts.name;
    layout = parts.layout;
    repeated = parts.repeated;
    slots = parts.slots;
    sources = parts.sources;
    cancelledBy = parts.cancelledBy;
    kept = parts.kept;
    blankUnlessOrder = parts.blankUnlessOrder;
    constants = parts.constants;
    conversions = parts.conversions;
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
    return conversions.amounts().decimal();
  }

  public Repeated repeated() {
    return repeated;
  }

  /** The columns (or JSON pointers) that are read. A row has its values in this order. */
  public List<String> columns() {
    return List.copyOf(slots.keySet());
  }

  /** Columns by which a file of this kind is recognised; empty if it is not. */
  public List<String> recognisedBy() {
    return recognisedBy;
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
      boolean fromSign = field.equals(EventJson.CURRENCY) && constants.containsKey(SIGNS);
      if (!sources.containsKey(field) && !constants.containsKey(field) && !fromSign) {
        lacking.add(field);
      }
    }
    if (sources.containsKey(EventJson.CREATED_AT) && conversions.times().needsZone()) {
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
    sources.forEach(
        (field, source) -> {
          if (!source.isIn(there) && !optional.contains(field) && !constants.containsKey(field)) {
            missing.put(field, source.columns());
          }
        });
    cancelledBy
        .filter(it -> !it.isIn(there))
        .ifPresent(it -> missing.put(CANCELLED_BY, it.columns()));
    for (String column : kept) {
      if (!there[slots.get(column)]) {
        missing.put(KEEP, '"' + column + '"');
      }
    }
    return missing;
  }

  /**
   * Whether a row is passed over: a continuation line, a total, a line below the table.
   *
   * @param values of {@link #columns}; null for a column that the file does not have
   */
  public boolean isNoOrder(String[] values) {
    for (String field : blankUnlessOrder) {
      if (!sources.get(field).text(values).isEmpty()) {
        return false;
      }
    }
    return !blankUnlessOrder.isEmpty();
  }

  /** The fields that are blank in such a row. */
  public String noOrderIfBlank() {
    return String.join(", ", blankUnlessOrder);
  }

  /**
   * @param values as in {@link #isNoOrder}
   * @param received as in {@link EventJson#order(byte[], Instant)}
   * @throws InvalidEvent naming every field that is wrong, with its column and value
   */
  public Order order(String[] values, Instant received) throws InvalidEvent {
    return order(values, kept(values), received);
  }

  /**
   * The order in one JSON object of another system, such as a webhook sends.
   *
   * @param object values as {@link net.jumptotech.orders.event.Json#object} reads them
   */
  public Order order(Map<String, Object> object, Instant received) throws InvalidEvent {
    String[] values = new String[slots.size()];
    slots.forEach((pointer, slot) -> values[slot] = JsonPointer.text(pointer, object));
    Map<String, Object> more = new LinkedHashMap<>();
    for (String pointer : kept) {
      Object value = JsonPointer.value(pointer, object);
      if (value != null) {
        more.put(JsonPointer.last(pointer), value);
      }
    }
    return order(values, more, received);
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

  private Order order(String[] values, Map<String, Object> more, Instant received)
      throws InvalidEvent {
    Map<String, String> texts = new LinkedHashMap<>();
    Map<String, String> problems = new LinkedHashMap<>();
    sources.forEach(
        (field, source) -> {
          String text = source.text(values);
          if (!field.equals(EventJson.AMOUNT) && !field.equals(EventJson.CURRENCY)) {
            texts.put(field, text.isEmpty() ? "" : converted(field, text, problems));
          }
        });
    constants.forEach(
        (field, value) -> {
          if (texts.getOrDefault(field, "").isEmpty() && EventJson.ORDER.contains(field)) {
            texts.put(field, value);
          }
        });
    putMoney(values, texts, problems);
    if (cancelledBy.isPresent() && !cancelledBy.get().text(values).isEmpty()) {
      texts.put(EventJson.STATUS, OrderStatus.CANCELLED.name());
    }
    Map<String, Object> fields = EventJson.typed(texts);
    more.forEach(fields::putIfAbsent);
    try {
      Order order = EventJson.order(fields, received);
      if (problems.isEmpty()) {
        return order;
      }
    } catch (InvalidEvent wrong) {
      throw wrong.told(it -> inTheirWords(it, problems));
    }
    throw new InvalidEvent(
        problems.entrySet().stream()
            .map(it -> inTheirWords(new Violation(it.getKey(), it.getValue()), Map.of()))
            .toList());
  }

  private String converted(String field, String text, Map<String, String> problems) {
    try {
      return conversions.converted(field, text);
    } catch (IllegalArgumentException wrong) {
      problems.put(field, wrong.getMessage());
      return text;
    }
  }

  /** Amount and currency: a sign in the amount may be all that says the currency. */
  private void putMoney(String[] values, Map<String, String> texts, Map<String, String> problems) {
    FieldSource source = sources.get(EventJson.CURRENCY);
    String given = source == null ? "" : conversions.currency(source.text(values));
    String currency = given.isEmpty() ? constants.getOrDefault(EventJson.CURRENCY, "") : given;
    List<FieldSource.Part> parts = sources.get(EventJson.AMOUNT).in(values);
    String raw = sources.get(EventJson.AMOUNT).text(values);
    try {
      BigDecimal sum = null;
      String number = "";
      for (FieldSource.Part part : parts) {
        String text = values[part.slot()];
        if (text.isEmpty()) {
          continue;
        }
        Amounts.Amount amount = conversions.amount(text);
        currency = amount.currency(currency);
        number = amount.number();
        if (parts.size() > 1) {
          BigDecimal value = new BigDecimal(number);
          value = part.minus() ? value.negate() : value;
          sum = sum == null ? value : sum.add(value);
        }
      }
      String total = sum == null ? number : sum.toPlainString();
      texts.put(EventJson.CURRENCY, currency);
      texts.put(EventJson.AMOUNT, total.isEmpty() ? "" : conversions.inMajorUnits(total, currency));
      if (currency.isEmpty()) {
        problems.put(EventJson.CURRENCY, "required, but missing; give it with currency=EUR");
      }
    } catch (IllegalArgumentException wrong) {
      problems.put(EventJson.AMOUNT, wrong.getMessage());
      texts.put(EventJson.CURRENCY, currency);
      texts.put(EventJson.AMOUNT, raw);
    }
  }

  private Violation inTheirWords(Violation violation, Map<String, String> problems) {
    String field = violation.field();
    String message = problems.getOrDefault(field, violation.message());
    FieldSource source = sources.get(field);
    return source == null || source.isNamed(field)
        ? new Violation(field, message)
        : new Violation(
            field,
            "%s (%s %s)".formatted(message, layout.json() ? "from" : "column", source.columns()));
  }

  @Override
  public String toString() {
    return name;
  }
}
