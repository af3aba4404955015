package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.store.couchbase.LittleSql;
import net.jumptotech.orders.store.couchbase.MockCluster;
import net.jumptotech.orders.stream.SaslSslBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As in production: a process a role, brokers and cluster over TLS, told so by the environment. */
final class ProductionIT {

  private static final String MARK = "S3cr3t";

  @TempDir private Path directory;

  @Test
  void threeProcessesOverTlsGiveEachRealOrderOneOutcomeAndOneDocument() throws IOException {
    try (SaslSslBroker broker = SaslSslBroker.start();
        MockCluster cluster =
            MockCluster.start(TestCertificate.forLoopback(directory), MARK + "-of-Couchbase", 3)) {
      cluster.query().answerBy(new LittleSql(cluster::documents));
      Map<String, String> environment = environment(broker, cluster);
      try (OrdersProcess payment = start(environment, "--roles", "fraud,payment");
          OrdersProcess analytics = start(environment, "--roles", "analytics");
          OrdersProcess http =
              start(environment, "--roles", "http,producer", "--source", "sample")) {
        http.page(); // three processes start side by side: what follows has its own time
        Await.until(Await.LONG, "all are stored", () -> cluster.documents().size() == 629);
        http.awaitIdle(Await.LONG);

        Audit audit =
            Audit.of(broker.plaintext())
                .everyOrderHasExactlyOneOutcome()
                .documentsAndTotalsAgree(http);
        assertThat(audit.orders()).isEqualTo(629);
        assertThat(cluster.documents()).hasSize(629);
        assertThat(http.get("/api/analytics").getJsonArray("orders")).hasSize(10);
        Await.until(
            Await.LONG,
            "the store is well",
            () -> http.get("/api/health").getJsonObject("store").getString("status").equals("UP"));

        String said =
            String.join("\n", payment.output())
                + String.join("\n", analytics.output())
                + String.join("\n", http.output())
                + http.get("/api/health")
                + http.get("/api/overview");
        assertThat(said).doesNotContain(MARK);
      }
    }
  }

  private static Map<String, String> environment(SaslSslBroker broker, MockCluster cluster) {
    Map<String, String> environment = new HashMap<>(broker.environment());
    environment.put("COUCHBASE_HOST", cluster.connectionString());
    environment.put("COUCHBASE_BUCKET", cluster.bucket());
    environment.put("COUCHBASE_USERNAME", cluster.username());
    environment.put("COUCHBASE_PASSWORD", cluster.password());
    environment.put("ORDERS_COUCHBASE_CERTIFICATE", cluster.certificate().pemFile().toString());
    environment.put("LOG_LEVEL", "DEBUG");
    environment.put("COUCHBASE_LOG_LEVEL", "INFO");
    return environment;
  }

  private OrdersProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    return OrdersProcess.start(
        Files.createTempDirectory(directory, "data"), environment, arguments);
  }
}
