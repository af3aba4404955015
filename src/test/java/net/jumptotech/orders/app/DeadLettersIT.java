package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.stream.OrderRecords;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters are worked with the command line, beside processes that run. */
final class DeadLettersIT {

  private static final Duration SOON = Await.LONG;

  @TempDir private Path directory;
  private String broker;

  @Test
  void rejectedRecordsAreShownTriedReplayedEditedAndDiscarded() throws Exception {
    try (OrdersProcess process =
        OrdersProcess.start(directory.resolve("data"), "--source", "none")) {
      process.page();
      broker = process.broker();
      write("a", order("a", "-5", "US"));
      write("b", order("b", "-6", "US"));
      write("c", order("c", "7", "USA"));
      misplaced("d");
      write("e", "\u001b[31mno order");
      Await.until("every group has rejected each", () -> letters() == 15, this::letters);

      assertThat(run("list"))
          .contains("2 × invalid: amount: expected a number of 0 or more")
          .anyMatch(it -> it.startsWith("    analytics-group, fraud-group, payments-group; "));
      assertThat(run("rehearse")).contains("3 would pass", "12 fails as before");
      assertThat(run("replay", "--cause", "misplaced"))
          .contains("would replay 3, 200 per second; do it with --yes --why TEXT");
      assertThat(letters()).isEqualTo(15);
      assertThat(run("show", "e"))
          .contains("\\u001b[31mno order")
          .noneMatch(it -> it.contains("\u001b"));

      assertThat(run("replay", "--cause", "misplaced", "--yes", "--why", "mended"))
          .contains("1 into analytics-group", "1 into fraud-group", "1 into payments-group");
      Await.until("it is paid", () -> paid("d") == 1);
      assertThat(run("replay", "--cause", "misplaced")).contains("nothing to replay");

      Path edited = directory.resolve("c.json");
      Files.writeString(edited, order("c", "7", "Moon"));
      assertThat(run(1, "replay", "c", "--edit", edited.toString()).toString())
          .contains("country: expected");
      Files.writeString(edited, order("c", "7", "US"));
      run("replay", "c", "--edit", edited.toString(), "--yes", "--why", "USA is US");
      Await.until("it is paid", () -> paid("c") == 1);

      assertThat(run(1, "discard", "--yes", "--why", "all").toString()).contains("say which");
      assertThat(run("discard", "--cause", "amount", "--yes", "--why", "a test", "--by", "anna"))
          .contains("discarded 6 dead letters");
      run("discard", "e", "--yes", "--why", "no order");
      assertThat(run("list")).containsExactly("no such dead letter is open");
      assertThat(run("show", "a")).anyMatch(it -> it.contains("discarded after 1 attempts"));

      List<String> recorded = actions();
      assertThat(recorded)
          .containsSubsequence(
              "dead-letters replay asked mended",
              "dead-letters replay done mended",
              "dead-letters replay asked USA is US",
              "dead-letters discard done a test by anna");
    }
  }

  private List<String> actions() {
    List<String> found = new ArrayList<>();
    for (JsonObject each : TopicContents.values(broker, "operations")) {
      found.add(
          "%s %s %s%s"
              .formatted(
                  each.getString("action"),
                  each.getString("outcome"),
                  each.getString("why"),
                  each.getString("who").equals("anna") ? " by anna" : ""));
    }
    return found;
  }

  private int letters() {
    return TopicContents.records(broker, "dead-letters").size();
  }

  private int paid(String id) {
    return TopicContents.byKey(broker, "payments").getOrDefault(id, List.of()).size();
  }

  private List<String> run(String... arguments) {
    return run(-1, arguments);
  }

  /**
   * @param code expected; -1 for any
   */
  private List<String> run(int code, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "dead-letters";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try (OrdersProcess process =
        OrdersProcess.start(directory, Map.of("KAFKA_BOOTSTRAP_SERVERS", broker), all)) {
      int exit = process.exitCode(SOON);
      assertThat(exit).as("%s", process.output()).isIn(code < 0 ? List.of(0, 1) : List.of(code));
      return process.output();
    }
  }

  private static String order(String id, String amount, String country) {
    return "{\"order_id\":\"%s\",\"amount\":%s,\"country\":\"%s\"}".formatted(id, amount, country);
  }

  /** In a partition that is not the one of its key. */
  private void misplaced(String id) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      byte[] key = id.getBytes(UTF_8);
      int partitions = producer.partitionsFor("orders").size();
      int wrong = (OrderRecords.partitionOf(key, partitions) + 1) % partitions;
      producer.send(
          new ProducerRecord<>("orders", wrong, key, order(id, "5", "US").getBytes(UTF_8)));
    }
  }

  private void write(String id, String value) {
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      producer.send(new ProducerRecord<>("orders", id.getBytes(UTF_8), value.getBytes(UTF_8)));
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker), new ByteArraySerializer(), new ByteArraySerializer());
  }
}
