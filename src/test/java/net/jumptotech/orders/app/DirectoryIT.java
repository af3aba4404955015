package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --source dir:PATH}: files that others put into a directory. */
final class DirectoryIT {

  private static final int FILES = 3;
  private static final int ORDERS = 4_000;

  @TempDir private Path directory;

  private Path drop;

  @BeforeEach
  void create() throws IOException {
    drop = Files.createDirectory(directory.resolve("drop"));
  }

  @Test
  void killedInTheMiddleOfAFileEveryOrderIsSettledOnce() throws IOException {
    for (int file = 0; file < FILES; file++) {
      put("orders-" + file + ".csv", orders("f" + file + "-"));
    }
    Map<String, String> slow = Map.of("ORDERS_PRODUCER_RATE", "500"); // 8 s for a file
    try (OrdersProcess process = start(slow)) {
      process.awaitLine("file:orders-1.csv: "); // comes every 2 s while it is read
      process.kill();
    }
    assertThat(names("done")).containsExactly("orders-0.csv");
    try (OrdersProcess process = start(Map.of())) {
      process.awaitLine("  moved to " + drop.resolve("done/orders-2.csv"));
      put("orders-0.csv", "order_id,amount,country\nlate,12.50,DE\nwrong,twelve,DE\n");
      process.awaitLine("  moved to " + drop.resolve("done/orders-0-2.csv"));
      process.awaitIdle(Await.LONG);
      Audit audit =
          Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
      assertThat(audit.orders()).isEqualTo(FILES * ORDERS + 1);
    }
    assertThat(names("done"))
        .containsExactly("orders-0-2.csv", "orders-0.csv", "orders-1.csv", "orders-2.csv");
    assertThat(names("refused")).containsExactly("orders-0.csv.refused.csv");
  }

  @Test
  void whatIsThereIsReadAndTheProgramEndsUnlessAnotherOneReadsIt() throws IOException {
    try (OrdersProcess other = start(Map.of())) {
      other.page();
      try (OrdersProcess process = start(directory.resolve("data-2"))) {
        assertThat(process.exitCode(Await.LONG)).isEqualTo(1);
        assertThat(process.output())
            .containsExactly(
                "orders: another process reads orders from %s: stop it, or give this one another directory"
                    .formatted(drop));
      }
    }
    put("orders.csv", "order_id,amount,country\na1,12.50,DE\n");
    put("other.csv", "some,thing\n1,2\n");
    try (OrdersProcess process = start(directory.resolve("data-2"))) {
      assertThat(process.exitCode(Await.LONG)).isEqualTo(1);
      assertThat(process.output())
          .contains(
              "orders: 1 of 2 files refused: see %s, where each has its reason beside it"
                  .formatted(drop.resolve("refused")));
    }
    put("orders.csv", "order_id,amount,country\na2,12.50,DE\n");
    try (OrdersProcess process = start(directory.resolve("data-2"))) {
      assertThat(process.exitCode(Await.LONG)).isZero();
      assertThat(process.output()).contains("done: dir:drop, order ids: 1");
    }
  }

  private OrdersProcess start(Map<String, String> environment) {
    return OrdersProcess.start(directory.resolve("data"), environment, "--source", "dir:" + drop);
  }

  private OrdersProcess start(Path data) {
    return OrdersProcess.start(data, "--source", "dir:" + drop, "--exit-when-done");
  }

  private static String orders(String prefix) {
    StringBuilder text = new StringBuilder("order_id,amount,country\n");
    for (int i = 0; i < ORDERS; i++) {
      text.append(prefix).append(i).append(",12.50,DE\n");
    }
    return text.toString();
  }

  private void put(String name, String text) throws IOException {
    Path unfinished = Files.writeString(drop.resolve(name + ".part"), text);
    Files.move(unfinished, drop.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private List<String> names(String inner) throws IOException {
    try (Stream<Path> files = Files.list(drop.resolve(inner))) {
      return files.map(it -> it.getFileName().toString()).sorted().toList();
    }
  }
}
