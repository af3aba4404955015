package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts with what the last release left behind. {@code upgrade/0.1.0.tar.gz} is the data directory
 * of a 0.1.0 that settled 300 orders, twenty of which were sent twice and five again with other
 * content, refused three records, and was killed after it had accepted forty more orders. Its
 * topics keep their records for ever.
 */
final class UpgradeIT {

  private static final int SETTLED = 300;
  private static final int SENT = 340;
  private static final int DEAD_LETTERS = 9;

  /** In what year ever this runs, what 0.1.0 settled must still count as settled. */
  private static final Map<String, String> LONG_HORIZON =
      Map.of("ORDERS_PAYMENT_HORIZON", "3650d", "ORDERS_FRAUD_HORIZON", "3650d");

  @TempDir private Path data;

  @Test
  void whatTheLastReleaseLeftIsReadAndNothingIsPaidTwice() throws Exception {
    unpack("/upgrade/0.1.0.tar.gz");
    Set<String> sent =
        IntStream.rangeClosed(1, SENT).mapToObj(UpgradeIT::id).collect(Collectors.toSet());
    try (OrdersProcess process = OrdersProcess.start(data, LONG_HORIZON, "--source", "none")) {
      process.awaitIdle(Await.LONG);
      awaitHealth(process); // it has read again what the store has
      Map<String, List<JsonObject>> payments = TopicContents.byKey(process.broker(), "payments");
      assertThat(payments.keySet()).isEqualTo(sent);
      assertThat(payments.values()).allMatch(each -> each.size() == 1);
      assertThat(TopicContents.records(process.broker(), "dead-letters")).hasSize(DEAD_LETTERS);
      int alerts = TopicContents.records(process.broker(), "fraud-alerts").size();
      assertThat(alerts).isPositive();

      Map<String, JsonObject> documents = process.documents();
      assertThat(documents.keySet()).isEqualTo(sent);
      assertThat(documents)
          .allSatisfy(
              (id, document) ->
                  assertThat(document.getJsonObject("payment")).isEqualTo(payments.get(id).get(0)));
      assertThat(process.get("/api/orders?conflict=true").getJsonArray("orders")).hasSize(5);

      for (int number = 1; number <= SENT + 1; number++) {
        assertThat(process.post("/api/orders", order(number)).statusCode()).isEqualTo(202);
      }
      process.awaitIdle(Await.LONG);
      Map<String, List<JsonObject>> later = TopicContents.byKey(process.broker(), "payments");
      assertThat(later.remove(id(SENT + 1))).hasSize(1);
      assertThat(later).isEqualTo(payments);
      assertThat(TopicContents.records(process.broker(), "dead-letters")).hasSize(DEAD_LETTERS);
      awaitHealth(process);
    }
  }

  private static void awaitHealth(OrdersProcess process) {
    Await.until(
        Await.LONG,
        "health is UP",
        () -> process.get("/api/health").getString("status").equals("UP"),
        () -> process.get("/api/health"));
  }

  private static String id(int number) {
    return number % 3 == 0 ? "order-" + number : Integer.toString(number);
  }

  /** As it was sent to 0.1.0. */
  private static String order(int number) {
    return new JsonObject()
        .put("order_id", number % 3 == 0 ? id(number) : (Object) number)
        .put("customer_id", number % 17)
        .put("amount", number % 450 + 0.5)
        .put("currency", number % 5 == 0 ? "EUR" : "USD")
        .put("country", List.of("DE", "US", "FR", "CA").get(number % 4))
        .put("status", number % 50 == 0 ? "CANCELLED" : "CREATED")
        .encode();
  }

  private void unpack(String resource) throws IOException, InterruptedException {
    Path archive = data.resolveSibling(data.getFileName() + ".tar.gz");
    try (InputStream in = UpgradeIT.class.getResourceAsStream(resource)) {
      Files.copy(in, archive);
    }
    Process tar =
        new ProcessBuilder("tar", "-xzf", archive.toString(), "-C", data.toString())
            .inheritIO()
            .start();
    assertThat(tar.waitFor()).isZero();
    Files.delete(archive);
  }
}
