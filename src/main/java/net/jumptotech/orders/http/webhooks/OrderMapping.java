package net.jumptotech.orders.http.webhooks;

import java.time.Instant;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;

/** Makes an order of a platform's JSON object. */
@FunctionalInterface
public interface OrderMapping {

  /**
   * @throws InvalidEvent if it is no order by our contract, field by field
   */
  Order order(byte[] json) throws InvalidEvent;

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
    return json -> mapping.order(Json.object(json), Instant.now());
  }
}
