package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.store.OrderStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A connection that does not come about says what is wrong with it, and no secret. */
@ExtendWith(VertxExtension.class)
final class CouchbaseConnectionIT {

  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final Secret WRONG = new Secret("S3cr3t-but-wrong");

  @TempDir private static Path directory;
  private static MockCluster cluster;

  private final LogCapture ours = new LogCapture("net.jumptotech.orders", Level.INFO);
  private final LogCapture theirs = new LogCapture("com.couchbase", Level.INFO);
  private Vertx vertx;
  private OrderStore store;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @BeforeAll
  static void startCluster() {
    cluster =
        MockCluster.start(
            TestCertificate.forHosts(directory, "127.0.0.1"), "S3cr3t-of-the-cluster", 1);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @AfterEach
  void close() {
    ours.close();
    theirs.close();
    await(store.close());
  }

  @Test
  void aWrongPassword() {
    open(cluster.connectionString(), WRONG, Optional.of(cluster.certificate().pemFile()));

    saysWhy("the user name or the password is refused", "COUCHBASE_PASSWORD");
  }

  @Test
  void aCertificateThatNobodyTrusts() {
    TestCertificate other = TestCertificate.forLoopback(directory);
    open(cluster.connectionString(), password(), Optional.of(other.pemFile()));

    saysWhy("certificate is not trusted", "couchbase.certificate");
  }

  @Test
  void aCertificateThatNobodyTrustsByDefault() {
    open(cluster.connectionString(), password(), Optional.empty());

    saysWhy("certificate is not trusted", "couchbase.certificate");
  }

  @Test
  void aCertificateForAnotherName() {
    open(
        cluster.connectionString().replace("127.0.0.1", "localhost"),
        password(),
        Optional.of(cluster.certificate().pemFile()));

    saysWhy("certificate is not for the name in COUCHBASE_HOST", "COUCHBASE_HOST");
  }

  @Test
  void aPortWhereNothingListens() {
    cluster.stopAll();
    try {
      open(cluster.connectionString(), password(), Optional.of(cluster.certificate().pemFile()));
      saysWhy("not connected to Couchbase at couchbases://127.0.0.1", "");
    } finally {
      cluster.restartAll();
    }
  }

  @Test
  void aClusterThatComesLaterIsFound() {
    cluster.stopAll();
    open(cluster.connectionString(), password(), Optional.of(cluster.certificate().pemFile()));
    Await.until("it says so", () -> store.health().state() == Health.State.DEGRADED);

    cluster.restartAll();

    TestOptions.awaitReady(store);
  }

  private static Secret password() {
    return new Secret(cluster.password());
  }

  private void open(String host, Secret password, Optional<Path> certificate) {
    CouchbaseOptions options = TestOptions.of(host, password, certificate, TIMEOUT);
    assertThat(options.toString()).doesNotContain("S3cr3t");
    store = await(CouchbaseOrderStore.open(vertx, options));
  }

  private void saysWhy(String cause, String remedy) {
    Await.until(
        cause,
        () -> {
          Health health = store.health();
          return health.state() == Health.State.DEGRADED
              && health.detail().contains(cause)
              && health.detail().contains(remedy);
        },
        store::health);
    Throwable failure =
        await(store.get(OrderId.of("1")).map(new Throwable()).otherwise(refused -> refused));
    assertThat(failure).isInstanceOf(java.io.IOException.class);
    assertThat(failure.toString() + failure.getCause() + store.health()).doesNotContain("S3cr3t");
    assertThat(theirs.lines()).isNotEmpty().noneMatch(line -> line.contains("S3cr3t"));
    assertThat(ours.lines())
        .noneMatch(line -> line.contains("S3cr3t"))
        .filteredOn(line -> line.startsWith("Couchbase at"))
        .as("said once: %s", ours.lines())
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .hasSizeLessThan(4);
  }
}
