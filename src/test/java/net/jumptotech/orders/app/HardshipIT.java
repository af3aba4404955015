package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers do to a pipeline: nonsense on its topics, a store that cannot be written. */
final class HardshipIT {

  private static final Duration CAUGHT_UP = Await.LONG;

  @TempDir private Path data;

  private record Poison(String kind, byte[] key, byte[] value) {
    static Poison text(String kind, String key, String value) {
      return new Poison(kind, key.getBytes(UTF_8), value.getBytes(UTF_8));
    }
  }

  private static final List<Poison> POISON =
      List.of(
          new Poison("no value", "1".getBytes(UTF_8), null),
          new Poison("empty value", "2".getBytes(UTF_8), new byte[0]),
          new Poison("no text at all", "3".getBytes(UTF_8), new byte[] {0, -1, -2, 127, 9}),
          Poison.text("cut off", "4", "{\"order_id\":4,\"amount\":1"),
          Poison.text("no object", "5", "[1,2,3]"),
          Poison.text("fields missing", "6", "{\"order_id\":6}"),
          Poison.text("negative", "7", "{\"order_id\":7,\"amount\":-1,\"country\":\"DE\"}"),
          Poison.text(
              "a number too large", "8", "{\"order_id\":8,\"amount\":1e400,\"country\":\"DE\"}"),
          Poison.text("no such country", "9", "{\"order_id\":9,\"amount\":1,\"country\":\"ZZ\"}"),
          Poison.text("another key", "11", "{\"order_id\":10,\"amount\":1,\"country\":\"DE\"}"),
          new Poison(
              "no key", null, "{\"order_id\":12,\"amount\":1,\"country\":\"DE\"}".getBytes(UTF_8)),
          Poison.text("deep", "13", "[".repeat(5_000)));

  @Test
  void poisonBetweenGoodOrdersIsKeptByteForByteAndStallsNothing() {
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.page();
      List<String> good = new ArrayList<>();
      try (KafkaProducer<byte[], byte[]> stranger = stranger(process.broker())) {
        for (int i = 0; i < 300; i++) {
          String id = "good-" + i;
          good.add(id);
          send(stranger, Poison.text("", id, order(id)));
          if (i % 10 == 0) {
            send(stranger, POISON.get(i / 10 % POISON.size()));
          }
        }
      }
      process.awaitIdle(CAUGHT_UP);

      assertThat(process.documents().keySet()).containsExactlyInAnyOrderElementsOf(good);
      Map<String, Long> letters =
          TopicContents.records(process.broker(), "dead-letters").stream()
              .collect(Collectors.groupingBy(HardshipIT::identity, Collectors.counting()));
      assertThat(letters).isEqualTo(expectedLetters());
      assertThat(TopicContents.byKey(process.broker(), "payments").keySet())
          .containsExactlyInAnyOrderElementsOf(good);
    }
  }

  /** Each of the three groups keeps each of them, with its own name on it. */
  private static Map<String, Long> expectedLetters() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 300; i += 10) {
      Poison poison = POISON.get(i / 10 % POISON.size());
      for (String group : List.of("fraud-group", "payments-group", "analytics-group")) {
        expected.add(identity(group, poison.key, poison.value, "orders", "kept"));
      }
    }
    return expected.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
  }

  private static String identity(ConsumerRecord<byte[], byte[]> letter) {
    assertThat(header(letter, "dlq.message")).isNotBlank();
    assertThat(header(letter, "dlq.exception")).isNotBlank();
    assertThat(Long.parseLong(header(letter, "dlq.offset"))).isNotNegative();
    assertThat(Integer.parseInt(header(letter, "dlq.partition"))).isBetween(0, 2);
    return identity(
        header(letter, "dlq.group"),
        letter.key(),
        letter.value(),
        header(letter, "dlq.topic"),
        header(letter, "trace"));
  }

  private static String identity(
      String group, byte[] key, byte[] value, String topic, String trace) {
    return String.join(" ", group, hex(key), hex(value), topic, trace);
  }

  private static String hex(byte[] bytes) {
    return bytes == null
        ? "null"
        : bytes.length > 100
            ? bytes.length + " bytes " + Arrays.hashCode(bytes)
            : "[" + HexFormat.of().formatHex(bytes) + "]";
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    assertThat(letter.headers().lastHeader(name)).as(name).isNotNull();
    return new String(letter.headers().lastHeader(name).value(), UTF_8);
  }

  @Test
  void whileTheStoreCannotBeWrittenAnalyticsWaitsAndNothingIsLost() throws SQLException {
    try (OrdersProcess process = OrdersProcess.start(data, "--rate", "1000")) {
      process.page();
      Await.until(
          CAUGHT_UP,
          "documents are written",
          () -> process.get("/api/summary").getLong("orders") > 1_000);
      try (Connection intruder =
              DriverManager.getConnection(
                  "jdbc:sqlite:" + data.resolve("store").resolve("orders.db"));
          Statement statement = intruder.createStatement()) {
        statement.execute("PRAGMA busy_timeout=10000");
        statement.execute("BEGIN IMMEDIATE");
        Await.until(
            Await.LONG,
            "analytics says that it waits",
            () ->
                !"UP".equals(analytics(process, "status"))
                    && Long.parseLong(analytics(process, "lag")) > 2_000);
        long stored = process.get("/api/summary").getLong("orders");
        assertThat(process.get("/api/summary").getLong("orders")).isEqualTo(stored);
        statement.execute("ROLLBACK");
      }
      Await.until(
          CAUGHT_UP, "analytics is well again", () -> "UP".equals(analytics(process, "status")));
      process.terminate();
      process.exitCode(Await.LONG);
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.awaitIdle(CAUGHT_UP);
      Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
    }
  }

  private static String analytics(OrdersProcess process, String field) {
    return process.get("/api/overview").getJsonArray("groups").stream()
        .map(io.vertx.core.json.JsonObject.class::cast)
        .filter(group -> group.getString("group").equals("analytics-group"))
        .findFirst()
        .orElseThrow()
        .getValue(field)
        .toString();
  }

  private static String order(String id) {
    return "{\"order_id\":\"%s\",\"amount\":12.50,\"country\":\"FR\",\"currency\":\"EUR\"}"
        .formatted(id);
  }

  private static KafkaProducer<byte[], byte[]> stranger(String broker) {
    return new KafkaProducer<>(
        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> stranger, Poison poison) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("orders", poison.key, poison.value);
    record.headers().add("trace", "kept".getBytes(UTF_8));
    stranger.send(record);
  }
}
