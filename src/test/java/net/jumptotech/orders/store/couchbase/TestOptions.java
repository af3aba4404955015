package net.jumptotech.orders.store.couchbase;

import java.time.Duration;
import java.util.Optional;
import net.jumptotech.orders.runtime.Secret;

/** Options for the mock cluster. */
final class TestOptions {

  private TestOptions() {}

  static CouchbaseOptions of(MockCluster cluster) {
    return of(cluster, new Secret(cluster.password()));
  }

  static CouchbaseOptions of(MockCluster cluster, Secret password) {
    return new CouchbaseOptions(
        ConnectionString.of(cluster.connectionString(), false),
        cluster.bucket(),
        cluster.username(),
        password,
        Optional.of(cluster.certificate().pemFile()),
        CouchbaseOptions.Durability.NONE,
        CouchbaseOptions.Consistency.NOT_BOUNDED,
        Duration.ofSeconds(30), // a busy machine takes its time
        Duration.ofSeconds(30),
        256);
  }
}
