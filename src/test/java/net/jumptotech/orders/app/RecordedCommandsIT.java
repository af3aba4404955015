package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the record of operations says of commands that change something. */
final class RecordedCommandsIT {

  @TempDir private Path directory;

  @Test
  void importsAndRebuildsAreRecordedAndARootProvesIt() throws Exception {
    Path data = directory.resolve("data");
    Path file = directory.resolve("orders.csv");
    Files.writeString(file, "order_id,amount,country\n1,5,DE\n2,6,DE\n");
    try (OrdersProcess orders = OrdersProcess.start(data, "--source", "none")) {
      orders.page();
      run(0, Map.of(), "import", "--data", data + "", "--by", "anna", "--why", "late", file + "");
      List<JsonObject> imports = operations(orders, "import");
      assertThat(imports).hasSize(2);
      assertThat(imports.get(0).getString("who")).isEqualTo("anna");
      assertThat(imports.get(0).getString("from"))
          .startsWith(System.getProperty("user.name") + "@");
      assertThat(imports.get(0).getString("why")).isEqualTo("late");
      assertThat(imports.get(0).getJsonObject("what").getString("file")).endsWith("orders.csv");
      assertThat(imports.get(0).getJsonObject("after").getInteger("accepted")).isEqualTo(2);
      assertThat(imports.get(0).getString("of")).isEqualTo(imports.get(1).getString("hash"));

      run(0, Map.of(), "store", "--rebuild", "--data", data + "");
      assertThat(operations(orders, "store --rebuild"))
          .extracting(it -> it.getString("outcome") + " by " + it.getString("who"))
          .containsExactly(
              "done by " + System.getProperty("user.name"),
              "asked by " + System.getProperty("user.name"));

      Map<String, String> broker = Map.of("KAFKA_BOOTSTRAP_SERVERS", orders.broker());
      run(0, broker, "topics", "--create");
      assertThat(operations(orders, "topics --create")).as("nothing was created").isEmpty();
      String root = orders.get("/api/operations").getJsonObject("record").getString("root");
      run(0, Map.of(), "store", "--rebuild", "--data", data + "");
      assertThat(run(0, broker, "operations", "--verify", "--root", root))
          .anyMatch(
              line -> line.matches("the root that you gave is that of the first \\d records.*"));
      assertThat(run(1, broker, "operations", "--verify", "--root", "ab".repeat(32)))
          .anyMatch(line -> line.startsWith("WRONG: the root that you gave is not that of any"));
      run(2, broker, "operations", "--root", root);
    }
    assertThat(run(0, Map.of(), "store", "--rebuild", "--data", data + ""))
        .anyMatch(line -> line.startsWith("warning: this is not in the record of operations: "));
    Map<String, String> away = Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
    assertThat(run(1, away, "store", "--rebuild", "--data", data + ""))
        .anyMatch(line -> line.contains("nothing was done"));
  }

  @Test
  void topicsThatAreCreatedAreRecordedAlsoIfTheTopicOfTheRecordIsOneOfThem() throws Exception {
    try (OrdersProcess orders =
        OrdersProcess.start(directory.resolve("data"), "--roles", "broker")) {
      Map<String, String> broker = Map.of("KAFKA_BOOTSTRAP_SERVERS", orders.broker());
      run(0, broker, "topics", "--create");
      delete(orders, "dead-letters");
      run(0, broker, "topics", "--create", "--why", "deleted by mistake");
      assertThat(run(0, broker, "operations"))
          .filteredOn(line -> line.contains("deleted by mistake"))
          .hasSize(2)
          .allMatch(line -> line.contains("\"missing\":\"dead-letters\""));
      delete(orders, "operations");
      run(0, broker, "topics", "--create", "--why", "that too");
      assertThat(run(0, broker, "operations"))
          .singleElement()
          .asString()
          .contains("\"outcome\":\"done\"", "\"missing\":\"operations\"", "that too");
    }
  }

  private static void delete(OrdersProcess orders, String topic) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", orders.broker()))) {
      admin.deleteTopics(List.of(topic)).all().get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
      Await.until(
          Await.LONG, "the topic is gone", () -> !admin.listTopics().names().get().contains(topic));
    }
  }

  private List<String> run(int code, Map<String, String> environment, String... command) {
    try (OrdersProcess process = OrdersProcess.start(directory, environment, command)) {
      int ended = process.exitCode(Await.LONG);
      assertThat(ended).as("%s", process.output()).isEqualTo(code);
      return process.output();
    }
  }

  private static List<JsonObject> operations(OrdersProcess of, String action) {
    String name = URLEncoder.encode(action, StandardCharsets.UTF_8);
    Stream<Object> found =
        of.get("/api/operations?action=" + name).getJsonArray("operations").stream();
    return found.map(JsonObject.class::cast).toList();
  }
}
