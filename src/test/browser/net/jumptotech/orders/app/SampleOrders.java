package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A few orders of each kind that a page shows, and two records that are none. */
final class SampleOrders {

  /** Of those that {@link #send} sends. */
  static final int COUNT = 58;

  private SampleOrders() {}

  /** Returns when each has its outcome, and the two their letters. */
  static void send(OrdersProcess to) {
    JsonArray all = new JsonArray(); // newest first
    all.add(order(1043, "349", "EUR", "DE"));
    all.add(order(1042, "299.40", "EUR", "DE"));
    all.add(order(1044, "20", "EUR", "FR").put("status", "CANCELLED"));
    all.add(order(1045, "120", "JPY", "JP").put("status", "CONFIRMED"));
    all.add(order("web:1.2", "75.25", "GBP", "GB").put("customer_id", 4711));
    for (int id = COUNT - all.size(); id > 0; id--) {
      all.add(order(id, "12.50", "USD", "US"));
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    for (int i = 0; i < all.size(); i++) {
      all.getJsonObject(i).put("created_at", now.minusMillis(100 * i).toString());
    }
    post(to, all.encode());
    poison(to.broker());
    Await.until(
        Await.LONG,
        "outcomes and letters",
        () ->
            matches(to, "") == COUNT
                && matches(to, "&payment=PENDING") == 0
                && matches(to, "&flagged=true") == 1
                && to.get("/api/dead-letters").getJsonArray("dead_letters").size() == 6);
  }

  static void late(OrdersProcess to) {
    post(to, order("late", "5", "USD", "US").encode());
  }

  /**
   * Five records of partition 0 are there, and deleted before anybody who is not there reads them.
   */
  static void lose(String broker) {
    Map<String, Object> at = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker);
    TopicPartition partition = new TopicPartition("orders", 0);
    try (Admin admin = Admin.create(at);
        KafkaProducer<byte[], byte[]> shop =
            new KafkaProducer<>(at, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 5; i++) {
        byte[] order = order("lost-" + i, "5", "USD", "US").encode().getBytes(UTF_8);
        shop.send(new ProducerRecord<>("orders", 0, ("lost-" + i).getBytes(UTF_8), order));
      }
      shop.flush();
      admin
          .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(-1))) // up to the end
          .all()
          .get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  static void afterwards(OrdersProcess to) {
    post(to, order(2000, "20", "EUR", "DE").encode());
  }

  private static JsonObject order(Object id, String amount, String currency, String country) {
    return new JsonObject()
        .put("order_id", id)
        .put("amount", new BigDecimal(amount))
        .put("currency", currency)
        .put("country", country);
  }

  private static void post(OrdersProcess to, String orders) {
    assertThat(to.post("/api/orders", orders).statusCode()).isEqualTo(202);
  }

  private static int matches(OrdersProcess of, String filter) {
    return of.get("/api/orders?limit=1&count=true" + filter)
        .getJsonObject("matches")
        .getInteger("count");
  }

  /** All to one partition, so that the places of their letters are known. */
  private static void poison(String broker) {
    try (KafkaProducer<byte[], byte[]> stranger =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> negative =
          new ProducerRecord<>(
              "orders",
              0,
              "666".getBytes(UTF_8),
              "{\"order_id\":666,\"amount\":-5,\"country\":\"DE\"}".getBytes(UTF_8));
      negative.headers().add("traceparent", "00-4bf92f35-00f067aa-01".getBytes(UTF_8));
      stranger.send(negative);
      stranger.send(
          new ProducerRecord<>("orders", 0, "667".getBytes(UTF_8), new byte[] {0, -1, -2, 127, 9}));
    }
  }
}
