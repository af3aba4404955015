package net.jumptotech.orders.cli.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.couchbase.BareUpserts;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.store.couchbase.CouchbaseOrderStore;

/**
 * The Couchbase store compared with its SDK alone, in the configured bucket. Each round writes new
 * documents and removes them. The two take turns, so other load on the machine affects both.
 */
final class CouchbaseBench {

  /** The batch size of analytics while the store is busy. */
  private static final int BATCH = 5_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final PrintStream console;
  private final CouchbaseOptions options;
  private final int documents;
  private final int rounds;
  private final Vertx vertx = Vertx.vertx();
  private final long run = System.currentTimeMillis();
  private int written;
  private BareUpserts bare;
  private OrderStore store;

  /**
   * @param documents per round
   */
  CouchbaseBench(PrintStream console, CouchbaseOptions options, int documents, int rounds) {
    this.console = console;
    this.options = options;
    this.documents = documents;
    this.rounds = rounds;
  }

  void run() throws Exception {
    try {
      bare = BareUpserts.open(vertx, options).await();
      store = CouchbaseOrderStore.open(vertx, options).await();
      awaitUp(bare::health);
      awaitUp(store::health);
      console.printf(
          Locale.ROOT,
          "Couchbase at %s, %,d in flight, %,d documents a round%n",
          options.host(),
          options.inFlight(),
          documents);
      round(); // to warm up
      List<Rates> measured = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        Rates rates = round();
        console.printf(
            Locale.ROOT,
            "  round %d: bare upserts %,9.0f/s, orders %,9.0f/s (%.2f), orders, alerts and payments"
                + " %,9.0f/s (%.2f)%n",
            round,
            rates.bare,
            rates.orders,
            rates.orders / rates.bare,
            rates.merged,
            rates.merged / rates.bare);
        measured.add(rates);
      }
      ratio("orders", measured.stream().map(it -> it.orders / it.bare).sorted().toList());
      ratio(
          "orders, alerts and payments",
          measured.stream().map(it -> it.merged / it.bare).sorted().toList());
    } finally {
      if (store != null) {
        store.close().await();
      }
      if (bare != null) {
        bare.close().await();
      }
      vertx.close().await();
    }
  }

  private static void awaitUp(Supplier<Health> health) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (health.get().state() != Health.State.UP) {
      if (System.nanoTime() - deadline > 0) {
        throw new StartFailure(health.get().detail());
      }
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /** Records per second. */
  private record Rates(double bare, double orders, double merged) {}

  private Rates round() throws Exception {
    double first = bare();
    double orders = orders();
    double merged = merged();
    double last = bare(); // before and after: the machine may have become busy in between
    return new Rates((first + last) / 2, orders, merged);
  }

  private double bare() throws Exception {
    List<OrderFact> placed = placed();
    Duration took = bare.write(placed).await();
    remove(placed);
    return rate(placed.size(), took);
  }

  private double orders() throws Exception {
    List<OrderFact> placed = placed();
    List<List<OrderFact>> batches = new ArrayList<>();
    for (int from = 0; from < placed.size(); from += BATCH) {
      batches.add(placed.subList(from, Math.min(placed.size(), from + BATCH)));
    }
    Duration took = apply(batches);
    remove(placed);
    return rate(placed.size(), took);
  }

  /** The alert of an order comes in the next batch, its payment in the one after that. */
  private double merged() throws Exception {
    List<OrderFact> placed = placed();
    int third = BATCH / 3;
    List<List<OrderFact>> batches = new ArrayList<>();
    for (int from = 0; from < placed.size() + 2 * third; from += third) {
      List<OrderFact> batch = new ArrayList<>(part(placed, from, third));
      part(placed, from - third, third).forEach(it -> batch.add(alert(it)));
      part(placed, from - 2 * third, third).forEach(it -> batch.add(payment(it)));
      batches.add(batch);
    }
    Duration took = apply(batches);
    remove(placed);
    return rate(3 * placed.size(), took);
  }

  private static List<OrderFact> part(List<OrderFact> all, int from, int size) {
    int begin = Math.min(Math.max(from, 0), all.size());
    return all.subList(begin, Math.min(Math.max(from + size, begin), all.size()));
  }

  private List<OrderFact> placed() {
    Instant now = Instant.now();
    int from = written;
    written += documents;
    return IntStream.range(from, from + documents)
        .<OrderFact>mapToObj(
            number -> new OrderFact.Placed(order(number, now), number % 3, number, now))
        .toList();
  }

  private Order order(int number, Instant now) {
    return new Order(
        OrderId.of("bench-" + run + "-" + number),
        new Money(number % 50_000, Money.currency("EUR")),
        "DE",
        OrderStatus.CREATED,
        now,
        Map.of("customer_id", number % 1_000));
  }

  private static OrderFact alert(OrderFact fact) {
    OrderFact.Placed placed = (OrderFact.Placed) fact;
    return new OrderFact.Flagged(
        new FraudAlert(
            fact.orderId(),
            "HIGH_AMOUNT_RISKY_COUNTRY",
            placed.order().total(),
            placed.order().country(),
            "bench",
            "1",
            placed.processedAt()),
        fact.version());
  }

  private static OrderFact payment(OrderFact fact) {
    OrderFact.Placed placed = (OrderFact.Placed) fact;
    return new OrderFact.Settled(
        new Payment(
            fact.orderId(),
            Payment.Status.PAID,
            "",
            placed.order().total(),
            placed.order().country(),
            "pay-" + fact.orderId(),
            placed.processedAt()),
        fact.version());
  }

  private Duration apply(List<List<OrderFact>> batches) throws Exception {
    long startedNanos = System.nanoTime();
    Promise<Void> applied = Promise.promise();
    vertx.runOnContext(start -> applyNext(batches.iterator(), applied));
    applied.future().await();
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  private void applyNext(Iterator<List<OrderFact>> batches, Promise<Void> applied) {
    if (batches.hasNext()) {
      store.apply(batches.next()).onComplete(any -> applyNext(batches, applied), applied::tryFail);
    } else {
      applied.complete();
    }
  }

  private void remove(List<OrderFact> facts) throws Exception {
    List<OrderId> ids = facts.stream().map(OrderFact::orderId).toList();
    bare.remove(ids).await();
  }

  private static double rate(int records, Duration took) {
    return records / (took.toNanos() / 1e9);
  }

  private void ratio(String what, List<Double> sorted) {
    console.printf(
        Locale.ROOT,
        "  ratio of %s to bare upserts: median %.2f (%.2f to %.2f)%n",
        what,
        (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2,
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }
}
