package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.query.QueryOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@link AsterixServer} is needed for: SQL++ over documents, asked by whoever wants to. */
class AsterixServerIT {

  @TempDir static Path directory;
  private static AsterixServer server;

  @BeforeAll
  static void start() {
    server = AsterixServer.start(directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void itAnswers() {
    assertThat(server.query("SELECT VALUE 1", new JsonObject())).isEqualTo(List.of(1));
    assertThatThrownBy(() -> server.query("SELECT FROM WHERE", new JsonObject()))
        .hasMessageContaining("Syntax error");
  }

  @Test
  void whatIsLoadedIsFoundByNamedParameters() {
    String name = "O'\"Neill` \\ ; -- 🛒";
    Map<String, Buffer> documents = new HashMap<>();
    for (int i = 0; i < 500; i++) {
      documents.put(
          "order-" + i,
          new JsonObject().put("n", i).put("name", i == 7 ? name : "other").toBuffer());
    }
    server.load("order_analytics", documents);

    assertThat(
            server.query(
                "SELECT o.n FROM `order_analytics` AS o WHERE o.name = $name",
                new JsonObject().put("$name", name)))
        .isEqualTo(List.of(Map.of("n", 7)));
    assertThat(server.query("SELECT VALUE COUNT(*) FROM `order_analytics` AS o", new JsonObject()))
        .isEqualTo(List.of(500));
  }

  @Test
  void aCouchbaseClientMayAskItThroughTheMockCluster() {
    server.load("order_analytics", Map.of("1", Buffer.buffer("{\"order_id\":1}")));
    try (MockCluster cluster = MockCluster.start(directory)) {
      cluster
          .query()
          .answerBy((statement, parameters) -> QueryPeer.rows(server.query(statement, parameters)));
      Cluster client =
          Cluster.connect(
              cluster.connectionString(),
              ClusterOptions.clusterOptions(cluster.username(), cluster.password())
                  .environment(
                      environment ->
                          environment.securityConfig(
                              it -> it.trustCertificate(cluster.certificate().pemFile()))));
      client.bucket(cluster.bucket()).waitUntilReady(Await.LONG);

      assertThat(
              client
                  .query(
                      "SELECT o.order_id FROM `order_analytics` AS o WHERE o.order_id = $id",
                      QueryOptions.queryOptions()
                          .adhoc(false)
                          .parameters(
                              com.couchbase.client.java.json.JsonObject.create().put("id", 1)))
                  .rowsAs(Map.class))
          .isEqualTo(List.of(Map.of("order_id", 1)));
      client.disconnect();
    }
  }
}
