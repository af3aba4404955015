package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.store.couchbase.LittleSql;
import net.jumptotech.orders.store.couchbase.MockCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar with a Couchbase cluster in place of the embedded store, by environment alone. */
final class CouchbaseIT {

  private static final String PASSWORD = "S3cr3t-of-the-cluster";

  @TempDir private static Path certificates;
  @TempDir private Path data;
  private static MockCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = MockCluster.start(TestCertificate.forLoopback(certificates), PASSWORD, 3);
    cluster.query().answerBy(new LittleSql(cluster::documents));
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void whileCouchbaseIsAwayOrdersArePaidAndWhateverDiesItsDocumentsCatchUp() throws IOException {
    cluster.stopAll();
    try (OrdersProcess process = start(PASSWORD, "--rate", "300")) {
      fallBehind(process);
      assertThat(cluster.documents()).isEmpty();
      process.kill();
    }
    cluster.restartAll();
    try (OrdersProcess process = start(PASSWORD, "--rate", "300")) {
      process.page(); // its start has its own time
      Await.until("some are stored", () -> cluster.documents().size() > 300);
      cluster.stopAll();
      fallBehind(process);
      process.kill();
    }
    cluster.restartAll();
    try (OrdersProcess process = start(PASSWORD, "--source", "none")) {
      process.awaitIdle(Await.LONG);
      Audit.of(process).everyOrderHasExactlyOneOutcome().documentsAndTotalsAgree(process);
      Await.until(
          Await.LONG,
          "the store is well",
          () -> process.get("/api/health").getJsonObject("store").getString("status").equals("UP"));
      assertThat(String.join("\n", process.output())).doesNotContain("S3cr3t");
    }
  }

  /** Orders go on being paid, and analytics waits. */
  private static void fallBehind(OrdersProcess process) {
    process.page();
    Await.until(
        Await.LONG,
        "payment goes on, analytics waits",
        () ->
            group(process, "payments-group").getLong("received") > 600
                && group(process, "analytics-group").getLong("lag") > 600
                && process
                    .get("/api/health")
                    .getJsonObject("store")
                    .getString("detail")
                    .contains("Couchbase at couchbases://127.0.0.1"));
  }

  private static JsonObject group(OrdersProcess process, String name) {
    return process.get("/api/overview").getJsonArray("groups").stream()
        .map(JsonObject.class::cast)
        .filter(group -> group.getString("group").equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRefusedPasswordIsSaidInHealthAndLogAndNeverShown() throws IOException {
    try (OrdersProcess process = start("S3cr3t-but-wrong", "--source", "none")) {
      process.page();
      Await.until(
          Await.LONG,
          "the cause is in the health answer",
          () ->
              process
                  .get("/api/health")
                  .getJsonObject("store")
                  .getString("detail")
                  .contains("the user name or the password is refused"));
      process.awaitLine("the user name or the password is refused");
      String told =
          String.join("\n", process.output())
              + process.get("/api/health")
              + process.get("/api/overview");
      assertThat(told).doesNotContain("S3cr3t");
    }
    try (OrdersProcess process = start("S3cr3t-but-wrong", "--check")) {
      assertThat(process.exitCode(Await.LONG)).isZero();
      assertThat(process.output())
          .anyMatch(line -> line.startsWith("couchbase.host: couchbases://127.0.0.1"))
          .anyMatch(line -> line.startsWith("couchbase.password: ***"))
          .noneMatch(line -> line.contains("S3cr3t"));
    }
  }

  @Test
  void aHostWithoutUserOrPasswordIsAMistake() {
    try (OrdersProcess process =
        OrdersProcess.start(data, Map.of("COUCHBASE_HOST", "http://db:8091"), "--check")) {
      assertThat(process.exitCode(Await.LONG)).isEqualTo(2);
      assertThat(String.join("\n", process.output()))
          .contains("COUCHBASE_HOST: expected hosts such as cb.abc.cloud.couchbase.com");
    }
    try (OrdersProcess process =
        OrdersProcess.start(data, Map.of("COUCHBASE_HOST", "db"), "--check")) {
      assertThat(process.exitCode(Await.LONG)).isEqualTo(2);
      assertThat(String.join("\n", process.output()))
          .contains("couchbase.username: needed with a host: set COUCHBASE_USERNAME")
          .contains("couchbase.password: needed with a host: set COUCHBASE_PASSWORD");
    }
  }

  private OrdersProcess start(String password, String... arguments) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("COUCHBASE_HOST", cluster.connectionString());
    environment.put("COUCHBASE_BUCKET", cluster.bucket());
    environment.put("COUCHBASE_USERNAME", cluster.username());
    environment.put(
        "COUCHBASE_PASSWORD_FILE",
        Files.writeString(Files.createTempFile(data, "password", ""), password + "\n").toString());
    environment.put("ORDERS_COUCHBASE_CERTIFICATE", cluster.certificate().pemFile().toString());
    return OrdersProcess.start(data.resolve("data"), environment, arguments);
  }
}
