package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.Filters;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract, over TLS, on three nodes. One connection: making one takes longer than most tests.
 */
final class CouchbaseOrderStoreIT extends OrderStoreContract {

  @TempDir private static Path directory;
  private static MockCluster cluster;
  private static OrderStore connected;

  @BeforeAll
  static void connect(Vertx vertx) {
    cluster = MockCluster.start(directory);
    connected = await(CouchbaseOrderStore.open(vertx, TestOptions.of(cluster)));
    TestOptions.awaitReady(connected);
  }

  @AfterAll
  static void disconnect() {
    await(connected.close());
    cluster.close();
  }

  @Test
  void documentsOfBeforeThereWereConflictsHaveNone() {
    Order order = Facts.order("1", Facts.NOON);
    await(store.apply(List.of(Facts.placed(order, 1))));
    cluster.query().answerBy(new LittleSql(() -> ofBeforeThereWereConflicts(cluster.documents())));
    OrderStore.Count none = new OrderStore.Count(0, false);
    assertThat(await(store.count(Filters.conflict("false"), 10)))
        .isEqualTo(new OrderStore.Count(1, false));
    assertThat(await(store.count(Filters.conflict("true"), 10))).isEqualTo(none);
    assertThat(await(store.count(Filters.conflict("CHANGED"), 10))).isEqualTo(none);
  }

  /** As version 0.1.0 wrote them. */
  static Map<String, Buffer> ofBeforeThereWereConflicts(Map<String, Buffer> documents) {
    Map<String, Buffer> without = new HashMap<>();
    documents.forEach(
        (key, json) -> {
          JsonObject document = json.toJsonObject();
          document.getJsonObject(StoredDocument.META).remove(StoredDocument.CONFLICT);
          without.put(key, document.toBuffer());
        });
    return without;
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
