package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What can be written to {@code orders} by whoever reaches Kafka, without any check of ours before:
 * orders that are accepted whatever else is in them, and records that become dead letters.
 */
final class HostileOrders {

  /** What no page may have in it as it came: it is not seen, or it turns round its neighbours. */
  static final String HIDDEN =
      "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]";

  private static final String BIDI = "\u202eeslaf\u2066";
  private static final String HTML = "<img src=x onerror=alert(1)><script>alert(2)</script>";

  /** By id, without what every order has. */
  static final Map<String, String> ACCEPTED = new LinkedHashMap<>();

  private static final List<String> REFUSED =
      List.of(
          "\"customer_id\":{\"name\":\"Ann\"}",
          "\"customer_id\":[" + "1,".repeat(20_000) + "1]",
          "\"customer_id\":\"" + BIDI + "x".repeat(64) + "\"",
          "\"created_at\":\"9999-12-31T00:00:00Z\"",
          "\"" + BIDI + HTML + "\":1,\"" + BIDI + HTML + "\":2",
          "\"deep\":" + "[".repeat(70) + "]".repeat(70));

  static {
    ACCEPTED.put(
        "h-objects", "\"customer\":{\"name\":\"Ann\"},\"items\":[{\"a\":[]},null,true,{}]");
    ACCEPTED.put("h-deep", "\"deep\":" + "[".repeat(60) + "]".repeat(60));
    ACCEPTED.put("h-number", "\"big\":1E+400,\"customer_id\":" + "9".repeat(64));
    ACCEPTED.put("h-bidi", "\"customer_id\":\"" + BIDI + "\",\"" + BIDI + "\":\"a" + BIDI + "\"");
    ACCEPTED.put(
        "h-controls",
        "\"customer_id\":\"\\u0000\\u001b[31m\\u009b\",\"note\":\"a\\u0000b\\r"
            + "\\u001b]0;x\\u0007\"");
    ACCEPTED.put("h-half", "\"customer_id\":\"\\ud83d\",\"half\":\"\\udd00\"");
    ACCEPTED.put(
        "h-names",
        "\"__proto__\":{\"customer_id\":1},\"constructor\":1,\"toString\":2,\"\":3,\"key\":4,"
            + "\"ref\":5,\"children\":6");
    ACCEPTED.put("h-html", "\"customer_id\":\"" + HTML + "\",\"" + HTML + "\":\"" + HTML + "\"");
    ACCEPTED.put("h-long", "\"text\":\"" + "x".repeat(900_000) + "\"");
    ACCEPTED.put("h-first", "\"created_at\":\"0001-01-01T00:00:00Z\"");
    ACCEPTED.put("h-seconds", "\"created_at\":\"1970-01-21T15:00:00Z\",\"customer_id\":null");
    ACCEPTED.put(
        "h-ours",
        "\"payment\":[1],\"fraud\":\""
            + BIDI
            + "\",\"processed_at\":{},\"kafka_offset\":\"x\","
            + "\"_meta\":{\"stub\":1}");
  }

  private HostileOrders() {}

  /** Returns when each that is accepted has its outcome, and each other its three letters. */
  static void send(OrdersProcess to) {
    int letters = letters(to);
    int orders = orders(to);
    try (KafkaProducer<byte[], byte[]> stranger =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, to.broker()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ACCEPTED.forEach((id, more) -> stranger.send(order(id, more)));
      REFUSED.forEach(more -> stranger.send(order("h-refused", more)));
      stranger.send(order("..", "\"x\":1"));
      String alert = "{\"order_id\":\"h-bidi\",\"amount\":1,\"country\":\"DE\",\"reason\":\"%s\"}";
      stranger.send(record("fraud-alerts", "h-bidi", alert.formatted(BIDI + "x".repeat(9_000))));
    }
    Await.until(
        Await.LONG,
        "outcomes and letters",
        () ->
            orders(to) == orders + ACCEPTED.size()
                && letters(to) == letters + 3 * (REFUSED.size() + 1)
                && to.get("/api/orders?payment=PENDING").getJsonArray("orders").isEmpty()
                && to.get("/api/orders?id=h-bidi").encode().contains("\"fraud\""));
  }

  private static int orders(OrdersProcess of) {
    JsonObject page = of.get("/api/orders?limit=1&count=true");
    return page.getJsonObject("matches").getInteger("count");
  }

  private static int letters(OrdersProcess of) {
    return of.get("/api/dead-letters?limit=100").getJsonArray("dead_letters").size();
  }

  private static ProducerRecord<byte[], byte[]> order(String id, String more) {
    String order = "{\"order_id\":\"%s\",\"amount\":1,\"country\":\"DE\",%s}".formatted(id, more);
    return record("orders", id, order);
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(topic, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
