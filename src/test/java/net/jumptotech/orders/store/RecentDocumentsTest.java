package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;

final class RecentDocumentsTest {

  private final RecentDocuments<OrderDocument> recent = new RecentDocuments<>();

  @Test
  void theLeastRecentlyUsedOfTooManyIsForgotten() {
    IntStream.range(0, 20_000).forEach(i -> put(Map.of(), "order-" + i));
    assertThat(isKnown("order-0")).isTrue(); // and is used again
    put(Map.of(), "another");
    assertThat(isKnown("order-0")).isTrue();
    assertThat(isKnown("order-1")).isFalse();
    assertThat(isKnown("order-2")).isTrue();
    assertThat(isKnown("another")).isTrue();
  }

  @Test
  void ordersThatTakeMuchMemoryAreFewer() {
    Map<String, Object> large = Map.of("note", List.of("x".repeat(1_000_000)));
    IntStream.range(0, 100).forEach(i -> put(large, "order-" + i));
    long known = IntStream.range(0, 100).filter(i -> isKnown("order-" + i)).count();
    assertThat(known).isBetween(20L, 32L);
    assertThat(isKnown("order-99")).isTrue();
    put(Map.of("note", "x".repeat(40_000_000)), "larger-than-all");
    assertThat(isKnown("larger-than-all")).isFalse();
  }

  @Test
  void whatIsRemovedOrReplacedTakesNoRoom() {
    Map<String, Object> large = Map.of("note", "x".repeat(10_000_000));
    for (int i = 0; i < 10; i++) {
      put(large, "removed");
      put(large, "removed");
      recent.remove(OrderId.of("removed"));
    }
    put(large, "first");
    put(large, "second");
    assertThat(isKnown("first")).isTrue();
    recent.clear();
    assertThat(isKnown("first")).isFalse();
    put(large, "third");
    put(large, "fourth");
    assertThat(isKnown("third")).isTrue();
  }

  private void put(Map<String, Object> more, String id) {
    Order order = Facts.order(id, Facts.NOON, "US", 1299, "USD", OrderStatus.CREATED, more);
    OrderDocument document =
        OrderDocument.empty(order.id()).merge(new OrderFact.Placed(order, 0, 1, Facts.NOON));
    recent.put(document, document);
  }

  private boolean isKnown(String id) {
    return recent.get(OrderId.of(id)) != null;
  }
}
