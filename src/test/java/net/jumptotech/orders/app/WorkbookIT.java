package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.xlsx.Workbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A workbook, with the jar as a build leaves it (its plugins beside it) and with the jar alone. */
final class WorkbookIT {

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("my orders.xlsx");
    StringBuilder rows = new StringBuilder();
    String[][] table = {
      {"Order ID", "Amount", "Country"}, {"w1", "12.50", "DE"}, {"w2", "7", "Narnia"}
    };
    for (int row = 0; row < table.length; row++) {
      rows.append("<row r=\"%d\">".formatted(row + 1));
      for (int column = 0; column < table[row].length; column++) {
        rows.append(
            "<c r=\"%c%d\" t=\"inlineStr\"><is><t>%s</t></is></c>"
                .formatted('A' + column, row + 1, table[row][column]));
      }
      rows.append("</row>");
    }
    try (InputStream workbook = Workbook.of(rows.toString()).in()) {
      Files.copy(workbook, file);
    }
  }

  @Test
  void aWorkbookIsImportedAndItsRefusedRowsAreCsv() throws IOException {
    try (OrdersProcess orders =
        OrdersProcess.start(directory.resolve("data"), "--source", "none")) {
      Map<String, String> broker = Map.of("BROKER_PORT", orders.broker().replaceAll(".*:", ""));
      try (OrdersProcess run = OrdersProcess.start(directory, broker, "import", file.toString())) {
        assertThat(run.exitCode(Await.LONG)).isEqualTo(3);
        assertThat(run.output()).contains("file:my orders.xlsx: 2 read, 1 accepted, 1 refused");
      }
      Await.until(
          Await.LONG,
          "the order has a document",
          () -> orders.documents().containsKey("w1"),
          orders::output);
    }
    assertThat(Files.readString(directory.resolve("my orders.xlsx.refused.csv")))
        .endsWith(",w2,7,Narnia\n");
  }

  @Test
  void theJarAloneSaysHowToReadIt() throws Exception {
    Path alone = directory.resolve("orders.jar");
    Files.copy(Path.of("target", "orders.jar"), alone);
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                alone.toString(),
                "import",
                "--dry-run",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(new String(run.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(
            "orders: my orders.xlsx is an Excel workbook: save it as \"CSV UTF-8 (comma"
                + " delimited)\", or start with --plugins target/plugins, where each build (mvn"
                + " package) puts what reads workbooks\n");
    assertThat(run.waitFor()).isEqualTo(1);
  }
}
