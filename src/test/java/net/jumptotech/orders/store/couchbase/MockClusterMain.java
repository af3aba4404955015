package net.jumptotech.orders.store.couchbase;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.jumptotech.orders.TestCertificate;

/**
 * A {@link MockCluster} in a process of its own, until it is killed: for the bench, and to try
 * Orders against something that looks like Couchbase. Writes what has to be in the environment into
 * a file {@code environment}, for a shell to read; the password stands in a file beside it.
 */
public final class MockClusterMain {

  private static final Path DIRECTORY = Path.of("target", "mock-cluster");

  private MockClusterMain() {}

  /**
   * @param arguments number of nodes, 3 if there is none
   */
  public static void main(String[] arguments) throws Exception {
    int nodes = arguments.length == 0 ? 3 : Integer.parseInt(arguments[0]);
    Files.createDirectories(DIRECTORY);
    MockCluster cluster =
        MockCluster.start(TestCertificate.forLoopback(DIRECTORY), "mock-cluster-password", nodes);
    cluster.query().answerBy(new Answers(cluster, new LittleSql(cluster::documents)));
    Path environment = write(cluster);
    System.out.println(nodes + " nodes; in a shell: . " + environment);
    new CountDownLatch(1).await();
  }

  private static Path write(MockCluster cluster) throws IOException {
    Path password =
        Files.writeString(DIRECTORY.resolve("password").toAbsolutePath(), cluster.password());
    return Files.write(
        DIRECTORY.resolve("environment"),
        List.of(
            "export COUCHBASE_HOST=" + cluster.connectionString(),
            "export COUCHBASE_BUCKET=" + cluster.bucket(),
            "export COUCHBASE_USERNAME=" + cluster.username(),
            "export COUCHBASE_PASSWORD_FILE='" + password + "'",
            "export ORDERS_COUCHBASE_CERTIFICATE='"
                + cluster.certificate().pemFile().toAbsolutePath()
                + "'"));
  }

  /**
   * Our statements as {@link LittleSql} understands them; it has no indexes and needs none. The one
   * statement that deletes something is that of RealCouchbaseIT, and means all.
   */
  private record Answers(MockCluster cluster, LittleSql sql) implements QueryPeer.Script {

    @Override
    public QueryPeer.Answer answer(String statement, JsonObject parameters) {
      if (statement.startsWith("CREATE INDEX ")) {
        return QueryPeer.rows(List.of());
      }
      if (statement.startsWith("DELETE FROM ")) {
        cluster.clear();
        return QueryPeer.rows(List.of());
      }
      return sql.answer(statement, parameters);
    }
  }
}
