package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mappings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {

  @TempDir private Path directory;

  private final List<String> console = new ArrayList<>();
  private final SourceWatch watch = SourceWatch.lines(console::add);

  @Test
  void whatWouldBeSentAndWhatNotIsTold() throws IOException {
    boolean refused =
        run(
            """
            order_id,amount,currency,country,status,created_at
            1,1250.10,EUR,DE,,2026-05-01T10:00:00Z
            2,0.20,EUR,FR,,2026-05-01T10:00:00Z
            3,5,EUR,FR,CANCELLED,2026-05-01T10:00:00Z
            4,16240,JPY,JP,,2026-05-01T10:00:00Z
            5,12.5.0,EUR,DE,,
            6,x,EUR,DE,,
            7,1,EUR,Atlantis,,
            2,0.30,EUR,FR,,2026-05-01T10:00:00Z
            2,0.20,EUR,FR,,2026-05-01T10:00:00Z
            """,
            Optional.empty());
    assertThat(refused).isTrue();
    assertThat(console.get(0)).isEqualTo("orders, as they would be sent:");
    assertThat(console.get(1))
        .contains("\"order_id\":1,", "\"amount\":1250.10", "\"created_at\":\"2026-05-01T10:00");
    assertThat(console.subList(7, console.size()))
        .containsExactly(
            "file:orders.csv: 9 read, 6 accepted, 3 refused",
            "  refused:",
            "    orders.csv:6: amount: expected a number, was \"12.5.0\" (and 1 more of this kind)",
            console.get(10),
            "  repeats: 2 with the id of an earlier line, 1 of them with a different amount,"
                + " currency, country or status; an order is settled once, as it first arrived:",
            "    orders.csv:9: order 2",
            "  totals, each order id once:",
            "    EUR: 2 orders, 1,250.30",
            "    EUR, cancelled and not charged: 1 order, 5.00",
            "    JPY: 1 order, 16,240",
            "  nothing was sent");
    assertThat(console.get(10)).startsWith("    orders.csv:8: country: ").contains("Atlantis");
  }

  @Test
  void onlyTheFirstTenOrdersAreShown() throws IOException {
    StringBuilder lines = new StringBuilder("order_id,amount,country\n");
    for (int id = 1; id <= 11; id++) {
      lines.append(id).append(",1.50,DE\n");
    }
    assertThat(run(lines.toString(), Optional.empty())).isFalse();
    assertThat(console.get(0)).isEqualTo("the first 10 orders, as they would be sent:");
    assertThat(console.get(10)).contains("\"order_id\":10,");
    assertThat(console.get(11)).isEqualTo("file:orders.csv: 11 read, 11 accepted, 0 refused");
    assertThat(console).contains("    USD: 11 orders, 16.50");
  }

  @Test
  void rowsThatAreNoOrdersAreCountedWithTheirReason() throws IOException {
    run(
        "Order Number,Total Price,Buyer Country,Sale Date\n"
            + "1,$5.00,Germany,Jul-21-25\n"
            + "2 record(s) downloaded,,,\n",
        Optional.of("ebay,zone=UTC"));
    assertThat(console)
        .contains("  passed over, since they are no orders of their own: 1")
        .anyMatch(it -> it.startsWith("    orders.csv:3: "));
  }

  @Test
  void whatCannotBeReadIsSaidInOneLine() {
    assertThatThrownBy(() -> run("a,b\n1,2\n", Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("orders.csv, line 1: ");
    assertThatThrownBy(() -> DryRun.of(source("none.csv", Optional.empty()), watch))
        .hasMessageContaining("none.csv: no such file");
    assertThat(console).isEmpty();
  }

  @Test
  void aLongRunShowsHowFarItIs() throws IOException {
    List<String> progress = new ArrayList<>();
    SourceWatch impatient =
        new SourceWatch() {
          @Override
          public long everyMs() {
            return 0;
          }

          @Override
          public void say(String line) {
            progress.add("report");
          }

          @Override
          public void progress(SourceReport soFar, long bytes) {
            progress.add(soFar.read() + " read, " + bytes + " bytes");
          }

          @Override
          public void stopped(SourceReport soFar) {}
        };
    Files.writeString(directory.resolve("orders.csv"), "order_id,amount,country\n1,2,DE\n2,x,DE\n");
    DryRun.of(source("orders.csv", Optional.empty()), impatient);
    assertThat(progress).startsWith("1 read, 38 bytes", "2 read, 38 bytes", "report");
  }

  @Test
  void ofAFileThatBreaksOffIsToldWhatWasRead() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(file)) {
      gzip.write("order_id,amount,country\n1,1.50,DE\n".getBytes(UTF_8));
    }
    byte[] whole = file.toByteArray();
    Files.write(directory.resolve("orders.csv"), Arrays.copyOf(whole, whole.length - 8));
    assertThatThrownBy(() -> DryRun.of(source("orders.csv", Optional.empty()), watch))
        .isInstanceOf(IOException.class);
    assertThat(console).contains("file:orders.csv: 1 read, 1 accepted, 0 refused");
  }

  private boolean run(String text, Optional<String> mapping) throws IOException {
    Files.writeString(directory.resolve("orders.csv"), text);
    return DryRun.of(source("orders.csv", mapping), watch);
  }

  private Source.File source(String name, Optional<String> mapping) {
    return new Source.File(
        directory.resolve(name).toString(),
        OptionalInt.empty(),
        new FileFormat(mapping.map(Mappings::find), Workbooks.NONE));
  }
}
