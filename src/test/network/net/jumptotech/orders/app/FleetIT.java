package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process a machine, of which some die, are cut off, or are replaced while orders flow. */
final class FleetIT {

  private static final Map<String, String> ROLES = new LinkedHashMap<>();

  static {
    ROLES.put("fraud", "fraud");
    ROLES.put("pay-a", "payment");
    ROLES.put("pay-b", "payment");
    ROLES.put("store", "analytics,http");
    ROLES.put("page", "http");
  }

  private static final Duration MISSED = Duration.ofSeconds(5);
  private static final Duration PARTITION = Duration.ofSeconds(30);

  @TempDir private Path data;
  private final Map<String, List<String>> machines = new LinkedHashMap<>();
  private final Map<String, OrdersProcess> processes = new LinkedHashMap<>();
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final List<String> figures = new ArrayList<>();
  private Namespaces network;
  private String broker;
  private volatile boolean shopIsOpen = true;

  @Test
  void whateverHappensToTheBusNoOrderIsLostAndEveryPageHearsAllAgain() throws Exception {
    try (OrdersProcess kafka = OrdersProcess.start(data, "--roles", "broker")) {
      broker = kafka.broker();
      try (Namespaces spaces = new Namespaces(Integer.parseInt(broker.split(":")[1]))) {
        network = spaces;
        try {
          ROLES.keySet().forEach(name -> machines.put(name, spaces.add(name)));
          ROLES.keySet().forEach(this::start);
          live();
        } finally {
          processes.values().forEach(OrdersProcess::close);
          figures.forEach(line -> System.out.println("FleetIT: " + line));
        }
      }
    }
  }

  private void live() throws InterruptedException {
    Thread shop = new Thread(this::sell);
    try {
      lateNames();
      shop.start();
      killed("pay-a");
      killed("fraud", "pay-b");
      killed("page");
      partition("pay-a");
      replacedOneByOne();
    } finally {
      shopIsOpen = false;
      shop.join();
    }
    processes.get("store").awaitIdle(Await.LONG);
    Audit audit =
        Audit.of(broker)
            .everyOrderHasExactlyOneOutcome()
            .documentsAndTotalsAgree(processes.get("page"));
    assertThat(acknowledged).isNotEmpty().allMatch(audit::hasOrder);
    figures.add(audit.orders() + " orders, 0 lost, 0 doubled");
  }

  private void lateNames() {
    processes.values().forEach(each -> each.awaitLine("  cluster "));
    network.register();
    awaitAll("all find each other after their names came late");
  }

  private void killed(String... names) {
    List<String> witnesses =
        List.of("store", "page").stream().filter(it -> !List.of(names).contains(it)).toList();
    List.of(names).forEach(name -> processes.get(name).kill());
    long since = System.nanoTime();
    Await.until(
        MISSED,
        "missed",
        () -> witnesses.stream().allMatch(it -> heard(it) == ROLES.size() - names.length));
    figure(List.of(names) + " killed: missed", since);
    List.of(names).forEach(this::start);
    List.of(names).forEach(name -> processes.get(name).awaitLine("  cluster "));
    awaitAll(List.of(names) + " started again: all hear all");
  }

  private void partition(String name) {
    network.cut(name);
    long since = System.nanoTime();
    Await.until(
        MISSED,
        "missed",
        () -> heard("store") == ROLES.size() - 1 && heard("page") == ROLES.size() - 1);
    figure(name + " cut off: missed", since);
    LockSupport.parkNanos(
        PARTITION.toNanos() - (System.nanoTime() - since)); // it is what is tested
    network.heal(name);
    awaitAll(name + " healed: all hear all");
  }

  private void replacedOneByOne() {
    for (String name : ROLES.keySet()) {
      processes.get(name).terminate();
      assertThat(processes.get(name).exitCode(Await.LONG)).isEqualTo(143);
      start(name);
      processes.get(name).awaitLine("  cluster ");
    }
    awaitAll("all replaced: all hear all");
  }

  private void start(String name) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", broker);
    environment.put("ORDERS_PROCESS_NAME", name);
    environment.put("ORDERS_HTTP_HOST", network.address(name));
    environment.put("CLUSTER_SEEDS", String.join(",", ROLES.keySet()));
    environment.put("CLUSTER_INTERFACE", network.pattern());
    environment.put("EVENTBUS_PORT", "15701");
    processes.put(
        name,
        OrdersProcess.start(machines.get(name), data, environment, "--roles", ROLES.get(name)));
  }

  private void awaitAll(String what) {
    long since = System.nanoTime();
    Await.until(
        Await.LONG, // pages that begin do not answer yet
        what,
        () -> heard("store") == ROLES.size() && heard("page") == ROLES.size());
    figure(what, since);
  }

  private void figure(String what, long since) {
    figures.add("%s after %.1f s".formatted(what, (System.nanoTime() - since) / 1e9));
  }

  private int heard(String page) {
    return processes.get(page).get("/api/system").getJsonArray("processes").size();
  }

  /** Twenty orders, ten times a second, to the page that stays. */
  private void sell() {
    for (int batch = 0; shopIsOpen; batch++) {
      JsonArray orders = new JsonArray();
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        String id = "shop-" + batch + "-" + i;
        ids.add(id);
        orders.add(
            new JsonObject().put("order_id", id).put("amount", 300.5 + i).put("country", "DE"));
      }
      try {
        if (processes.get("store").post("/api/orders", orders.encode()).statusCode() == 202) {
          acknowledged.addAll(ids);
        }
      } catch (RuntimeException | AssertionError itIsBeingReplaced) {
        // nothing was acknowledged
      }
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
  }
}
