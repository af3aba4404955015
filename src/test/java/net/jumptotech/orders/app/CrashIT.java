package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed at random moments under load. */
final class CrashIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 20);
  private static final long SEED = Long.getLong("crash.seed", System.nanoTime());
  private static final String RATE = "2000";
  private static final Duration CAUGHT_UP = Await.LONG;

  @TempDir private Path data;

  private final Random random = new Random(SEED);

  @Test
  void killedTwentyTimesUnderLoadNoOrderIsLostAndNoneIsPaidTwice() {
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      try (OrdersProcess process = OrdersProcess.start(data, "--rate", RATE)) {
        process.page();
        Thread client = new Thread(() -> postUntilItDies(process, acknowledged));
        client.start();
        pause(Duration.ofMillis(random.nextInt(3_000)));
        process.kill();
        join(client);
      }
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.awaitIdle(CAUGHT_UP);
      Audit audit =
          Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
      assertThat(acknowledged).as("seed %d", SEED).isNotEmpty().allMatch(audit::hasOrder);
      System.out.printf(
          "CrashIT: %d kills, %d orders, %d of them acknowledged over HTTP: 0 lost, 0 doubled"
              + " (seed %d)%n",
          KILLS, audit.orders(), acknowledged.size(), SEED);
    }
  }

  @Test
  void terminatedUnderLoadItEndsWithinTenSecondsAndLosesNothing() {
    try (OrdersProcess process = OrdersProcess.start(data, "--rate", RATE)) {
      process.page();
      Await.until(
          CAUGHT_UP,
          "orders flow",
          () -> process.get("/api/overview").getJsonObject("totals").getLong("paid") > 2_000);
      process.terminate();
      assertThat(process.exitCode(Duration.ofSeconds(10))).isEqualTo(143);
      assertThat(process.output()).noneMatch(line -> line.contains("did not stop cleanly"));
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.awaitIdle(CAUGHT_UP);
      Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
    }
  }

  @Test
  void aSecondPaymentProcessTakesOverFromOneThatWasKilled() {
    try (OrdersProcess rest =
        OrdersProcess.start(
            data, "--roles", "broker,fraud,analytics,http,producer", "--rate", "1000")) {
      Map<String, String> sameBroker = Map.of("KAFKA_BOOTSTRAP_SERVERS", rest.broker());
      rest.page();
      OrdersProcess first = OrdersProcess.start(data, sameBroker, "--roles", "payment");
      try (OrdersProcess second = OrdersProcess.start(data, sameBroker, "--roles", "payment")) {
        awaitPayments(rest, 1_000);
        first.kill();
        awaitPayments(rest, paid(rest) + 4_000);
        second.kill();
      } finally {
        first.close();
      }
      try (OrdersProcess third = OrdersProcess.start(data, sameBroker, "--roles", "payment")) {
        awaitPayments(rest, paid(rest) + 2_000);
        assertThat(third.isAlive()).isTrue();
        rest.terminate();
        rest.exitCode(Await.LONG);
      }
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--source", "none")) {
      process.awaitIdle(CAUGHT_UP);
      Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
    }
  }

  private static void awaitPayments(OrdersProcess process, long atLeast) {
    Await.until(CAUGHT_UP, atLeast + " payments", () -> paid(process) >= atLeast);
  }

  private static long paid(OrdersProcess process) {
    JsonObject totals = process.get("/api/overview").getJsonObject("totals");
    return totals == null ? 0 : totals.getLong("paid");
  }

  /** A shop of its own, that keeps a receipt of what was acknowledged. */
  private static void postUntilItDies(OrdersProcess process, Set<String> acknowledged) {
    for (int i = 0; process.isAlive(); i++) {
      String id = "shop-" + Long.toString(System.nanoTime(), 36) + "-" + i;
      try {
        int status =
            process
                .post(
                    "/api/orders",
                    "{\"order_id\":\"%s\",\"amount\":%d.50,\"country\":\"DE\"}"
                        .formatted(id, i % 500))
                .statusCode();
        if (status == 202) {
          acknowledged.add(id);
        }
      } catch (UncheckedIOException died) {
        return;
      }
    }
  }

  /** How long the process lives is what the test is about. */
  private static void pause(Duration duration) {
    long until = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() - until < 0) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }
}
