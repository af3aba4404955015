package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code orders import} beside an Orders that runs. */
final class ImportIT {

  @TempDir private Path directory;

  @Test
  void refusedLinesAreCorrectedAndImportedAgain() throws IOException {
    Path file = directory.resolve("orders.csv");
    Files.writeString(file, "order_id,amount,country\na1,12.50,DE\na2,twelve,DE\na1,12.50,DE\n");
    Path refused = directory.resolve("orders.csv.refused.csv");
    try (OrdersProcess orders =
        OrdersProcess.start(directory.resolve("data"), "--source", "none")) {
      Map<String, String> broker = Map.of("BROKER_PORT", orders.broker().replaceAll(".*:", ""));
      try (OrdersProcess first = start(broker, "import", file.toString())) {
        assertThat(first.exitCode(Await.LONG)).isEqualTo(3);
        assertThat(first.output())
            .contains("file:orders.csv: 3 read, 2 accepted, 1 refused")
            .contains("    orders.csv:3: amount: expected a number, was \"twelve\"")
            .anyMatch(line -> line.contains("orders import " + refused));
      }
      assertThat(Files.readString(refused))
          .endsWith("amount: expected a number, was \"\"twelve\"\"\",a2,twelve,DE\n");
      Files.writeString(refused, Files.readString(refused).replace(",twelve,", ",12,"));
      try (OrdersProcess second = start(broker, "import", refused.toString())) {
        assertThat(second.exitCode(Await.LONG)).isZero();
      }
      Await.until(
          Await.LONG,
          "both orders have documents",
          () -> orders.documents().keySet().containsAll(List.of("a1", "a2")),
          orders::output);
      assertThat(orders.documents()).hasSize(2);
      assertThat(orders.documents().get("a2").getMap()).doesNotContainKey("orders_refused_reason");
    }
  }

  @Test
  void theRejectedLinesAreWhereTheUserSaysAndTheCommandForThemCanBeCopied() throws IOException {
    Path file = directory.resolve("our orders.csv");
    Files.writeString(file, "order_id,amount,country\na1,12.50,DE\na2,twelve,DE\n");
    Path refused = directory.resolve("to mend.csv");
    String[] command = {
      "import",
      file.toString(),
      "--refused",
      refused.toString(),
      "--mapping",
      "ours,zone=UTC",
      "--data",
      directory.resolve("data").toString()
    };
    try (OrdersProcess orders =
        OrdersProcess.start(directory.resolve("data"), "--source", "none")) {
      assertThat(orders.broker()).isNotEmpty();
      try (OrdersProcess first = start(Map.of(), command)) {
        assertThat(first.exitCode(Await.LONG)).isEqualTo(3);
        assertThat(first.output())
            .anyMatch(
                line ->
                    line.endsWith("orders import '%s' --mapping ours,zone=UTC".formatted(refused)));
      }
      assertThat(Files.readString(refused)).endsWith(",a2,twelve,DE\n");
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.map(it -> it.getFileName().toString()))
            .containsExactlyInAnyOrder("data", "our orders.csv", "to mend.csv");
      }
    }
    try (OrdersProcess again = start(Map.of(), command)) {
      assertThat(again.exitCode(Await.LONG)).isEqualTo(2);
      assertThat(again.output())
          .contains(
              "  --refused: " + refused + " exists already; choose another name, or remove it");
    }
    assertThat(Files.readString(refused)).endsWith(",a2,twelve,DE\n");
  }

  @Test
  void whereNoOrdersRunsItSaysHowToStartOneAndADryRunNeedsNone() throws IOException {
    Path file = directory.resolve("orders.csv");
    Files.writeString(file, "order_id,amount,country\na1,12.50,DE\n");
    Map<String, String> nobody = Map.of("BROKER_PORT", Integer.toString(OrdersProcess.freePort()));
    try (OrdersProcess process = start(nobody, "import", file.toString())) {
      assertThat(process.exitCode(Await.LONG)).isEqualTo(1);
      assertThat(process.output())
          .singleElement()
          .asString()
          .contains("no Orders runs on this machine", nobody.get("BROKER_PORT"), "./orders");
    }
    try (OrdersProcess process = start(nobody, "import", file.toString(), "--dry-run")) {
      assertThat(process.exitCode(Await.LONG)).isZero();
      assertThat(process.output()).contains("    USD: 1 order, 12.50", "  nothing was sent");
    }
  }

  private OrdersProcess start(Map<String, String> environment, String... arguments) {
    return OrdersProcess.start(directory, environment, arguments);
  }
}
