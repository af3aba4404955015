package net.jumptotech.orders.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import org.junit.jupiter.api.Test;

final class NumberedOrdersTest {

  private final NumberedOrders orders = new NumberedOrders();

  @Test
  void eachIsAValidOrderUnderItsOwnKey() throws InvalidEvent {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_001; i++) {
      NumberedOrders.Numbered next = orders.next();
      Order order = EventJson.order(next.json(), Instant.now());
      assertThat(order.id().key()).isEqualTo(next.key());
      assertThat(EventJson.bytes(order)).asString(UTF_8).isEqualTo(new String(next.json(), UTF_8));
      ids.add(order.id().text());
    }
    assertThat(ids).hasSize(1_001);
  }

  @Test
  void anArrayHasOrdersThatNoOtherBodyHas() {
    Buffer array = orders.array(3);
    Set<Object> ids = new HashSet<>();
    array.toJsonArray().forEach(order -> ids.add(((JsonObject) order).getValue("order_id")));
    ids.add(orders.one().toJsonObject().getValue("order_id"));
    assertThat(ids).hasSize(4);
  }
}
