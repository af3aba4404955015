package net.jumptotech.orders.cli.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Measure;
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
final class CouchbaseBench implements Benchmark {

  /** The batch size of analytics while the store is busy. */
  private static final int BATCH = 5_000;

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private static final String RATE = "documents/s";
  private static final Measure ORDERS = Measure.of("orders", RATE);
  private static final Measure MERGED = Measure.of("orders, alerts and payments", RATE);

  private final CouchbaseOptions options;
  private final int documents;
  private final Vertx vertx = Vertx.vertx();
  private final long run = System.currentTimeMillis();
  private int written;
  private BareUpserts bare;
  private OrderStore store;

  /**
   * @param documents per round
   */
  CouchbaseBench(CouchbaseOptions options, int documents) {
    this.options = options;
    this.documents = documents;
  }

  @Override
  public List<Comparison> comparisons() throws Exception {
    bare = BareUpserts.open(vertx, options).await();
    store = CouchbaseOrderStore.open(vertx, options).await();
    awaitUp(bare::health);
    awaitUp(store::health);
    return List.of(
        new Comparison(
            "Couchbase at %s, %,d in flight, %,d documents a round"
                .formatted(options.host(), options.inFlight(), documents),
            List.of(ORDERS, MERGED),
            1,
            () -> Map.of(ORDERS, orders(), MERGED, merged()),
            Optional.of(new Reference("bare upserts", this::bareUpserts))));
  }

  private Map<Measure, Double> bareUpserts() throws Exception {
    double rate = bare();
    return Map.of(ORDERS, rate, MERGED, rate);
  }

  @Override
  public void close() {
    if (store != null) {
      store.close().await();
    }
    if (bare != null) {
      bare.close().await();
    }
    vertx.close().await();
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
}
