package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoredDocumentTest {

  @Test
  void everyDocumentComesBackAsItWas() throws InvalidEvent {
    for (long seed = 0; seed < 500; seed++) {
      for (OrderDocument document :
          Facts.merged(Facts.history("id-" + seed, new Random(seed))).values()) {
        assertThat(StoredDocument.read("id-" + seed, StoredDocument.bytes(document)))
            .as("seed %d", seed)
            .isEqualTo(document);
      }
    }
  }

  /** Versions that knew no sender showed a field of this name as any other. */
  @Test
  void aFieldNamedSenderInAnEarlierDocumentIsTheShops() throws InvalidEvent {
    Order order = Facts.order("1042", Facts.NOON);
    OrderDocument plain = OrderDocument.empty(order.id()).merge(Facts.placed(order, 17));
    JsonObject earlier = new JsonObject(text(StoredDocument.bytes(plain))).put("sender", "shop-x");

    OrderDocument read =
        StoredDocument.read("1042", earlier.toString().getBytes(StandardCharsets.UTF_8));

    assertThat(read.owner()).isEmpty();
    assertThat(read.placed().orElseThrow().order().more()).containsEntry("sender", "shop-x");
    assertThat(StoredDocument.read("1042", StoredDocument.bytes(read))).isEqualTo(read);
    assertThat(new JsonObject(text(StoredDocument.bytes(read))).getString("sender")).isNull();
  }

  @Test
  void theDocumentIsThatOfTheWireContract() {
    Order order = Facts.order("1042", Facts.NOON);
    OrderDocument document =
        OrderDocument.empty(order.id())
            .merge(Facts.placed(order, 17))
            .merge(Facts.settled(order, Payment.Status.PAID, 3))
            .merge(Facts.flagged(order, 2));

    JsonObject stored = new JsonObject(text(StoredDocument.bytes(document)));

    assertThat(stored.getString("order_id")).isEqualTo("1042");
    assertThat(stored.getInteger("kafka_partition")).isEqualTo(1);
    assertThat(stored.getLong("kafka_offset")).isEqualTo(17);
    assertThat(Instant.parse(stored.getString("processed_at"))).isNotNull();
    assertThat(stored.getJsonObject("payment").getString("status")).isEqualTo("PAID");
    assertThat(stored.getJsonObject("fraud").getString("reason")).isEqualTo("HIGH");
    assertThat(stored.getJsonObject("_meta").getString("position"))
        .isEqualTo("2026-01-05T12:00:00.000000000Z 1042");
  }

  @Test
  void theValuesThatQueriesFilterAndSumByAreThoseOfTheOrderAndItsPayment() {
    Order order = Facts.order("1042", Facts.NOON.plusSeconds(119), "USD", 12_345_678_901L);
    OrderDocument placed = OrderDocument.empty(order.id()).merge(Facts.placed(order, 17));

    assertThat(meta(placed).getMap())
        .containsEntry("conflict", "")
        .containsEntry("position", "2026-01-05T12:01:59.000000000Z 1042")
        .containsEntry("minute", 1_767_614_460)
        .containsEntry("amount", 1_234_567_890_100L)
        .containsEntry("amount_millions", 12_345)
        .containsEntry("amount_rest", 678_901)
        .containsEntry("flagged", 0)
        .containsEntry("payment", "PENDING")
        .containsEntry("paid", 0)
        .containsEntry("paid_currency", "")
        .containsEntry("paid_millions", 0)
        .containsEntry("paid_rest", 0)
        .doesNotContainKeys("stub", "further", "history", "hidden", "created_at_of_record");

    OrderDocument declined = placed.merge(Facts.settled(order, Payment.Status.DECLINED, 3));
    assertThat(meta(declined).getMap())
        .containsEntry("payment", "DECLINED")
        .containsEntry("paid", 0)
        .containsEntry("paid_millions", 0)
        .containsEntry("paid_rest", 0);

    OrderDocument paid =
        placed.merge(Facts.settled(order, Payment.Status.PAID, 3)).merge(Facts.flagged(order, 2));
    assertThat(meta(paid).getMap())
        .containsEntry("flagged", 1)
        .containsEntry("payment", "PAID")
        .containsEntry("paid", 1)
        .containsEntry("paid_currency", "USD")
        .containsEntry("paid_millions", 12_345)
        .containsEntry("paid_rest", 678_901)
        .doesNotContainKeys("further");
  }

  @Test
  void whatWasChargedBeyondTheFirstPaymentIsSummedByItself() {
    Order order = Facts.order("1042", Facts.NOON, "USD", 12_345_678_901L);
    OrderDocument document =
        OrderDocument.empty(order.id())
            .merge(Facts.placed(order, 17))
            .merge(Facts.settled(order, Payment.Status.PAID, 3))
            .merge(Facts.settled(order, Payment.Status.PAID, 4));

    assertThat(meta(document).getString("conflict")).isEqualTo("PAID_TWICE");
    assertThat(meta(document).getJsonArray("further"))
        .containsExactly(
            JsonObject.of("currency", "USD", "paid_millions", 12_345, "paid_rest", 678_901));
  }

  @Test
  void anAlertOnAnOrderThatHasNotArrivedIsAStubWithNothingToSum() {
    Order order = Facts.order("1042", Facts.NOON);
    OrderDocument stub = OrderDocument.empty(order.id()).merge(Facts.flagged(order, 2));

    assertThat(meta(stub).getMap())
        .containsEntry("stub", 1)
        .containsEntry("flagged", 1)
        .containsEntry("paid", 0)
        .doesNotContainKeys("position", "minute", "amount", "conflict");
  }

  @Test
  void whatASenderPutsWhereOurFieldsAreIsKeptAndBelievedInNothing() throws Exception {
    Order order =
        EventJson.order(
            """
            {"order_id":7,"amount":1.5,"country":"DE","created_at":"2026-01-05T10:42:18Z",\
            "_meta":{"stub":1,"position":"~"},"payment":{"status":"PAID"},"kafka_offset":-1}
            """
                .getBytes(StandardCharsets.UTF_8),
            Facts.NOON);
    OrderDocument document = OrderDocument.empty(order.id()).merge(Facts.placed(order, 5));

    OrderDocument read = StoredDocument.read("7", StoredDocument.bytes(document));

    assertThat(read).isEqualTo(document);
    assertThat(read.settled()).isEmpty();
    assertThat(text(StoredDocument.bytes(document))).contains("\"payment\":\"PENDING\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "not json",
        "{}",
        "{\"_meta\":7}",
        "{\"_meta\":{\"stub\":1}}",
        "{\"order_id\":\"x\",\"amount\":1,\"country\":\"DE\"}",
        "{\"order_id\":\"x\",\"amount\":1,\"country\":\"DE\",\"kafka_offset\":\"1\"}",
        "{\"order_id\":\"x\",\"amount\":1,\"country\":\"DE\",\"kafka_offset\":1,"
            + "\"kafka_partition\":4294967296,\"processed_at\":\"2026-01-05T10:42:18Z\"}",
        "{\"order_id\":\"x\",\"amount\":1,\"country\":\"DE\",\"kafka_offset\":1,"
            + "\"kafka_partition\":0,\"processed_at\":\"yesterday\"}",
        "{\"order_id\":\"other\",\"amount\":1,\"country\":\"DE\",\"kafka_offset\":1,"
            + "\"kafka_partition\":0,\"processed_at\":\"2026-01-05T10:42:18Z\"}"
      })
  void whatIsNotOneOfOursIsRefusedAndNothingElseIsThrown(String json) {
    assertThatThrownBy(() -> StoredDocument.read("x", json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(InvalidEvent.class);
  }

  @Test
  void positionsSortAsOrdersDo() {
    assertThat(new Position(Instant.parse("0001-01-01T00:00:00Z"), "z").text())
        .isLessThan(new Position(Instant.parse("2026-01-05T10:42:18Z"), "a").text());
    assertThat(new Position(Facts.NOON, "a").text())
        .isLessThan(new Position(Facts.NOON, "b").text())
        .isLessThan(new Position(Facts.NOON.plusNanos(1), "a").text())
        .isGreaterThanOrEqualTo(Position.startOf(Facts.NOON));
    Position last = new Position(Instant.parse("9999-12-31T23:59:59.999999999Z"), "~");
    assertThat(last.text()).isLessThan(Position.AFTER_ALL);
    assertThat(Position.parse(last.text())).isEqualTo(last);
    assertThat(Position.startOf(Instant.MIN)).isEqualTo(Position.BEFORE_ALL);
    assertThat(Position.startOf(Instant.MAX)).isEqualTo(Position.AFTER_ALL);
  }

  @Test
  void anOrderIdIsAlwaysAKey() {
    OrderFact.Placed placed = Facts.placed(Facts.order("a.b:c-d_e", Facts.NOON), 1);
    assertThat(Documents.key(placed.orderId())).isEqualTo("a.b:c-d_e");
  }

  private static JsonObject meta(OrderDocument document) {
    return new JsonObject(text(StoredDocument.bytes(document))).getJsonObject("_meta");
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }
}
