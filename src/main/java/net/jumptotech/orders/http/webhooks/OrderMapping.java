package net.jumptotech.orders.http.webhooks;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;

/** Makes an order of a platform's JSON object. */
@FunctionalInterface
public interface OrderMapping {

  /**
   * @param object values as {@link net.jumptotech.orders.event.Json#object} reads them
   * @throws InvalidEvent if it is no order by our contract, field by field
   */
  Order order(Map<String, Object> object) throws InvalidEvent;

  /** Why the object is none of the orders that are taken, such as a test; empty if it is one. */
  default Optional<String> whyNoOrder(Map<String, Object> object) {
    return Optional.empty();
  }

  /**
   * Blocks.
   *
   * @param text as for {@code --mapping}
   * @throws IllegalArgumentException naming every mistake, one per line
   */
  static OrderMapping find(String text) {
    Mapping mapping = Mappings.find(text);
    if (!mapping.layout().json()) {
      throw new IllegalArgumentException(
          "expected a mapping with format: json, was \"" + text + "\"");
    }
    return new Mapped(mapping);
  }

  /** By a mapping for JSON. */
  record Mapped(Mapping mapping) implements OrderMapping {

    @Override
    public Order order(Map<String, Object> object) throws InvalidEvent {
      return mapping.order(object, Instant.now());
    }

    @Override
    public Optional<String> whyNoOrder(Map<String, Object> object) {
      return mapping.whyNoOrder(object);
    }
  }
}
