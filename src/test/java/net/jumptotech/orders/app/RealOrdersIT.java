package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A week of an online shop (UCI Online Retail), through the jar as a user runs it. */
final class RealOrdersIT {

  private static final Path FILE =
      Path.of("src", "main", "resources", "sample", "orders-2010-12.ndjson").toAbsolutePath();
  private static final Duration DONE = Await.LONG;

  @TempDir private Path data;

  @Test
  void everyRealOrderEndsWithOneOutcomeAndOneDocumentAndSumsToTheCent() throws IOException {
    run("  629 paid, 0 declined, 0 not charged, 244 flagged", "--fresh");
    Map<String, JsonObject> first = check(70);

    run("  629 already had their outcome before this run; it is unchanged");
    Map<String, JsonObject> second = check(140); // what is wrong is wrong again

    assertThat(second).isEqualTo(first);
  }

  private void run(String told, String... more) {
    List<String> arguments = new java.util.ArrayList<>(List.of(more));
    arguments.addAll(List.of("--source", "file:" + FILE, "--exit-when-done"));
    try (OrdersProcess process = OrdersProcess.start(data, arguments.toArray(String[]::new))) {
      assertThat(process.exitCode(DONE)).isZero();
      assertThat(process.output())
          .anySatisfy(line -> assertThat(line).contains("699 read", "629 accepted", "70 refused"))
          .contains(told, "  dead letters: 70 from the source, 0 from the roles that read");
    }
  }

  private Map<String, JsonObject> check(int deadLetters) throws IOException {
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      String broker = process.broker();
      process.awaitIdle(DONE);
      Audit audit =
          Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
      assertThat(audit.orders()).isEqualTo(629);
      assertThat(TopicContents.records(broker, "dead-letters")).hasSize(deadLetters);
      assertThat(TopicContents.records(broker, "fraud-alerts")).hasSize(244);
      assertThat(TopicContents.records(broker, "payments")).hasSize(629);
      JsonObject summary = process.get("/api/summary");
      assertThat(summary.getLong("orders")).isEqualTo(629);
      assertThat(amounts(summary)).isEqualTo(amountsOfTheFile());
      return process.documents();
    }
  }

  private static Map<String, BigDecimal> amounts(JsonObject summary) {
    Map<String, BigDecimal> amounts = new HashMap<>();
    JsonArray rows = summary.getJsonArray("by_country");
    rows.stream()
        .map(JsonObject.class::cast)
        .forEach(
            row ->
                amounts.put(
                    row.getString("country"),
                    new BigDecimal(row.getValue("amount").toString()).setScale(2)));
    return amounts;
  }

  private static Map<String, BigDecimal> amountsOfTheFile() throws IOException {
    Map<String, BigDecimal> amounts = new HashMap<>();
    for (String line : Files.readAllLines(FILE)) {
      JsonObject order = new JsonObject(line);
      BigDecimal amount = new BigDecimal(order.getValue("amount").toString()).setScale(2);
      if (amount.signum() >= 0) {
        amounts.merge(order.getString("country"), amount, BigDecimal::add);
      }
    }
    return amounts;
  }
}
