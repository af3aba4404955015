package net.jumptotech.orders.store.couchbase;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a client sees of the mock's cluster map: TLS ports, one address a node, the query service's
 * capabilities, and no node that failed over.
 */
final class ClusterMap {

  private static final int NOWHERE = -1;

  private ClusterMap() {}

  /** Where a node is reached: key-value, and management with query. */
  record Ports(int kv, int http) {}

  /**
   * @param nodes in the order of the mock's nodes
   * @param gone indexes of nodes that are no longer in the cluster
   */
  static Buffer rewritten(Buffer json, List<Ports> nodes, Set<Integer> gone) {
    JsonObject map = json.toJsonObject();
    map.remove("saslPassword");
    JsonObject buckets = map.getJsonObject("vBucketServerMap");
    JsonArray extended = map.getJsonArray("nodesExt");
    for (int i = 0; i < nodes.size(); i++) {
      Ports ports = nodes.get(i);
      JsonObject services =
          new JsonObject()
              .put("kv", extended.getJsonObject(i).getJsonObject("services").getInteger("kv"))
              .put("kvSSL", ports.kv())
              // the client knows a node by its host and this port
              .put("mgmt", ports.http())
              .put("mgmtSSL", ports.http())
              .put("n1qlSSL", ports.http());
      extended.getJsonObject(i).put("hostname", "127.0.0.1").put("services", services);
    }
    if (!gone.isEmpty()) {
      map.put("nodes", without(gone, map.getJsonArray("nodes")));
      map.put("nodesExt", without(gone, extended));
      buckets.put("serverList", without(gone, buckets.getJsonArray("serverList")));
      renumber(buckets.getJsonArray("vBucketMap"), gone);
    }
    map.put("clusterCapabilitiesVer", new JsonArray(List.of(1, 0)));
    map.put(
        "clusterCapabilities",
        new JsonObject(Map.of("n1ql", List.of("enhancedPreparedStatements"))));
    return map.toBuffer();
  }

  private static JsonArray without(Set<Integer> gone, JsonArray nodes) {
    JsonArray left = new JsonArray();
    for (int i = 0; i < nodes.size(); i++) {
      if (!gone.contains(i)) {
        left.add(nodes.getValue(i));
      }
    }
    return left;
  }

  private static void renumber(JsonArray buckets, Set<Integer> gone) {
    for (int i = 0; i < buckets.size(); i++) {
      JsonArray servers = buckets.getJsonArray(i);
      for (int k = 0; k < servers.size(); k++) {
        int node = servers.getInteger(k);
        servers.set(k, gone.contains(node) ? NOWHERE : node - before(node, gone));
      }
    }
  }

  private static int before(int node, Set<Integer> gone) {
    return (int) gone.stream().filter(it -> it < node).count();
  }
}
