package net.jumptotech.orders.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;

final class SentOrdersTest {

  @Test
  void theOrdersThatWereSentAreKnownUpToABound() {
    SentOrders sent = new SentOrders();
    for (int i = 0; i < SentOrders.MOST; i++) {
      sent.add(order(i), "");
    }
    assertThat(sent.complete()).isTrue();
    assertThat(sent.orders()).isEqualTo(SentOrders.MOST);
    assertThat(sent.mayContain("499999")).isTrue();
    assertThat(sent.mayContain("500000")).isFalse();
    sent.add(order(0), "");
    assertThat(sent.repeats()).isEqualTo(1);
    assertThat(sent.changed()).isZero();
    sent.add(order(SentOrders.MOST), "");
    assertThat(sent.complete()).isFalse();
    assertThat(sent.mayContain("no matter")).isTrue();
  }

  private static Order order(long id) {
    return new Order(
        OrderId.of(id),
        new Money(100, Money.currency("EUR")),
        "DE",
        OrderStatus.CREATED,
        Instant.EPOCH,
        Map.of());
  }
}
