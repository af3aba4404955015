package net.jumptotech.orders.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import org.junit.jupiter.api.Test;

class NewestDocumentsTest {

  private final NewestDocuments newest = new NewestDocuments();

  @Test
  void eachIsShownOnceInItsNewestStateWithTheNewestLast() {
    OrderDocument first = placed("1");
    newest.add(List.of(first, placed("2")));
    newest.add(
        List.of(
            first.merge(Facts.settled(Facts.order("1", Facts.NOON), Payment.Status.DECLINED, 1))));

    List<JsonObject> taken = take();

    assertThat(taken).extracting(it -> it.getString("order_id")).containsExactly("2", "1");
    assertThat(taken.get(0).containsKey("payment")).isFalse();
    assertThat(taken.get(1).getJsonObject("payment").getString("status")).isEqualTo("DECLINED");
    assertThat(take()).as("asked again").isEmpty();
  }

  @Test
  void ofManyOnlyTheLastThirtyStay() {
    newest.add(placed(1, 20));
    newest.add(placed(21, 45));
    assertThat(take()).extracting(it -> it.getString("order_id")).containsExactly(ids(16, 45));

    newest.add(placed(1, 100));
    assertThat(take()).extracting(it -> it.getString("order_id")).containsExactly(ids(71, 100));
  }

  @Test
  void whatIsNotPlacedYetIsNotShown() {
    OrderFact settled = Facts.settled(Facts.order("1", Facts.NOON), Payment.Status.PAID, 1);
    newest.add(List.of(OrderDocument.empty(OrderId.of("1")).merge(settled)));
    assertThat(take()).isEmpty();
  }

  private List<JsonObject> take() {
    return newest.take().stream().map(JsonObject.class::cast).toList();
  }

  private static String[] ids(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(String::valueOf).toArray(String[]::new);
  }

  private static List<OrderDocument> placed(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(i -> placed(String.valueOf(i))).toList();
  }

  private static OrderDocument placed(String id) {
    return OrderDocument.empty(OrderId.of(id)).merge(Facts.placed(Facts.order(id, Facts.NOON), 1));
  }
}
