package net.jumptotech.orders.intake;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;

/** One JSON object per line. */
final class JsonRows implements Rows {

  /** The record is one line for the parser, wherever it is in its file. */
  private static final String FIRST_LINE = "not JSON at line 1,";

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
          : Optional.of(EventJson.order(record, received));
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

  @Override
  public String whyNone() {
    return whyNone.orElse("");
  }
}
