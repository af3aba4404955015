package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jumptotech.orders.event.Order;
import org.junit.jupiter.api.Test;

final class DocumentChangeTest {

  private static final Order ORDER = Facts.order("1", Facts.NOON);

  @Test
  void whatIsKnownAlreadyIsNotWrittenAgain() {
    DocumentChange first =
        DocumentChange.of(ORDER.id(), Optional.empty()).merge(Facts.placed(ORDER, 5));
    assertThat(first.isChange()).isTrue();
    assertThat(first.isVisible()).isTrue();

    DocumentChange again =
        DocumentChange.of(ORDER.id(), Optional.of(first.after())).merge(Facts.placed(ORDER, 5));
    assertThat(again.isChange()).isFalse();
    assertThat(again.isVisible()).isFalse();
  }

  @Test
  void thatAnOrderCameAgainIsWrittenAndNobodySeesIt() {
    OrderDocument known = OrderDocument.empty(ORDER.id()).merge(Facts.placed(ORDER, 5));
    DocumentChange again =
        DocumentChange.of(ORDER.id(), Optional.of(known)).merge(Facts.placed(ORDER, 9));
    assertThat(again.isChange()).isTrue();
    assertThat(again.isVisible()).isFalse();
  }
}
