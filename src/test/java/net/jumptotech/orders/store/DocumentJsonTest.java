package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Json;
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

  @Test
  void aConflictIsShownWithEverythingThatIsKnownOfIt() {
    Order other =
        Facts.order(
            "1", Facts.NOON.plusSeconds(9), "DE", 99_900, "EUR", OrderStatus.CREATED, Map.of());
    OrderDocument document =
        OrderDocument.empty(FORGED.id())
            .merge(Facts.placed(FORGED, 5))
            .merge(Facts.placed(other, 6))
            .merge(Facts.settled(FORGED, Payment.Status.PAID, 1))
            .merge(Facts.settled(other, Payment.Status.PAID, 2))
            .merge(Facts.flagged(other, 3));

    Map<String, Object> conflict = Json.asObject(DocumentJson.fields(document).get("conflict"));
    assertThat(conflict)
        .containsEntry("kind", "PAID_TWICE")
        .containsEntry("count", 1L)
        .containsEntry("at_least", false)
        .containsEntry("amount", new BigDecimal("999.00"))
        .containsEntry("currency", "EUR")
        .containsEntry("country", "DE")
        .containsEntry("status", "CREATED")
        .containsEntry("created_at", "2026-01-05T12:00:09Z")
        .containsEntry("kafka_partition", 1L)
        .containsEntry("kafka_offset", 6L)
        .containsEntry("processed_at", Facts.NOON.plusNanos(6).toString())
        .containsEntry("fraud", EventJson.fields(Facts.flagged(other, 3).alert()))
        .containsEntry(
            "payments",
            List.of(EventJson.fields(Facts.settled(other, Payment.Status.PAID, 2).payment())));
    assertThat(DocumentJson.brief(document))
        .containsEntry("conflict", Map.of("kind", "PAID_TWICE"));
    assertThat(DocumentJson.bytes(document)).isEqualTo(Json.bytes(DocumentJson.fields(document)));
  }

  @Test
  void aDocumentWithoutItsOrderHasItsIdAndItsSections() {
    OrderDocument stub =
        OrderDocument.empty(FORGED.id())
            .merge(Facts.flagged(FORGED, 1))
            .merge(Facts.settled(FORGED, Payment.Status.PAID, 1));
    assertThat(DocumentJson.fields(stub))
        .containsOnlyKeys("order_id", "payment", "fraud")
        .containsEntry("order_id", "1");
  }

  @Test
  void aListIsSmallWhateverADocumentHolds() {
    String longText = "x".repeat(201);
    FraudAlert alert =
        new FraudAlert(
            FORGED.id(), longText, FORGED.total(), "US", "r".repeat(200), "1", Facts.NOON);
    OrderDocument document =
        OrderDocument.empty(FORGED.id())
            .merge(Facts.placed(FORGED.with(Map.of("customer_id", longText, "note", "x")), 5))
            .merge(new OrderFact.Flagged(alert, 1))
            .merge(Facts.settled(FORGED, Payment.Status.PAID, 1))
            .merge(Facts.settled(FORGED.with(Map.of()), Payment.Status.DECLINED, 2));

    Map<String, Object> listed = DocumentJson.listed(document);
    assertThat(listed)
        .doesNotContainKey("note")
        .containsEntry("customer_id", "x".repeat(200) + "…")
        .containsEntry("amount", new BigDecimal("12.99"))
        .containsEntry("kafka_offset", 5L);
    assertThat(Json.asObject(listed.get("fraud")))
        .containsEntry("reason", "x".repeat(200) + "…")
        .containsEntry("rule", "r".repeat(200));
    assertThat(Json.asObject(listed.get("payment"))).containsEntry("status", "PAID");

    OrderDocument twice =
        document.merge(
            new OrderFact.Settled(
                new Payment(
                    FORGED.id(),
                    Payment.Status.PAID,
                    longText,
                    FORGED.total(),
                    "US",
                    "p-2",
                    Facts.NOON),
                9));
    List<?> payments =
        (List<?>) Json.asObject(DocumentJson.listed(twice).get("conflict")).get("payments");
    assertThat(Json.asObject(payments.get(0)))
        .containsEntry("reason", "x".repeat(200) + "…")
        .containsEntry("payment_id", "p-2");
  }
}
