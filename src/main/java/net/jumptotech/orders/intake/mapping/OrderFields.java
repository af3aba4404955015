package net.jumptotech.orders.intake.mapping;

import java.math.BigDecimal;
import java.time.Instant;
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
 * Where the fields of an order are in a row, and what becomes of their values.
 *
 * @param sources of each field that has one
 * @param cancelledBy an order with a value there is cancelled
 * @param constants values of fields where no column has one
 * @param json whether a source is a JSON pointer, and not a column
 */
record OrderFields(
    Map<String, FieldSource> sources,
    Optional<FieldSource> cancelledBy,
    Map<String, String> constants,
    Conversions conversions,
    boolean json) {

  /** Whether a row can have a value for the field. */
  boolean mayHave(String field) {
    return sources.containsKey(field) || constants.containsKey(field);
  }

  /**
   * @param values of the columns in their order; null for a column that the file does not have
   * @param more further fields, which it keeps
   * @throws InvalidEvent naming every field that is wrong, with its column and value
   */
  Order order(String[] values, Map<String, Object> more, Instant received) throws InvalidEvent {
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
      String id = sources.get(EventJson.ORDER_ID).text(values);
      throw StripHint.added(wrong, id, "add strip=%s to the mapping")
          .told(it -> inTheirWords(it, problems));
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
            field, "%s (%s %s)".formatted(message, json ? "from" : "column", source.columns()));
  }
}
