package net.jumptotech.orders.store.couchbase;

import com.couchbase.mock.Bucket;
import com.couchbase.mock.BucketConfiguration;
import com.couchbase.mock.CouchbaseMock;
import com.couchbase.mock.Info;
import com.couchbase.mock.memcached.Item;
import com.couchbase.mock.memcached.MemcachedServer;
import com.couchbase.mock.memcached.Storage;
import com.couchbase.mock.memcached.VBucketInfo;
import com.couchbase.mock.memcached.VBucketStore;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One bucket of CouchbaseMock on loopback, each document on one node and on one more as replica.
 * Its key-value ports only: the mock's REST server, which would listen on every address, is never
 * started.
 */
final class MockNodes {

  // held, or the setting would be forgotten: the mock logs each connection that breaks
  private static final Logger LOG = Logger.getLogger("com.couchbase.mock");

  static {
    LOG.setLevel(Level.OFF);
  }

  private final CouchbaseMock mock;
  private final Bucket bucket;
  private final MemcachedServer[] servers;
  private final Set<Integer> gone = new HashSet<>();

  MockNodes(String name, String password, int nodes) {
    try {
      mock = new CouchbaseMock(0, List.of());
      mock.createBucket(configuration(name, password, nodes));
    } catch (Exception failed) {
      throw new AssertionError("mock did not start", failed);
    }
    bucket = mock.getBuckets().get(name);
    servers = bucket.getServers();
    for (int i = 0; i < servers.length; i++) {
      servers[i].setCccpEnabled(true);
      beginCasAt((i + 1L) << 40, servers[i]);
    }
  }

  private static BucketConfiguration configuration(String name, String password, int nodes) {
    BucketConfiguration configuration = new BucketConfiguration();
    configuration.type = Bucket.BucketType.COUCHBASE;
    configuration.hostname = "127.0.0.1";
    configuration.name = name;
    configuration.password = password;
    configuration.numNodes = nodes;
    configuration.numReplicas = nodes > 1 ? 1 : 0;
    return configuration;
  }

  /** Each node counts on its own: after a failover a new CAS could be one that was given before. */
  private static void beginCasAt(long first, MemcachedServer server) {
    try {
      Field counter = VBucketStore.class.getDeclaredField("casCounter");
      counter.setAccessible(true);
      counter.setLong(server.getStorage().getCache((short) 0), first);
    } catch (ReflectiveOperationException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Selector selector(MemcachedServer server) {
    try {
      Field selector = MemcachedServer.class.getDeclaredField("selector");
      selector.setAccessible(true);
      return (Selector) selector.get(server);
    } catch (ReflectiveOperationException failed) {
      throw new AssertionError(failed);
    }
  }

  /**
   * On every connection so far. The mock would hold each answer back until the one before it is
   * acknowledged, which a client that has nothing to send does after 40 ms.
   */
  void sendAtOnce() {
    for (MemcachedServer server : servers) {
      for (SelectionKey key : selector(server).keys()) {
        if (key.channel() instanceof SocketChannel connection) {
          sendAtOnce(connection);
        }
      }
    }
  }

  private static void sendAtOnce(SocketChannel connection) {
    try {
      connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (ClosedChannelException gone) {
      // it needs no answers any more
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  List<Integer> ports() {
    return Arrays.stream(servers).map(MemcachedServer::getPort).toList();
  }

  /** As the node's own management would tell it. */
  Buffer clusterMap() {
    return Buffer.buffer(bucket.getJSON());
  }

  Set<Integer> gone() {
    synchronized (gone) {
      return Set.copyOf(gone);
    }
  }

  /**
   * Replicas take over what the node had, and get replicas of their own. The mock's own failover
   * deals the documents out anew and so loses them; after this one each acknowledged one is there,
   * provided that nobody reaches the node any more.
   */
  void failOver(int node) {
    synchronized (gone) {
      gone.add(node);
    }
    List<MemcachedServer> left = new ArrayList<>(List.of(servers));
    gone().forEach(it -> left.remove(servers[it]));
    VBucketInfo[] all = bucket.getVBucketInfo();
    for (VBucketInfo each : all) {
      List<MemcachedServer> replicas = each.getReplicas();
      replicas.retainAll(left);
      if (!left.contains(each.getOwner())) {
        each.setOwner(replicas.remove(0));
      }
      left.stream()
          .filter(it -> replicas.isEmpty() && it != each.getOwner())
          .findFirst()
          .ifPresent(replicas::add);
      each.setReplicas(replicas);
    }
    left.forEach(it -> replicate(it, all));
    Info.incrementConfigRevision();
  }

  private static void replicate(MemcachedServer owner, VBucketInfo[] all) {
    for (Item item : owner.getStorage().getMasterStore(Storage.StorageType.CACHE)) {
      for (MemcachedServer replica : all[item.getKeySpec().vbId].getReplicas()) {
        VBucketStore copies = replica.getStorage().getCache(item.getKeySpec().vbId);
        copies.getMap().putIfAbsent(item.getKeySpec(), new Item(item));
      }
    }
  }

  Map<String, Buffer> documents() {
    Map<String, Buffer> documents = new HashMap<>();
    for (Item item : bucket.getMasterItems(Storage.StorageType.CACHE)) {
      documents.put(item.getKeySpec().key, Buffer.buffer(item.getValue()));
    }
    return documents;
  }

  void clear() {
    for (MemcachedServer server : servers) {
      server.flushNode();
    }
  }

  void close() {
    try {
      mock.removeBucket(bucket.getName());
    } catch (IOException failed) {
      throw new AssertionError("mock did not stop", failed);
    }
  }
}
