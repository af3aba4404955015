package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark from outside: a small one, whose values prove nothing. */
final class BenchIT {

  /** Half a minute alone, and thrice as long beside other tests. */
  private static final Duration ROUND = Duration.ofMinutes(5);

  @TempDir private Path data;

  @Test
  void aComparisonIsOneJsonDocumentAndOneRoundIsNoVerdict() {
    try (OrdersProcess bench =
        OrdersProcess.start(
            data, "bench", "--only", "fraud", "--orders", "2000", "--rounds", "1", "--json")) {
      assertThat(bench.exitCode(ROUND)).as(String.join("\n", bench.output())).isEqualTo(4);
      assertThat(bench.log()).anyMatch(line -> line.startsWith("Orders "));
      JsonObject report = new JsonObject(String.join("\n", standardOutput(bench)));
      assertThat(report.getJsonObject("machine").getInteger("processors")).isPositive();
      JsonObject comparison = only(report.getJsonArray("comparisons"));
      assertThat(comparison.getString("part")).isEqualTo("fraud");
      JsonArray measures = comparison.getJsonArray("measures");
      assertThat(measures).hasSize(2);
      JsonObject rate = measures.getJsonObject(0);
      assertThat(rate.getString("unit")).isEqualTo("orders/s");
      assertThat(rate.getJsonArray("values")).hasSize(1);
      assertThat(rate.getDouble("ratio_median")).isPositive();
      assertThat(rate.getJsonObject("target").getDouble("at_least")).isEqualTo(0.45);
      assertThat(rate.getString("verdict")).isEqualTo("none");
      assertThat(rate.getJsonArray("reasons_for_no_verdict"))
          .contains("a verdict needs 3 rounds, there were 1");
    }
  }

  @Test
  void whatCannotBeMeasuredHereIsSaidAtOnceIfItIsAskedFor() {
    try (OrdersProcess bench = OrdersProcess.start(data, "bench", "--only", "fraud,couchbase")) {
      assertThat(bench.exitCode(Await.LONG)).isEqualTo(1);
      assertThat(bench.log())
          .containsExactly("orders: --only couchbase: COUCHBASE_HOST is not set");
    }
  }

  @Test
  void wrongNumbersAreMistakes() {
    try (OrdersProcess bench =
        OrdersProcess.start(data, "bench", "--rounds", "0", "--orders", "-1")) {
      assertThat(bench.exitCode(Await.LONG)).isEqualTo(2);
      assertThat(bench.log())
          .contains(
              "  --rounds: expected a whole number from 1, was 0",
              "  --orders: expected a whole number from 1, was -1");
    }
  }

  private static JsonObject only(JsonArray array) {
    assertThat(array).hasSize(1);
    return array.getJsonObject(0);
  }

  private static List<String> standardOutput(OrdersProcess process) {
    List<String> log = process.log();
    return process.output().stream().filter(line -> !log.contains(line)).toList();
  }
}
