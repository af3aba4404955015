package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.codec.RawJsonTranscoder;
import com.couchbase.client.java.kv.UpsertOptions;
import java.nio.charset.StandardCharsets;
import net.jumptotech.orders.Await;

/** Some other program that uses the bucket. */
record ForeignClient(MockCluster cluster) {

  void put(String key, String json) {
    Cluster connected =
        Cluster.connect(
            cluster.connectionString(),
            ClusterOptions.clusterOptions(cluster.username(), cluster.password())
                .environment(
                    environment ->
                        environment.securityConfig(
                            security ->
                                security.trustCertificate(cluster.certificate().pemFile()))));
    try {
      connected.bucket(cluster.bucket()).waitUntilReady(Await.LONG);
      connected
          .bucket(cluster.bucket())
          .defaultCollection()
          .upsert(
              key,
              json.getBytes(StandardCharsets.UTF_8),
              UpsertOptions.upsertOptions()
                  .transcoder(RawJsonTranscoder.INSTANCE)
                  .timeout(Await.LONG));
    } finally {
      connected.disconnect();
    }
  }
}
