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

/** The contract, over TLS, on three nodes. */
final class CouchbaseOrderStoreIT extends OrderStoreContract {

  @TempDir private static Path directory;
  private static MockCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = MockCluster.start(directory);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    cluster.reset();
    cluster.query().answerBy(new LittleSql(cluster::documents));
    OrderStore store = Await.result(CouchbaseOrderStore.open(vertx, TestOptions.of(cluster)));
    TestOptions.awaitReady(store);
    return Future.succeededFuture(store);
  }
}
