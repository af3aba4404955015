package net.jumptotech.orders.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticOrdersTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:42:18.091Z");
  private static final BigDecimal THRESHOLD = new BigDecimal(300);

  @Test
  void theSameSeedGivesTheSameOrdersFromAnyIdOn() {
    List<Order> all = orders(7, 0.1, 1, 2_000);
    assertThat(orders(7, 0.1, 1, 2_000)).isEqualTo(all);
    assertThat(orders(7, 0.1, 1_001, 1_000)).isEqualTo(all.subList(1_000, 2_000));
  }

  @Test
  void theSequenceOfASeedIsTheSameInEveryVersion() throws Exception {
    assertThat(new String(EventJson.bytes(new SyntheticOrders(1, 0.1).order(1, NOW)), "UTF-8"))
        .isEqualTo(
            "{\"order_id\":1,\"customer_id\":29322,\"amount\":100.43,\"currency\":\"BRL\",\"country\":\"BR\",\"status\":\"CONFIRMED\",\"created_at\":\"2026-01-05T10:42:18.091Z\"}");
  }

  @Test
  void anotherSeedGivesOtherOrders() {
    assertThat(orders(8, 0.1, 1, 100)).doesNotContainAnyElementsOf(orders(7, 0.1, 1, 100));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.02, 0.1, 0.5, 1})
  void theDefaultRuleSuspectsTheShareThatIsAskedFor(double share) {
    int count = 20_000;
    long suspects = orders(3, share, 1, count).stream().filter(order -> suspect(order)).count();
    double error = 4 * Math.sqrt(share * (1 - share) / count);
    assertThat(suspects / (double) count).isCloseTo(share, within(error));
  }

  @Test
  void everyOrderKeepsTheContract() throws Exception {
    for (Order order : orders(-5, 0.3, 1, 20_000)) {
      assertThat(EventJson.order(EventJson.bytes(order), order.createdAt())).isEqualTo(order);
      assertThat(order.total().minorUnits()).isPositive();
    }
  }

  @Test
  void ordersComeFromManyCountriesInTheirCurrencies() {
    List<Order> orders = orders(1, 0.1, 1, 20_000);
    assertThat(orders.stream().map(Order::country).collect(Collectors.toSet())).hasSize(26);
    assertThat(orders)
        .filteredOn(order -> Set.of("DE", "FR").contains(order.country()))
        .isNotEmpty()
        .allMatch(order -> order.total().currency().getCurrencyCode().equals("EUR"));
    assertThat(share(orders, OrderStatus.CANCELLED)).isCloseTo(0.02, within(0.005));
    assertThat(share(orders, OrderStatus.CREATED)).isGreaterThan(0.7);
  }

  private static double share(List<Order> orders, OrderStatus status) {
    return orders.stream().filter(order -> order.status() == status).count()
        / (double) orders.size();
  }

  private static boolean suspect(Order order) {
    return order.total().amount().compareTo(THRESHOLD) > 0
        && !Set.of("US", "CA").contains(order.country());
  }

  private static List<Order> orders(long seed, double share, long first, int count) {
    SyntheticOrders orders = new SyntheticOrders(seed, share);
    return LongStream.range(first, first + count).mapToObj(id -> orders.order(id, NOW)).toList();
  }
}
