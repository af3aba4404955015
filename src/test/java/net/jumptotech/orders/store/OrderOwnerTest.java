package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Conflict.Kind;
import org.junit.jupiter.api.Test;

/** Whose record is first owns the id. */
final class OrderOwnerTest {

  private static final Order OWN = Facts.order("1", Facts.NOON).from("shop-a");
  private static final Order SAME = OWN.from("shop-b");
  private static final Order CENT = Facts.order("1", Facts.NOON, "EUR", 1).from("shop-b");

  @Test
  void aRepeatOfAnotherSenderIsAConflictWhateverIsInIt() {
    for (Order repeat : List.of(SAME, CENT, OWN.from(""))) {
      OrderDocument document =
          fold(
              Facts.placed(OWN, 5),
              Facts.placed(repeat, 6),
              Facts.settled(OWN, Payment.Status.PAID, 1));

      assertThat(document.owner()).isEqualTo("shop-a");
      assertThat(document.placed()).contains(Facts.placed(OWN, 5));
      assertThat(document.cameAgain()).isFalse();
      Conflict conflict = document.conflict().orElseThrow();
      assertThat(conflict.kind()).isEqualTo(Kind.OTHER_SENDER);
      assertThat(conflict.count()).isEqualTo(1);
      assertThat(conflict.other().orElseThrow().content().sender()).isEqualTo(repeat.sender());
    }
  }

  @Test
  void anotherSenderNeitherConfirmsNorCancels() {
    OrderDocument paid = fold(Facts.placed(OWN, 5), Facts.settled(OWN, Payment.Status.PAID, 1));

    OrderDocument document =
        paid.merge(Facts.placed(SAME.with(OrderStatus.CONFIRMED), 6))
            .merge(Facts.placed(SAME.with(OrderStatus.CANCELLED), 7));

    assertThat(document.placed()).isEqualTo(paid.placed());
    assertThat(document.conflict().orElseThrow().kind()).isEqualTo(Kind.OTHER_SENDER);
  }

  /** It can have one after the horizon, or if the owner's never had one. */
  @Test
  void anOutcomeOfAnotherSenderDoesNotSettleTheOrder() {
    OrderDocument declined =
        fold(Facts.placed(OWN, 5), Facts.settled(OWN, Payment.Status.DECLINED, 1));

    for (OrderDocument before : List.of(fold(Facts.placed(OWN, 5)), declined)) {
      OrderDocument document =
          before
              .merge(Facts.placed(CENT, 6))
              .merge(Facts.settled(CENT, Payment.Status.PAID, 2))
              .merge(Facts.settled(SAME, Payment.Status.PAID, 3));

      assertThat(document.placed()).isEqualTo(before.placed());
      assertThat(document.settled()).isEqualTo(before.settled());
      assertThat(document.charges()).isEmpty();
      Conflict conflict = document.conflict().orElseThrow();
      assertThat(conflict.kind()).isEqualTo(Kind.OTHER_SENDER);
      assertThat(conflict.payments()).hasSize(2);
    }
  }

  @Test
  void anAlertOnAnotherSendersOrderDoesNotFlagThis() {
    OrderDocument document =
        fold(Facts.placed(OWN, 5), Facts.placed(SAME, 6), Facts.flagged(SAME, 1));

    assertThat(document.flagged()).isEmpty();
    OrderDocument unseen = fold(Facts.placed(OWN, 5), Facts.flagged(SAME, 1));
    assertThat(unseen.conflict().orElseThrow().kind()).isEqualTo(Kind.OTHER_SENDER);
    assertThat(document.merge(Facts.flagged(OWN, 2)).flagged()).isPresent();
  }

  @Test
  void whatTheOwnerChangesIsSeenHoweverMuchOthersSend() {
    List<OrderFact> facts = new ArrayList<>();
    facts.add(Facts.placed(OWN, 1));
    facts.add(Facts.settled(OWN, Payment.Status.PAID, 1));
    for (int i = 2; i < 100; i++) {
      Order flood = Facts.order("1", Facts.NOON, "EUR", i).from("shop-b");
      facts.add(Facts.placed(flood.with(OrderStatus.CANCELLED), i));
    }
    facts.add(Facts.placed(OWN.with(OrderStatus.CANCELLED), 100));

    OrderDocument document = fold(facts.toArray(OrderFact[]::new));

    assertThat(document.conflict().orElseThrow().kind()).isEqualTo(Kind.REFUND_DUE);
    assertThat(document.conflict().orElseThrow().atLeast()).isTrue();
    assertThat(document.contents().first()).hasSizeLessThan(20);
  }

  @Test
  void anIdOfNobodyIsOpenToAll() {
    Order nobodys = OWN.from("");

    OrderDocument document =
        fold(
            Facts.placed(nobodys, 5),
            Facts.settled(nobodys, Payment.Status.PAID, 1),
            Facts.placed(OWN.with(OrderStatus.CONFIRMED), 6));

    assertThat(document.owner()).isEmpty();
    assertThat(document.placed().orElseThrow().order().status()).isEqualTo(OrderStatus.CONFIRMED);
    assertThat(document.placed().orElseThrow().order().sender()).isEmpty();
    assertThat(document.cameAgain()).isTrue();
    assertThat(document.conflict()).isEmpty();
  }

  /** Offsets of two partitions do not show which record was first. */
  @Test
  void whereRecordsAreInSeveralPartitionsTheOutcomeShowsTheOwner() {
    OrderFact.Placed later = new OrderFact.Placed(CENT, 7, 3, Facts.NOON);

    OrderDocument document =
        fold(Facts.placed(OWN, 5), Facts.settled(OWN, Payment.Status.PAID, 1), later);

    assertThat(document.owner()).isEqualTo("shop-a");
    assertThat(document.placed()).contains(Facts.placed(OWN, 5));
    assertThat(document.outcome()).isEqualTo("PAID");
  }

  @Test
  void aFieldOfTheShopNamedSenderIsNotShownAsOurs() {
    Order order = OWN.with(Map.of("sender", "shop-x"));
    assertThat(DocumentJson.fields(fold(Facts.placed(order, 1)))).containsEntry("sender", "shop-a");
    assertThat(DocumentJson.fields(fold(Facts.placed(order.from(""), 1))))
        .doesNotContainKey("sender");
  }

  private static OrderDocument fold(OrderFact... facts) {
    OrderDocument document = OrderDocument.empty(OWN.id());
    for (OrderFact fact : facts) {
      document = document.merge(fact);
    }
    return document;
  }
}
