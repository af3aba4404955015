package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus with our configuration and alerts, and what Grafana would ask it. */
final class PrometheusIT {

  private static final Path ALERTS = Path.of("conf/prometheus/alerts.yaml");
  private static final Path DASHBOARD = Path.of("conf/grafana/orders.json");

  /** Of ours, of Vert.x, of Java and of Kafka's clients. */
  private static final Pattern NAME = Pattern.compile("\\b(?:orders|vertx|jvm|kafka)_[a-z_]+");

  @TempDir private Path directory;

  @Test
  void alertsFireWhenTheyShould() throws Exception {
    Path log = directory.resolve("promtool");
    String tests = ALERTS.resolveSibling("alerts_test.yaml").toString();
    assertThat(PrometheusServer.promtool(log, "check", "rules", ALERTS.toString()))
        .contains("SUCCESS");
    assertThat(PrometheusServer.promtool(log, "test", "rules", tests)).contains("SUCCESS");
  }

  /** The gateway is so slow that payment is late, and the source is full of dead letters. */
  @Test
  void everyPanelShowsSomethingAndEveryRuleIsEvaluated() throws Exception {
    Instant began = Instant.now();
    int port = OrdersProcess.freePort();
    Map<String, String> environment =
        Map.of(
            "ORDERS_HEALTH_PORT", Integer.toString(port), "ORDERS_PAYMENT_GATEWAY_LATENCY", "8s");
    try (OrdersProcess process =
            OrdersProcess.start(
                directory.resolve("orders"), environment, "--source", "file:" + source());
        PrometheusServer prometheus =
            PrometheusServer.start(Files.createDirectory(directory.resolve("prometheus")), port)) {
      process.page();
      Await.until(
          Await.LONG,
          "money that waits, and a risk that is not yet an alert",
          () ->
              !prometheus.query("orders_group_lag_money{group=\"payments-group\"}").isEmpty()
                  && isPending(prometheus.get("api/v1/alerts"), "dead-letters"));
      process.awaitIdle(Await.LONG);
      Await.until(
          Await.LONG,
          "payments are seen",
          () -> !prometheus.query("orders_outcomes_total{status=\"PAID\"} > 0").isEmpty());

      for (String expression : panels()) {
        assertThat(prometheus.query(expression, began)).as(expression).isNotEmpty();
      }
      assertThat(rules(prometheus.get("api/v1/rules")))
          .hasSizeGreaterThan(5)
          .allSatisfy(
              rule -> assertThat(rule.getString("health")).as(rule.encode()).isEqualTo("ok"));
      assertThat(prometheus.names()).containsAll(namesIn(ALERTS)).containsAll(namesIn(DASHBOARD));
    }
  }

  private Path source() throws IOException {
    List<String> lines = new ArrayList<>();
    IntStream.range(0, 60)
        .forEach(
            i -> {
              lines.add("{\"order_id\": %d, \"amount\": 12.5, \"country\": \"DE\"}".formatted(i));
              lines.add("{\"order_id\": %d, \"amount\": \"much\"}".formatted(1_000 + i));
            });
    return Files.write(directory.resolve("orders.ndjson"), lines);
  }

  private static boolean isPending(JsonObject alerts, String kind) {
    return objects(alerts.getJsonArray("alerts"))
        .anyMatch(
            it ->
                it.getString("state").equals("pending")
                    && kind.equals(it.getJsonObject("labels").getString("kind"))
                    && it.getJsonObject("annotations")
                        .getString("runbook")
                        .equals("docs/operate.md#" + kind));
  }

  private static List<JsonObject> rules(JsonObject answer) {
    return objects(answer.getJsonArray("groups"))
        .flatMap(group -> objects(group.getJsonArray("rules")))
        .toList();
  }

  private static List<String> panels() throws IOException {
    return objects(new JsonObject(Files.readString(DASHBOARD)).getJsonArray("panels"))
        .flatMap(panel -> objects(panel.getJsonArray("targets")))
        .map(target -> target.getString("expr"))
        .toList();
  }

  private static TreeSet<String> namesIn(Path file) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    NAME.matcher(Files.readString(file)).results().forEach(it -> names.add(it.group()));
    assertThat(names).isNotEmpty();
    return names;
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return array.stream().map(JsonObject.class::cast);
  }
}
