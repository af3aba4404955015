package net.jumptotech.orders.store.couchbase;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import net.jumptotech.orders.runtime.Secret;

/** Options for the mock cluster. */
final class TestOptions {

  private static final Duration LONG = Duration.ofSeconds(30);

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
}
