package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four processes on one event bus over TLS, two of them with a page. Every test leaves four. */
final class ClusterIT {

  private static final Duration MISSED = Duration.ofSeconds(5);
  private static final List<OrdersProcess> STARTED = new ArrayList<>();

  @TempDir private static Path data;

  private static Map<String, String> cluster;
  private static OrdersProcess store;
  private static OrdersProcess page;
  private static OrdersProcess readers;
  private static OrdersProcess payment;
  private static int sent;

  @BeforeAll
  static void startAllAtOnce() {
    TestCertificate certificate = TestCertificate.forHosts(data, "orders");
    cluster = OrdersProcess.ownCluster();
    cluster.put("ORDERS_CLUSTER_TLS_KEY", certificate.keyFile().toString());
    cluster.put("ORDERS_CLUSTER_TLS_CERTIFICATE", certificate.pemFile().toString());
    cluster.put("ORDERS_CLUSTER_TLS_AUTHORITY", certificate.pemFile().toString());
    store = start("broker,analytics,http");
    cluster.put("KAFKA_BOOTSTRAP_SERVERS", store.broker());
    page = start("http");
    readers = start("fraud,payment");
    payment = start("payment");
  }

  @AfterAll
  static void close() {
    STARTED.forEach(OrdersProcess::close);
  }

  @Test
  void everyPageListsEveryProcess() {
    for (OrdersProcess told : List.of(store, page)) {
      awaitPayments(told, 2);
      JsonArray processes = processes(told);
      assertThat(processes.stream().map(it -> ((JsonObject) it).getJsonArray("roles").encode()))
          .containsExactlyInAnyOrder(
              "[\"broker\",\"analytics\",\"http\"]",
              "[\"http\"]",
              "[\"fraud\",\"payment\"]",
              "[\"payment\"]");
      for (int i = 0; i < processes.size(); i++) {
        assertThat(processes.getJsonObject(i).getString("status")).isEqualTo("UP");
        assertThat(processes.getJsonObject(i).getString("address")).startsWith("127.0.0.1:");
        assertThat(processes.getJsonObject(i).getString("started_at")).isNotNull();
      }
    }
    Await.until("all is well", () -> page.get("/api/overview").getString("status").equals("UP"));
  }

  @Test
  void aPageAsksTheRulesOfAnotherProcess() {
    send(1);
    String story = "/api/orders/order-" + sent + "/story";
    Await.until(
        Await.LONG,
        "fraud has explained",
        () ->
            page.get(story).encode().contains("near_miss")
                && store.get(story).encode().contains("near_miss"));
  }

  @Test
  void whoIsKilledIsMissedWithinFiveSecondsAndThePagesGoOn() {
    awaitPayments(page, 2);
    awaitPayments(store, 2);
    long seq = page.get("/api/overview").getLong("seq");
    payment.kill();
    Instant killed = Instant.now();

    // by what the pages say of themselves: asking them takes its time on a busy machine
    Duration missed = Duration.between(killed, missed(page));
    assertThat(missed).isLessThan(MISSED);
    assertThat(Duration.between(killed, missed(store))).isLessThan(MISSED);
    assertThat(page.get("/api/overview").getLong("seq")).isGreaterThan(seq);
    assertThat(processes(page).size()).isEqualTo(3);
    payment = start("payment");
    awaitPayments(page, 2);
    awaitPayments(store, 2);
    System.out.printf("ClusterIT: missed after %d ms%n", missed.toMillis());
  }

  @Test
  void processesAreReplacedOneByOneAndNoOrderIsLostOrPaidTwice() {
    awaitPayments(page, 2);
    send(200);
    readers.terminate();
    send(200);
    assertThat(readers.exitCode(Await.LONG)).isEqualTo(143);
    readers = start("fraud,payment");
    send(200);
    awaitPayments(page, 2);
    payment.terminate();
    send(200);
    payment.exitCode(Await.LONG);
    payment = start("payment");
    send(200);
    awaitPayments(page, 2);
    awaitPayments(store, 2);

    page.awaitIdle(Await.LONG);
    Audit audit = Audit.of(store).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(page);
    assertThat(audit.orders()).isEqualTo(sent);
    for (OrdersProcess process : STARTED) {
      assertThat(process.output()).noneMatch(line -> line.contains("did not stop cleanly"));
    }
  }

  private static OrdersProcess start(String roles) {
    OrdersProcess process = OrdersProcess.start(data, cluster, "--roles", roles);
    STARTED.add(process);
    return process;
  }

  private static void send(int orders) {
    store.sendOrders(sent + 1, orders);
    sent += orders;
  }

  /** Until the page has heard of so many processes that pay. */
  private static void awaitPayments(OrdersProcess told, int processes) {
    Await.until(
        Await.LONG,
        processes + " processes pay",
        () -> payments(told) == processes && processes(told).size() == 4);
  }

  /** The time of the first answer that knows of one process only that pays. */
  private static Instant missed(OrdersProcess told) {
    AtomicReference<JsonObject> system = new AtomicReference<>();
    Await.until(
        "it is missed",
        () -> {
          system.set(told.get("/api/system"));
          return payments(system.get().getJsonArray("processes")) == 1;
        });
    return Instant.parse(system.get().getString("as_of"));
  }

  private static long payments(OrdersProcess told) {
    return payments(processes(told));
  }

  private static long payments(JsonArray processes) {
    return processes.stream()
        .filter(it -> ((JsonObject) it).getJsonArray("roles").contains("payment"))
        .count();
  }

  private static JsonArray processes(OrdersProcess told) {
    return told.get("/api/system").getJsonArray("processes");
  }
}
