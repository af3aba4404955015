package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.logging.LogLines;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the jar with each format, lets it say a lot, and reads every line of it. */
class LogFormatIT {

  private static final int POISON = 500;
  private static final String LINE =
      "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) [A-Z]{4,5} +\\S+:"
          + " .*";

  @TempDir Path data;

  @Test
  void everyLineOfEcsIsAnObjectFromTheFirstOn() throws Exception {
    readsEveryLine(
        Map.of("ORDERS_LOG_FORMAT", "ecs"),
        LogLines::ecs,
        "message",
        "labels.place",
        "labels.order_id",
        "labels.held_back");
  }

  @Test
  void everyLineOfLogfmtIsPairsFromTheFirstOn() throws Exception {
    readsEveryLine(
        Map.of("ORDERS_LOG_FORMAT", "logfmt"),
        LogLines::logfmt,
        "msg",
        "place",
        "order_id",
        "held_back");
  }

  @Test
  void everyLineOfTextHasDateAndZoneOrBelongsToTheOneBefore() throws Exception {
    for (String line : run(Map.of())) {
      assertThat(line)
          .matches(
              "(?s)" + LINE + "|\\t.*|Caused by: .*|Suppressed: .*|[a-zA-Z.]+(\\$\\w+)?(: .*)?");
    }
  }

  @Test
  void aDescriptorSaysTheFormatToo() throws Exception {
    Path conf = Files.writeString(data.resolve("conf.yaml"), "log-format: ecs\nroles: [http]\n");
    try (OrdersProcess orders =
        OrdersProcess.start(
            data.resolve("orders"), Map.of("LOG_LEVEL", "DEBUG"), "--conf", conf.toString())) {
      orders.page();
      orders.terminate();
      orders.exitCode(Await.LONG);
      orders.log().forEach(LogLines::ecs);
    }
  }

  private void readsEveryLine(
      Map<String, String> environment,
      Function<String, Map<String, String>> parser,
      String message,
      String place,
      String orderId,
      String heldBack)
      throws Exception {
    List<Map<String, String>> lines = new ArrayList<>();
    run(environment).forEach(line -> lines.add(parser.apply(line)));

    List<Map<String, String>> letters =
        lines.stream()
            .filter(line -> line.get(message).contains("dead letter of payments-group"))
            .toList();
    assertThat(letters).hasSizeBetween(1, 40);
    assertThat(letters)
        .allSatisfy(
            line -> {
              assertThat(line.get(place)).matches("orders-\\d@\\d+");
              assertThat(line.get(orderId)).startsWith("say \"hi\"? ");
              assertThat(line.get(message)).contains(line.get(place));
            });
    long counted =
        letters.size()
            + letters.stream()
                .mapToLong(it -> Long.parseLong(it.getOrDefault(heldBack, "0")))
                .sum();
    assertThat(counted).isEqualTo(POISON);
  }

  /** Standard error of a run in which every reader meets many records that are no orders. */
  private List<String> run(Map<String, String> environment) throws Exception {
    Map<String, String> loud =
        new HashMap<>(Map.of("LOG_LEVEL", "DEBUG", "KAFKA_LOG_LEVEL", "INFO"));
    loud.putAll(environment);
    try (OrdersProcess orders =
        OrdersProcess.start(data.resolve("orders"), loud, "--source", "none")) {
      orders.page();
      poison(orders.broker());
      orders.awaitIdle(Await.LONG);
      orders.terminate();
      orders.exitCode(Await.LONG);
      assertThat(orders.log()).hasSizeGreaterThan(100);
      return orders.log();
    }
  }

  private static void poison(String broker) throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < POISON; i++) {
        byte[] key = ("say \"hi\"\u0001 " + i).getBytes(StandardCharsets.UTF_8);
        byte[] value = "{\"a\":\n\u001b[31m".getBytes(StandardCharsets.UTF_8);
        sent.add(producer.send(new ProducerRecord<>("orders", key, value)));
      }
      for (Future<RecordMetadata> each : sent) {
        each.get(1, TimeUnit.MINUTES);
      }
    }
  }
}
