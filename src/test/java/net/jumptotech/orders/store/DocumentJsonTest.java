package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import org.junit.jupiter.api.Test;

final class DocumentJsonTest {

  private static final Order FORGED =
      Facts.order(
          "1",
          Facts.NOON,
          "US",
          1299,
          "USD",
          OrderStatus.CREATED,
          Map.of(
              "payment",
              Map.of("status", "PAID"),
              "fraud",
              Map.of(),
              "kafka_offset",
              7,
              "note",
              "x"));

  @Test
  void noSenderCanSayWhatOnlyWeCan() {
    OrderDocument placed = OrderDocument.empty(FORGED.id()).merge(Facts.placed(FORGED, 5));

    assertThat(DocumentJson.fields(placed))
        .doesNotContainKeys("payment", "fraud")
        .containsEntry("kafka_offset", 5L)
        .containsEntry("note", "x");

    OrderDocument settled = placed.merge(Facts.settled(FORGED, Payment.Status.DECLINED, 1));
    assertThat(DocumentJson.fields(settled).get("payment").toString()).contains("DECLINED");
  }

  @Test
  void aListIsToldNoMoreThanItShows() {
    OrderDocument whole =
        OrderDocument.empty(FORGED.id())
            .merge(Facts.placed(FORGED, 5))
            .merge(Facts.settled(FORGED, Payment.Status.DECLINED, 1))
            .merge(Facts.flagged(FORGED, 1));

    assertThat(DocumentJson.brief(whole))
        .containsOnlyKeys(
            "order_id",
            "amount",
            "currency",
            "country",
            "created_at",
            "processed_at",
            "payment",
            "fraud")
        .containsEntry("payment", Map.of("status", "DECLINED"));
  }
}
