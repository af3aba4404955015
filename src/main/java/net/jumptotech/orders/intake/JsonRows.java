package net.jumptotech.orders.intake;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.StripHint;

/** One JSON object per line. */
final class JsonRows implements Rows {

  /** The record is one line for the parser, wherever it is in its file. */
  private static final String FIRST_LINE = "not JSON at line 1,";

  /** An amount that the API of a shop sends as text. */
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,6})?");

  private final Optional<Mapping> mapping;
  private Optional<String> whyNone = Optional.empty();

  JsonRows(Optional<Mapping> mapping) {
    this.mapping = mapping;
  }

  @Override
  public Optional<Order> order(byte[] record, Instant received) throws InvalidEvent {
    try {
      return mapping.isPresent()
          ? order(Json.object(record), mapping.get(), received)
          : Optional.of(ours(record, received));
    } catch (InvalidEvent wrong) {
      String message = wrong.getMessage();
      if (message.startsWith(FIRST_LINE)) {
        throw new InvalidEvent("", "not JSON at" + message.substring(FIRST_LINE.length()));
      }
      throw wrong;
    }
  }

  private Optional<Order> order(Map<String, Object> object, Mapping mapping, Instant received)
      throws InvalidEvent {
    whyNone = mapping.whyNoOrder(object);
    return whyNone.isPresent() ? Optional.empty() : Optional.of(mapping.order(object, received));
  }

  private static Order ours(byte[] record, Instant received) throws InvalidEvent {
    try {
      return EventJson.order(record, received);
    } catch (InvalidEvent wrong) {
      if (isAbout(wrong, EventJson.AMOUNT)
          && Json.object(record).get(EventJson.AMOUNT) instanceof String text
          && DECIMAL.matcher(text).matches()) {
        return withAmount(new BigDecimal(text), record, received);
      }
      if (!isAbout(wrong, EventJson.ORDER_ID)) {
        throw wrong;
      }
      String id = String.valueOf(Json.object(record).get(EventJson.ORDER_ID));
      throw StripHint.added(wrong, id, "use a mapping with format: json and strip: \"%s\"");
    }
  }

  private static boolean isAbout(InvalidEvent wrong, String field) {
    return wrong.problems().stream().anyMatch(it -> it.field().equals(field));
  }

  private static Order withAmount(BigDecimal amount, byte[] record, Instant received)
      throws InvalidEvent {
    Map<String, Object> fields = new LinkedHashMap<>(Json.object(record));
    fields.put(EventJson.AMOUNT, amount);
    return EventJson.order(fields, received);
  }

  @Override
  public String whyNone() {
    return whyNone.orElse("");
  }
}
