package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract, over TLS, on three nodes. One connection: making one takes longer than most tests.
 */
final class CouchbaseOrderStoreIT extends OrderStoreContract {

  private static final Vertx own = Vertx.vertx();

  @TempDir private static Path directory;
  private static MockCluster cluster;
  private static OrderStore connected;

  @BeforeAll
  static void connect() {
    cluster = MockCluster.start(directory);
    connected = Await.result(CouchbaseOrderStore.open(own, TestOptions.of(cluster)));
    TestOptions.awaitReady(connected);
  }

  @AfterAll
  static void disconnect() {
    Await.result(connected.close());
    Await.result(own.close());
    cluster.close();
  }

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    cluster.reset();
    cluster.query().answerBy(new LittleSql(cluster::documents));
    return Future.succeededFuture(connected);
  }

  @Override
  protected Future<Void> close(OrderStore store) {
    return Future.succeededFuture();
  }
}
