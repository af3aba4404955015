package net.jumptotech.orders.cli.bench.compare;

import static net.jumptotech.orders.cli.bench.compare.ResultTest.series;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Result.Verdict;
import org.junit.jupiter.api.Test;

final class ReportTest {

  private static final Measure RATE =
      Measure.of("rate", "orders/s").aimsAt(Target.ratioAtLeast(0.45));
  private static final Comparison COMPARISON =
      new Comparison(
          "fraud, a backlog of 500,000 orders",
          List.of(RATE),
          1,
          Map::of,
          Optional.of(new Reference("Kafka's clients alone", Map::of)));

  private final Report report =
      new Report(
          Machine.here(),
          Instant.parse("2026-01-05T10:42:18Z"),
          new JsonObject()
              .put("rounds", 3)
              .put("orders", 500_000)
              .put("in_flight", null)
              .put("rate_orders_per_second", 5_000)
              .put("round_seconds", 30)
              .put("stored", 500_000)
              .put("documents", 20_000));

  @Test
  void aResultIsOneLineWithMediansRatioTargetAndVerdict() {
    assertThat(add(0.01))
        .containsExactly(
            "fraud, a backlog of 500,000 orders; the reference is Kafka's clients alone",
            "  rate: 100,000 orders/s (90,000 to 110,000), reference 200,000 (199,000 to 201,000);"
                + " ratio 0.50 (0.45 to 0.55); target ratio at least 0.45: met",
            "  noise: calibrations 1 % apart, other processes used 1 % of the processors; took 1"
                + " min 2 s");
    assertThat(report.verdicts()).containsExactly(Verdict.MET);
  }

  @Test
  void whyThereIsNoVerdictIsSaid() {
    assertThat(add(0.5))
        .contains("  no verdict: other processes used 50 % of the processors (at most 5 %)")
        .anyMatch(line -> line.endsWith("target ratio at least 0.45: no verdict"));
    assertThat(report.verdicts()).containsExactly(Verdict.NONE);
  }

  @Test
  void theJsonHasTheShapeThatIsDocumented() throws Exception {
    add(0.01);
    report.addMissing("page", "there is no chromium in PATH");
    String document = Files.readString(Path.of("docs", "bench.md"));
    String example = document.substring(document.indexOf("```json") + 7);
    JsonObject documented = new JsonObject(example.substring(0, example.indexOf("```")));
    assertThat(paths("", report.json())).isEqualTo(paths("", documented));
  }

  private List<String> add(double others) {
    Result result =
        new Result(
            RATE,
            series(90_000, 100_000, 110_000),
            Optional.of(series(200_000, 199_000, 201_000)),
            new Noise(series(80, 80.5, 80.9), Optional.of(others)));
    return report.add("fraud", COMPARISON, List.of(result), Duration.ofSeconds(62));
  }

  /** Of all fields, with what is in an array under one path. */
  private static Set<String> paths(String path, Object value) {
    Set<String> paths = new TreeSet<>(Set.of(path));
    if (value instanceof JsonObject object) {
      object.forEach(field -> paths.addAll(paths(path + "." + field.getKey(), field.getValue())));
    } else if (value instanceof JsonArray array) {
      array.forEach(each -> paths.addAll(paths(path + "[]", each)));
    }
    return paths;
  }
}
