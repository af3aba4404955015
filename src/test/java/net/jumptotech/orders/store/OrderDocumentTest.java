package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import org.junit.jupiter.api.Test;

final class OrderDocumentTest {

  private static final Order ORDER = Facts.order("1", Facts.NOON);
  private static final Order CHANGED =
      Facts.order("1", Facts.NOON, "US", 1299, "USD", OrderStatus.CONFIRMED, Map.of());

  @Test
  void everyOrderOfArrivalAndEveryRepetitionGivesTheSameDocument() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      List<OrderFact> history = Facts.history("1", random);
      OrderDocument expected = fold(history);
      List<OrderFact> arrival = new ArrayList<>(history);
      for (int i = random.nextInt(5); i > 0 && !history.isEmpty(); i--) {
        arrival.add(history.get(random.nextInt(history.size())));
      }
      Collections.shuffle(arrival, random);
      assertThat(fold(arrival)).as("seed %d, %s", seed, arrival).isEqualTo(expected);
    }
  }

  @Test
  void whatIsKnownChangesNothing() {
    for (long seed = 0; seed < 500; seed++) {
      List<OrderFact> history = Facts.history("1", new Random(seed));
      OrderDocument document = fold(history);
      for (OrderFact fact : history) {
        assertThat(document.merge(fact)).as("seed %d, %s", seed, fact).isSameAs(document);
      }
    }
  }

  @Test
  void anOrderSentAgainKeepsItsPlaceAndAdvancesItsVersion() {
    OrderDocument first = fold(List.of(Facts.placed(ORDER, 5)));

    OrderDocument again = first.merge(Facts.placed(ORDER, 9));

    assertThat(again).isNotSameAs(first);
    assertThat(again.showsTheSameAs(first)).isTrue();
    assertThat(again.placed().orElseThrow().offset()).isEqualTo(5);
    assertThat(again.placed().orElseThrow().version()).isEqualTo(9);
    assertThat(again.merge(Facts.placed(CHANGED, 7)).showsTheSameAs(first))
        .as("older than what was sent again")
        .isTrue();
  }

  @Test
  void anOrderSentAgainThatSaysNotWhenItWasPlacedKeepsItsFirstTime() {
    Order first = ORDER.withoutCreatedAt(Facts.NOON);
    Order again = ORDER.withoutCreatedAt(Facts.NOON.plusSeconds(10));
    OrderFact.Placed later = Facts.placed(again, 9);
    for (OrderDocument document :
        List.of(
            fold(List.of(Facts.placed(first, 5), later)),
            fold(List.of(later, Facts.placed(first, 5))))) {
      OrderFact.Placed placed = document.placed().orElseThrow();
      assertThat(placed.order()).isEqualTo(first);
      assertThat(placed.offset()).isEqualTo(5);
      assertThat(placed.version()).isEqualTo(9);
      assertThat(placed.replaced()).as("nothing else was ever said").isNegative();
    }
  }

  @Test
  void aChangedOrderTakesThePlaceOfItsOwnRecord() {
    OrderDocument first = fold(List.of(Facts.placed(ORDER, 5)));

    OrderDocument changed = first.merge(Facts.placed(CHANGED, 6));

    assertThat(changed.showsTheSameAs(first)).isFalse();
    assertThat(changed.placed().orElseThrow().offset()).isEqualTo(6);
    assertThat(changed.placed().orElseThrow().order()).isEqualTo(CHANGED);
  }

  @Test
  void anOrderChangedBackStaysAsItIsHoweverOftenItsRecordsAreReplayed() {
    List<OrderFact> log =
        List.of(
            Facts.placed(ORDER, 1),
            Facts.placed(CHANGED, 2),
            Facts.placed(ORDER, 3),
            Facts.placed(ORDER, 4));
    OrderDocument document = fold(log);
    assertThat(document.placed().orElseThrow().offset()).isEqualTo(3);
    assertThat(document.placed().orElseThrow().version()).isEqualTo(4);

    for (int from = 0; from < log.size(); from++) {
      for (OrderFact replayed : log.subList(from, log.size())) {
        assertThat(document.merge(replayed)).isSameAs(document);
      }
    }
  }

  @Test
  void aNewerAlertOrPaymentThatSaysTheSameShowsTheSame() {
    OrderFact.Settled settled = Facts.settled(ORDER, Payment.Status.PAID, 1);
    OrderDocument first = fold(List.of(Facts.placed(ORDER, 5), settled));

    OrderDocument newer = first.merge(new OrderFact.Settled(settled.payment(), 2));

    assertThat(newer).isNotEqualTo(first);
    assertThat(newer.showsTheSameAs(first)).isTrue();
    assertThat(newer.merge(Facts.flagged(ORDER, 1)).showsTheSameAs(first)).isFalse();
  }

  private static OrderDocument fold(List<OrderFact> facts) {
    OrderDocument document = OrderDocument.empty(ORDER.id());
    for (OrderFact fact : facts) {
      document = document.merge(fact);
    }
    return document;
  }
}
