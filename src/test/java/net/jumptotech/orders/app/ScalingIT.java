package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that pay are added and removed under load. What each stage paid a second is printed.
 */
final class ScalingIT {

  private static final int PARTITIONS = 4;

  /** Of each stage; more of them make the rates that are printed worth more. */
  private static final int ORDERS = Integer.getInteger("scaling.orders", 500);

  @TempDir private Path data;

  private final Map<String, String> environment = OrdersProcess.ownCluster();
  private final List<OrdersProcess> paying = new ArrayList<>();
  private OrdersProcess rest;
  private long sent;

  @Test
  void oneTwoAndFourShareThePartitionsAFifthStandsByAndOutcomesStayExact() {
    environment.put("ORDERS_KAFKA_PARTITIONS", Integer.toString(PARTITIONS));
    // few enough that the gateway, and not this machine, is what limits one process
    environment.put("ORDERS_PAYMENT_IN_FLIGHT", "40");
    rest = start("broker,fraud,analytics,http");
    environment.put("KAFKA_BOOTSTRAP_SERVERS", rest.broker());
    try {
      add();
      pay(List.of(4));
      add();
      pay(List.of(2, 2));
      add();
      add();
      pay(List.of(1, 1, 1, 1));
      OrdersProcess leftOver = add();
      leftOver.awaitLine("payments-group has more instances than partitions");
      pay(List.of(0, 1, 1, 1, 1));
      remove();
      remove();
      pay(List.of(1, 1, 2));

      rest.awaitIdle(Await.LONG);
      Audit audit = Audit.of(rest).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(rest);
      assertThat(audit.orders()).isEqualTo(sent);
    } finally {
      paying.forEach(OrdersProcess::close);
      rest.close();
    }
  }

  private OrdersProcess start(String roles) {
    return OrdersProcess.start(data, environment, "--roles", roles);
  }

  private OrdersProcess add() {
    send(ORDERS / 4); // so that something is on its way while partitions change hands
    OrdersProcess added = start("payment");
    paying.add(added);
    return added;
  }

  private void remove() {
    send(ORDERS / 4);
    OrdersProcess removed = paying.remove(0);
    removed.terminate();
    assertThat(removed.exitCode(Await.LONG)).isEqualTo(143);
  }

  /**
   * Pays a backlog.
   *
   * @param shares how many partitions the processes have, in ascending order
   */
  private void pay(List<Integer> shares) {
    Await.until(Await.LONG, "the partitions are shared " + shares, () -> shares().equals(shares));
    rest.awaitIdle(Await.LONG);
    long before = paid();
    long startedNanos = System.nanoTime();
    send(ORDERS);
    Await.until(Await.LONG, "all are paid", () -> paid() - before >= ORDERS);
    double seconds = (System.nanoTime() - startedNanos) / (double) Duration.ofSeconds(1).toNanos();
    System.out.printf(
        "ScalingIT: partitions %s: %,d orders paid in %.1f s, %,.0f/s%n",
        shares, ORDERS, seconds, ORDERS / seconds);
  }

  private void send(int orders) {
    rest.sendOrders(sent + 1, orders);
    sent += orders;
  }

  /** By those that run now, since each started. */
  private long paid() {
    return instances().mapToLong(it -> it.getJsonObject("counts").getLong("paid")).sum();
  }

  private List<Integer> shares() {
    return instances()
        .map(it -> it.getJsonObject("counts").getInteger("partitions"))
        .sorted()
        .toList();
  }

  private Stream<JsonObject> instances() {
    return rest.get("/api/system").getJsonArray("processes").stream()
        .flatMap(it -> ((JsonObject) it).getJsonArray("instances").stream())
        .map(JsonObject.class::cast)
        .filter(it -> it.getString("role").equals("payment"));
  }
}
