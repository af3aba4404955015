package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Conflict.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class OrderDocumentTest {

  private static final Order ORDER = Facts.order("1", Facts.NOON);
  private static final Order OTHER =
      Facts.order(
          "1", Facts.NOON.plusSeconds(9), "DE", 99_900, "EUR", OrderStatus.CREATED, Map.of());
  private static final Order CANCELLED = ORDER.with(OrderStatus.CANCELLED);

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
  void anOrderSentAgainKeepsItsPlaceAndIsKnownToHaveComeAgain() {
    OrderDocument first = fold(Facts.placed(ORDER, 5));

    OrderDocument again = first.merge(Facts.placed(ORDER, 9));

    assertThat(again).isNotSameAs(first);
    assertThat(again.showsTheSameAs(first)).isTrue();
    assertThat(again.placed()).contains(Facts.placed(ORDER, 5));
    assertThat(first.cameAgain()).isFalse();
    assertThat(again.cameAgain()).isTrue();
  }

  @Test
  void anOrderSentAgainThatSaysNotWhenItWasPlacedKeepsItsFirstTime() {
    Order first = ORDER.withoutCreatedAt(Facts.NOON);
    Order again = ORDER.withoutCreatedAt(Facts.NOON.plusSeconds(10));
    OrderFact.Placed later = Facts.placed(again, 9);
    for (OrderDocument document :
        List.of(fold(Facts.placed(first, 5), later), fold(later, Facts.placed(first, 5)))) {
      assertThat(document.placed()).contains(Facts.placed(first, 5));
      assertThat(document.cameAgain()).isTrue();
      assertThat(document.conflict()).isEmpty();
    }
  }

  @Test
  void otherFieldsAndAnotherDateAreNoConflictAndTheFirstOnesStay() {
    Order again =
        Facts.order(
            "1",
            Facts.NOON.plusSeconds(60),
            "US",
            1299,
            "USD",
            OrderStatus.CREATED,
            Map.of("a", 1));

    OrderDocument document = fold(Facts.placed(ORDER, 5), Facts.placed(again, 6));

    assertThat(document.placed()).contains(Facts.placed(ORDER, 5));
    assertThat(document.conflict()).isEmpty();
  }

  @Test
  void otherContentStandsBesideWhatWasChargedAndChangesNothingOfIt() {
    OrderDocument document =
        fold(
            Facts.placed(ORDER, 5),
            Facts.settled(ORDER, Payment.Status.PAID, 1),
            Facts.placed(OTHER, 6));

    assertThat(document.placed()).contains(Facts.placed(ORDER, 5));
    Conflict conflict = document.conflict().orElseThrow();
    assertThat(conflict.kind()).isEqualTo(Kind.CHANGED);
    assertThat(conflict.count()).isEqualTo(1);
    assertThat(conflict.other().orElseThrow())
        .isEqualTo(new Conflict.Other(Content.of(OTHER), 6, Optional.of(Facts.placed(OTHER, 6))));
    assertThat(document.cameAgain()).isFalse();
    assertThat(document.merge(Facts.placed(ORDER, 7)).cameAgain()).isTrue();
  }

  @Test
  void whatIsKeptOfOtherContentsIsBoundedWhateverIsSent() {
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Order order = Facts.order("1", Facts.NOON, "USD", i);
      facts.add(Facts.placed(order.with(Map.of("customer_id", i, "n", "x".repeat(5_000))), i));
    }
    OrderDocument expected = fold(facts);
    Collections.shuffle(facts, new Random(3));
    OrderDocument document = fold(facts);

    assertThat(document).isEqualTo(expected);
    assertThat(DocumentJson.bytes(document).length + jsonOfHistory(document)).isLessThan(20_000);
    assertThat(document.placed().orElseThrow().order().more()).containsOnlyKeys("customer_id", "n");
    Conflict conflict = document.conflict().orElseThrow();
    assertThat(conflict.atLeast()).isTrue();
    assertThat(conflict.count()).isEqualTo(Contents.MOST - 1);
    assertThat(conflict.other().orElseThrow().content().total().minorUnits())
        .as("the newest")
        .isEqualTo(199);
  }

  private static int jsonOfHistory(OrderDocument document) {
    return Json.bytes(HistoryJson.fields(document)).length;
  }

  /** As where the first record was a dead letter of payment, or is no longer in Kafka. */
  @Test
  void whereALaterRecordWasChargedTheDocumentShowsThatOne() {
    OrderDocument pending = fold(Facts.placed(ORDER, 5), Facts.placed(OTHER, 6));
    assertThat(pending.placed()).contains(Facts.placed(ORDER, 5));

    OrderDocument paid = pending.merge(Facts.settled(OTHER, Payment.Status.PAID, 1));

    assertThat(paid.placed()).contains(Facts.placed(OTHER, 6));
    Conflict conflict = paid.conflict().orElseThrow();
    assertThat(conflict.kind()).isEqualTo(Kind.CHANGED);
    assertThat(conflict.other().orElseThrow().content()).isEqualTo(Content.of(ORDER));
  }

  @Test
  void anOutcomeOfContentThatIsNotKnownIsAConflict() {
    OrderDocument document =
        fold(Facts.placed(ORDER, 5), Facts.settled(OTHER, Payment.Status.PAID, 1));

    assertThat(document.placed()).contains(Facts.placed(ORDER, 5));
    Conflict conflict = document.conflict().orElseThrow();
    assertThat(conflict.kind()).isEqualTo(Kind.CHANGED);
    assertThat(conflict.other()).isEmpty();
  }

  @Test
  void cancelledAfterItWasPaidIsToBeRefunded() {
    OrderDocument document =
        fold(
            Facts.placed(ORDER, 5),
            Facts.placed(CANCELLED, 6),
            Facts.settled(ORDER, Payment.Status.PAID, 1));

    assertThat(document.placed()).contains(Facts.placed(ORDER, 5));
    assertThat(kind(document)).isEqualTo(Kind.REFUND_DUE);
    assertThat(kind(document.merge(Facts.placed(ORDER, 7)))).isEqualTo(Kind.REFUND_DUE);
  }

  @Test
  void cancelledWhereNothingWasChargedIsNoConflict() {
    OrderDocument cancelled = fold(Facts.placed(ORDER, 5), Facts.placed(CANCELLED, 6));

    assertThat(kind(cancelled)).as("it may still be paid").isEqualTo(Kind.CHANGED);
    assertThat(cancelled.merge(Facts.settled(ORDER, Payment.Status.DECLINED, 1)).conflict())
        .isEmpty();
  }

  @Test
  void whatComesAfterACancelledOrderIsNotCharged() {
    OrderDocument document =
        fold(
            Facts.placed(CANCELLED, 5),
            Facts.settled(CANCELLED, Payment.Status.NOT_CHARGED, 1),
            Facts.placed(ORDER.with(OrderStatus.CONFIRMED), 6));

    assertThat(document.placed()).contains(Facts.placed(CANCELLED, 5));
    assertThat(kind(document)).isEqualTo(Kind.NOT_CHARGED);
  }

  @Test
  void anOutcomeThatDoesNotFitTheOnlyContentIsAConflict() {
    OrderDocument charged =
        fold(Facts.placed(CANCELLED, 5), Facts.settled(ORDER, Payment.Status.PAID, 1));
    assertThat(kind(charged)).as("cancelled, and charged").isEqualTo(Kind.REFUND_DUE);

    OrderDocument taken =
        fold(Facts.placed(ORDER, 5), Facts.settled(CANCELLED, Payment.Status.NOT_CHARGED, 1));
    assertThat(kind(taken)).as("taken for cancelled").isEqualTo(Kind.NOT_CHARGED);
  }

  @ParameterizedTest
  @EnumSource(Payment.Status.class)
  void anOutcomeThatFitsTheOnlyContentIsNoConflict(Payment.Status status) {
    Order order = status == Payment.Status.NOT_CHARGED ? CANCELLED : ORDER;
    assertThat(fold(Facts.placed(order, 5), Facts.settled(order, status, 1)).conflict()).isEmpty();
  }

  @Test
  void aRecordThatAnEarlierVersionReplacedIsLackingUntilItIsReadAgain() {
    assertThat(OrderDocument.empty(ORDER.id()).lacksRecord()).isFalse();
    assertThat(fold(Facts.placed(ORDER, 9)).lacksRecord()).isFalse();

    OrderDocument replaced =
        new OrderDocument(
            ORDER.id(), Contents.of(Facts.placed(ORDER, 9), 9, 5), List.of(), List.of());
    assertThat(replaced.lacksRecord()).isTrue();
    assertThat(replaced.merge(Facts.placed(OTHER, 6)).lacksRecord()).isTrue();
    assertThat(replaced.merge(Facts.placed(OTHER, 5)).lacksRecord()).isFalse();
    assertThat(replaced.merge(Facts.placed(OTHER, 4)).lacksRecord()).isFalse();
  }

  @Test
  void anOrderThatIsConfirmedGoesOnAndHasNoConflict() {
    Order confirmed = ORDER.with(OrderStatus.CONFIRMED);
    OrderDocument document =
        fold(
            Facts.placed(ORDER, 5),
            Facts.placed(confirmed, 6),
            Facts.settled(ORDER, Payment.Status.PAID, 1),
            Facts.placed(ORDER, 7));

    OrderFact.Placed shown = document.placed().orElseThrow();
    assertThat(shown.order()).isEqualTo(confirmed);
    assertThat(shown.offset()).isEqualTo(5);
    assertThat(document.conflict()).isEmpty();
    assertThat(document.cameAgain()).isTrue();
  }

  @Test
  void aSecondPaymentIsKeptBesideTheFirstAndACopyOfARecordIsNone() {
    OrderFact.Settled first = Facts.settled(ORDER, Payment.Status.PAID, 1);
    OrderFact.Settled second = Facts.settled(ORDER, Payment.Status.PAID, 8);
    OrderDocument once =
        fold(Facts.placed(ORDER, 5), first, new OrderFact.Settled(first.payment(), 3));
    assertThat(once.conflict()).isEmpty();
    assertThat(once.charges()).containsExactly(first.payment());

    OrderDocument twice = once.merge(second);

    assertThat(twice.settled()).contains(first);
    assertThat(twice.showsTheSameAs(once)).isFalse();
    assertThat(twice.charges()).containsExactly(first.payment(), second.payment());
    assertThat(kind(twice)).isEqualTo(Kind.PAID_TWICE);
    assertThat(twice.conflict().orElseThrow().payments()).containsExactly(second.payment());
  }

  @Test
  void moneyThatWasTakenOutweighsEveryOtherOutcome() {
    OrderDocument document =
        fold(
            Facts.placed(ORDER, 5),
            Facts.settled(ORDER, Payment.Status.DECLINED, 1),
            Facts.settled(ORDER, Payment.Status.PAID, 8));

    assertThat(document.outcome()).isEqualTo("PAID");
    assertThat(document.charges()).hasSize(1);
    assertThat(document.conflict()).isEmpty();
  }

  @Test
  void theFirstAlertIsTheOneThatIsShown() {
    OrderDocument document = fold(Facts.placed(ORDER, 5), Facts.flagged(ORDER, 2));

    assertThat(document.merge(Facts.flagged(ORDER, 7))).isSameAs(document);
    assertThat(document.merge(Facts.flagged(ORDER, 1)).flagged()).contains(Facts.flagged(ORDER, 1));
  }

  @Test
  void anAlertOnContentThatIsNotShownFlagsNothingAndStandsBesideTheConflict() {
    List<OrderFact> facts =
        List.of(
            Facts.placed(ORDER, 5),
            Facts.settled(ORDER, Payment.Status.PAID, 1),
            Facts.placed(OTHER, 6),
            Facts.flagged(OTHER, 2));
    for (int turn = 0; turn < facts.size(); turn++) {
      List<OrderFact> arrival = new ArrayList<>(facts);
      Collections.rotate(arrival, turn);
      OrderDocument document = fold(arrival);

      assertThat(document.flagged()).as("%s", arrival).isEmpty();
      Conflict conflict = document.conflict().orElseThrow();
      assertThat(conflict.kind()).isEqualTo(Kind.CHANGED);
      assertThat(conflict.alert()).contains(Facts.flagged(OTHER, 2).alert());
      assertThat(document.merge(Facts.flagged(ORDER, 9)).flagged())
          .contains(Facts.flagged(ORDER, 9));
    }
  }

  @Test
  void whereWhatIsShownChangesTheAlertFollowsIt() {
    OrderDocument other = fold(Facts.placed(OTHER, 6), Facts.flagged(OTHER, 2));
    assertThat(other.flagged()).contains(Facts.flagged(OTHER, 2));

    OrderDocument earlier = other.merge(Facts.placed(ORDER, 5));
    assertThat(earlier.flagged()).isEmpty();
    assertThat(earlier.showsTheSameAs(other)).isFalse();

    OrderDocument charged = earlier.merge(Facts.settled(OTHER, Payment.Status.PAID, 1));
    assertThat(charged.flagged()).contains(Facts.flagged(OTHER, 2));
    assertThat(charged.conflict().orElseThrow().alert()).isEmpty();
  }

  @Test
  void anAlertOnContentThatIsNotKnownIsAConflict() {
    OrderDocument document = fold(Facts.flagged(OTHER, 2), Facts.placed(ORDER, 5));

    assertThat(document.flagged()).isEmpty();
    assertThat(kind(document)).isEqualTo(Kind.CHANGED);
    assertThat(document.conflict().orElseThrow().other()).isEmpty();
  }

  /** A writer of alerts of its own may leave the currency out: it is that of the order. */
  @Test
  void anAlertWithoutCurrencyIsOnWhatHasItsNumber() {
    Order dollars =
        Facts.order("1", Facts.NOON, "DE", 99_900, "USD", OrderStatus.CREATED, Map.of());
    OrderDocument document = fold(Facts.placed(OTHER, 5), Facts.flagged(dollars, 2));
    assertThat(document.flagged()).contains(Facts.flagged(dollars, 2));

    OrderDocument exact = document.merge(Facts.placed(dollars, 6));

    assertThat(exact.flagged()).isEmpty();
    assertThat(exact.conflict().orElseThrow().alert()).isPresent();
  }

  @Test
  void alertsAreBoundedWhateverIsSent() {
    List<OrderFact> facts = new ArrayList<>(List.of(Facts.placed(ORDER, 1)));
    for (int i = 0; i < 200; i++) {
      facts.add(Facts.flagged(Facts.order("1", Facts.NOON, "EUR", i), i));
    }
    OrderDocument expected = fold(facts);
    Collections.shuffle(facts, new Random(7));

    assertThat(fold(facts)).isEqualTo(expected);
    assertThat(jsonOfHistory(expected)).isLessThan(10_000);
  }

  @Test
  void whetherTheOtherContentWasChargedTooIsKnown() {
    OrderDocument twice =
        fold(
            Facts.placed(ORDER, 5),
            Facts.placed(OTHER, 6),
            Facts.settled(ORDER, Payment.Status.PAID, 1),
            Facts.settled(OTHER, Payment.Status.PAID, 2));
    assertThat(kind(twice)).isEqualTo(Kind.PAID_TWICE);
    assertThat(twice.conflict().orElseThrow().isOtherCharged()).isTrue();

    OrderDocument changed =
        fold(
            Facts.placed(ORDER, 5),
            Facts.placed(OTHER, 6),
            Facts.settled(ORDER, Payment.Status.PAID, 1));
    assertThat(changed.conflict().orElseThrow().isOtherCharged()).isFalse();
  }

  @Test
  void textsOfAllAlertsButTheFirstAreCut() {
    OrderFact.Flagged first = alert(ORDER, "x".repeat(300), 1);
    OrderFact.Flagged second = alert(OTHER, "x".repeat(201), 2);
    OrderFact.Flagged third = alert(Facts.order("1", Facts.NOON, "EUR", 7), "x".repeat(200), 3);
    List<OrderFact.Flagged> alerts = fold(first, second, third).alerts();
    assertThat(alerts.get(0)).isEqualTo(first);
    assertThat(alerts.get(1).alert().reason()).isEqualTo("x".repeat(200) + "…");
    assertThat(alerts.get(1).version()).isEqualTo(2);
    assertThat(alerts.get(2)).isEqualTo(third);
  }

  private static OrderFact.Flagged alert(Order order, String reason, long version) {
    return new OrderFact.Flagged(
        new FraudAlert(order.id(), reason, order.total(), order.country(), "rule", "1", Facts.NOON),
        version);
  }

  private static Kind kind(OrderDocument document) {
    return document.conflict().orElseThrow().kind();
  }

  private static OrderDocument fold(OrderFact... facts) {
    return fold(List.of(facts));
  }

  private static OrderDocument fold(List<OrderFact> facts) {
    OrderDocument document = OrderDocument.empty(ORDER.id());
    for (OrderFact fact : facts) {
      document = document.merge(fact);
    }
    return document;
  }
}
