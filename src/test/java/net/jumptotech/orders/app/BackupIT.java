package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.Await;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Backups of real processes under load, and what starts from them. */
final class BackupIT {

  private static final Pattern PAUSED = Pattern.compile("paused for (\\d+) ms: process (.+)");
  private static final long LONGEST_PAUSE_MS = 4_000;

  @TempDir private Path temporary;

  @Test
  void aBackupUnderLoadIsOneMomentOfAllProcessesAndTheyLoseNothing() throws Exception {
    Path data = temporary.resolve("data");
    Path backup = temporary.resolve("backups").resolve("monday");
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    Set<String> before;
    try (OrdersProcess broker =
        OrdersProcess.start(data, "--roles", "broker,producer,fraud,http", "--rate", "500")) {
      broker.page();
      useShortSegments(broker.broker());
      try (OrdersProcess rest =
          OrdersProcess.start(
              data,
              Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.broker()),
              "--roles",
              "payment,analytics")) {
        Thread client = new Thread(() -> postUntilItDies(broker, acknowledged));
        client.start();
        broker.sendOrders(1, 2_000);
        Await.until(
            Await.LONG,
            "a log of several segments",
            () -> segments(data.resolve("broker").resolve("orders-0")) > 1 && paid(broker) > 4_000);

        before = Set.copyOf(acknowledged);
        Matcher paused = paused(backUp(data, backup));
        assertThat(Long.parseLong(paused.group(1))).isLessThan(LONGEST_PAUSE_MS);
        assertThat(paused.group(2).split(", "))
            .containsExactlyInAnyOrder(Long.toString(broker.pid()), Long.toString(rest.pid()));

        long paid = paid(broker);
        Await.until(Await.LONG, "they go on", () -> paid(broker) > paid + 1_000);
        rest.kill();
        broker.kill();
        client.join();
      }
    }
    assertThat(before).isNotEmpty();
    assertThat(acknowledged.size()).isGreaterThan(before.size());
    Audit original = auditOf(data, Map.of());
    assertThat(acknowledged).allMatch(original::hasOrder);

    Path restored = temporary.resolve("restored");
    assertThat(restore(backup, restored).output())
        .anyMatch(line -> line.startsWith("restored " + restored))
        .anyMatch(line -> line.contains("is charged again"));
    // transactions that were open are another host's then
    Audit copy = auditOf(restored, Map.of("HOSTNAME", "elsewhere"));
    assertThat(before).allMatch(copy::hasOrder);
    assertThat(copy.orders()).isLessThan(original.orders());
    System.out.printf(
        "BackupIT: %d orders, %d of them in the backup%n", original.orders(), copy.orders());
  }

  @Test
  void aStoppedDataDirectoryIsBackedUpAndRestoredInPlace() {
    Path data = temporary.resolve("data");
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.sendOrders(1, 500);
      process.awaitIdle(Await.LONG);
      process.terminate();
      process.exitCode(Await.LONG);
    }
    Path backup = temporary.resolve("backup");
    assertThat(backUp(data, backup)).noneMatch(line -> line.contains("paused"));
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.sendOrders(501, 500);
      process.awaitIdle(Await.LONG);
      refuses(command(data, "restore", backup.toString()), "is in use by process");
      process.kill();
    }
    refuses(command(data, "restore", backup.toString()), "is not empty", "--fresh");
    assertThat(auditOf(data, Map.of()).orders()).isEqualTo(1_000);

    try (OrdersProcess restore = command(data, "restore", backup.toString(), "--fresh")) {
      assertThat(restore.exitCode(Await.LONG)).as("%s", restore.output()).isZero();
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.sendOrders(1, 600);
      process.awaitIdle(Await.LONG);
      Audit audit =
          Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
      assertThat(audit.orders()).isEqualTo(600);
    }
  }

  /** While the processes are paused, the backup is killed, and then also what should help them. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aBackupThatIsKilledLeavesNothingPaused() throws Exception {
    Path data = temporary.resolve("data");
    try (OrdersProcess process = OrdersProcess.start(data, "--rate", "300")) {
      process.page();
      for (boolean andItsHelper : List.of(false, true)) {
        int attempt = 0;
        while (!killWhilePaused(process, data, andItsHelper)) {
          assertThat(++attempt).as("attempts to kill a backup in time").isLessThan(30);
        }
        Await.until("it goes on", () -> !isPaused(process));
        long paid = paid(process);
        Await.until(Await.LONG, "orders are paid", () -> paid(process) > paid + 500);
      }
      assertThat(paused(backUp(data, temporary.resolve("backup")))).isNotNull();
      process.kill();
    }
    auditOf(data, Map.of());
    restore(temporary.resolve("backup"), temporary.resolve("restored"));
    auditOf(temporary.resolve("restored"), Map.of());
  }

  private boolean killWhilePaused(OrdersProcess process, Path data, boolean andItsHelper) {
    try (OrdersProcess backup = command(data, "backup", temporary.resolve("backup").toString())) {
      while (backup.isAlive()) {
        if (isPaused(process)) {
          if (andItsHelper) {
            backup.killChildren("read line");
          }
          backup.kill();
          boolean wasInTime =
              Files.exists(temporary.resolve("backup.incomplete"))
                  && !Files.exists(temporary.resolve("backup"));
          System.out.printf(
              "BackupIT: killed while it paused another: %s, and its helper: %s%n",
              wasInTime, andItsHelper);
          return wasInTime;
        }
        LockSupport.parkNanos(500_000); // it is paused for longer; the processor is the backup's
      }
      DataDirectory.deleteTree(temporary.resolve("backup"));
      return false;
    }
  }

  private static boolean isPaused(OrdersProcess process) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Audit auditOf(Path data, Map<String, String> environment) {
    try (OrdersProcess process = OrdersProcess.start(data, environment, "--source", "none")) {
      process.awaitIdle(Await.LONG);
      assertThat(process.get("/api/health").getString("status")).isEqualTo("UP");
      return Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
    }
  }

  private static List<String> backUp(Path data, Path backup) {
    try (OrdersProcess process = command(data, "backup", backup.toString())) {
      assertThat(process.exitCode(Await.LONG)).as("%s", process.output()).isZero();
      process.output().forEach(System.out::println);
      return process.output();
    }
  }

  private static OrdersProcess restore(Path backup, Path data) {
    try (OrdersProcess process = command(data, "restore", backup.toString())) {
      assertThat(process.exitCode(Await.LONG)).as("%s", process.output()).isZero();
      return process;
    }
  }

  private static OrdersProcess command(Path data, String... arguments) {
    return OrdersProcess.start(data, Map.of("ORDERS_DATA", data.toString()), arguments);
  }

  private static void refuses(OrdersProcess process, String... texts) {
    try (process) {
      assertThat(process.exitCode(Await.LONG)).as("%s", process.output()).isEqualTo(1);
      assertThat(String.join("\n", process.output())).startsWith("orders: ").contains(texts);
    }
  }

  private static Matcher paused(List<String> output) {
    return output.stream()
        .map(PAUSED::matcher)
        .filter(Matcher::find)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no pause in " + output));
  }

  /** So that a short run has segments that are no longer written. */
  private static void useShortSegments(String broker)
      throws InterruptedException, ExecutionException, TimeoutException {
    try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "orders"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("segment.ms", "2000"), AlterConfigOp.OpType.SET))))
          .all()
          .get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
    }
  }

  private static long segments(Path partition) {
    String[] logs = partition.toFile().list((directory, name) -> name.endsWith(".log"));
    return logs == null ? 0 : logs.length;
  }

  private static long paid(OrdersProcess process) {
    JsonObject totals = process.get("/api/overview").getJsonObject("totals");
    return totals == null ? 0 : totals.getLong("paid");
  }

  /** A shop of its own, that keeps a receipt of what was acknowledged. */
  private static void postUntilItDies(OrdersProcess process, Set<String> acknowledged) {
    for (int i = 0; process.isAlive(); i++) {
      try {
        String order = "{\"order_id\":\"shop-%d\",\"amount\":%d.50,\"country\":\"DE\"}";
        if (process.post("/api/orders", order.formatted(i, i % 500)).statusCode() == 202) {
          acknowledged.add("shop-" + i);
        }
        LockSupport.parkNanos(5_000_000); // many a second are enough, and each is audited twice
      } catch (UncheckedIOException died) {
        return;
      }
    }
  }
}
