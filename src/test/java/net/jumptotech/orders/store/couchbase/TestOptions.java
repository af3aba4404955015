package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.store.OrderStore;

/** Options for the mock cluster. */
final class TestOptions {

  private static final Duration LONG = Duration.ofSeconds(10);

  private static final int KEYS_OF_ALL_NODES = 32;

  private TestOptions() {}

  static CouchbaseOptions of(MockCluster cluster) {
    return of(cluster, LONG); // a busy machine takes its time
  }

  static CouchbaseOptions of(MockCluster cluster, Duration timeout) {
    return of(
        cluster.connectionString(),
        new Secret(cluster.password()),
        Optional.of(cluster.certificate().pemFile()),
        timeout);
  }

  static CouchbaseOptions of(
      String host, Secret password, Optional<Path> certificate, Duration timeout) {
    return new CouchbaseOptions(
        ConnectionString.of(host, false),
        MockCluster.BUCKET,
        MockCluster.BUCKET,
        password,
        certificate,
        CouchbaseOptions.Durability.NONE,
        CouchbaseOptions.Consistency.NOT_BOUNDED,
        timeout,
        timeout,
        256);
  }

  /**
   * Connected, and with all nodes known: while the SDK learns which there are it may lose a
   * request, and says so only by a timeout (3.12.1, on a busy machine).
   */
  static void awaitReady(OrderStore store) {
    Await.until("connected", () -> store.health().equals(Health.UP), store::health);
    Await.until(
        Await.LONG,
        "every node answers",
        () -> {
          for (int key = 0; key < KEYS_OF_ALL_NODES; key++) {
            await(store.get(OrderId.of("none-" + key)));
          }
          return true;
        });
  }
}
