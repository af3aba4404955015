package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.store.couchbase.ClusterMap.Ports;

/**
 * A Couchbase cluster as a client meets one in production, in this JVM and on loopback: TLS
 * everywhere, some nodes, a bucket, a query service ({@link #query}); and whatever can happen to
 * it.
 *
 * <p>Documents live in CouchbaseMock. It has no durability levels, no collections but the default
 * one, no {@code exists}, and none of the managers of buckets, collections and indexes.
 *
 * <p>Methods wait, so call them from the test's thread. Faults add up and last until {@link #heal}.
 */
public final class MockCluster implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";
  static final String BUCKET = "order_analytics";

  private final Vertx vertx = Vertx.vertx();
  private final TestCertificate certificate;
  private final String password;
  private final QueryPeer query;
  private final MockNodes nodes;
  private final KvFaults faults = new KvFaults();
  private final List<Relay> kv = new ArrayList<>();
  private final List<Relay> http = new ArrayList<>();

  private MockCluster(TestCertificate certificate, String password, int size) {
    this.certificate = certificate;
    this.password = password;
    this.query = new QueryPeer(vertx, bucket(), password);
    this.nodes = new MockNodes(bucket(), password, size);
    nodes.ports().forEach(this::open);
  }

  /** Three nodes, with a certificate for 127.0.0.1 and localhost. */
  public static MockCluster start(Path directory) {
    return start(TestCertificate.forLoopback(directory), "mock-cluster-password", 3);
  }

  public static MockCluster start(TestCertificate certificate, String password, int nodes) {
    return new MockCluster(certificate, password, nodes);
  }

  private void open(int port) {
    PfxOptions identity =
        new PfxOptions()
            .setPath(certificate.keyStore().toString())
            .setPassword(certificate.password());
    KvFront front =
        new KvFront(
            new NetServerOptions()
                .setHost(LOOPBACK)
                .setPort(0)
                .setSsl(true)
                .setKeyCertOptions(identity),
            port,
            this::rewritten,
            faults,
            nodes::sendAtOnce);
    await(vertx.deployVerticle(front));
    HttpServer services =
        await(
            vertx
                .createHttpServer(
                    new HttpServerOptions()
                        .setHost(LOOPBACK)
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(identity))
                .requestHandler(this::serve)
                .listen());
    kv.add(relay(front.port()));
    http.add(relay(services.actualPort()));
  }

  private Relay relay(int target) {
    Relay relay = new Relay(target);
    await(vertx.deployVerticle(relay));
    return relay;
  }

  private Buffer rewritten(Buffer clusterMap) {
    List<Ports> ports = new ArrayList<>();
    for (int i = 0; i < kv.size(); i++) {
      ports.add(new Ports(kv.get(i).port(), http.get(i).port()));
    }
    return ClusterMap.rewritten(clusterMap, ports, nodes.gone());
  }

  private void serve(HttpServerRequest request) {
    switch (request.path()) {
      case "/query/service" -> query.handle(request);
      case "/", "/admin/ping" -> request.response().end();
      // a client that waits for a bucket asks here whether all its nodes are healthy
      case "/pools/default/buckets/" + BUCKET ->
          request.response().end(rewritten(nodes.clusterMap()));
      default -> request.response().setStatusCode(404).end();
    }
  }

  /** Every node, as {@code couchbases://127.0.0.1:PORT,...}. The ports stay the same for good. */
  public String connectionString() {
    return kv.stream()
        .map(it -> LOOPBACK + ":" + it.port())
        .collect(Collectors.joining(",", "couchbases://", ""));
  }

  public String bucket() {
    return BUCKET;
  }

  /** The mock knows one user, who is called as the bucket. */
  public String username() {
    return bucket();
  }

  public String password() {
    return password;
  }

  public TestCertificate certificate() {
    return certificate;
  }

  public QueryPeer query() {
    return query;
  }

  /**
   * What is stored of orders now, by key. Documents whose write was not acknowledged yet may be in
   * it.
   */
  public Map<String, Buffer> documents() {
    Map<String, Buffer> orders = new HashMap<>(nodes.documents());
    orders.remove(ProgressDocument.KEY);
    return orders;
  }

  /** No documents, no faults, a query service as new. For a cluster that several tests share. */
  public void reset() {
    heal();
    clear();
    query.reset();
  }

  /** No documents. */
  void clear() {
    nodes.clear();
  }

  /** The next operations on documents, whichever node they go to, are refused for the moment. */
  public void failTemporarily(int times) {
    faults.fail(KvFaults.TEMPORARY_FAILURE, times);
  }

  public void failTemporarilyUntilHealed() {
    failTemporarily(KvFaults.FOREVER);
  }

  /** The next operations on documents are told that they went to the wrong node. */
  public void answerNotMyVbucket(int times) {
    faults.fail(KvFaults.NOT_MY_VBUCKET, times);
  }

  /** The next operations on documents find the server without memory. */
  public void runOutOfMemory(int times) {
    faults.fail(KvFaults.OUT_OF_MEMORY, times);
  }

  /** The next writes are done and nobody learns of it. */
  public void loseAnswersOfWrites(int times) {
    faults.loseAnswersOfWrites(times);
  }

  /** How many of the faults that were asked for a number of times did not happen yet. */
  public int outstandingFaults() {
    return faults.outstanding();
  }

  /** The node works on and answers only after this time. */
  public void hiccup(int node, Duration time) {
    at(node, it -> it.hiccup(time));
  }

  /** Every connection to the node breaks; the next ones are welcome. */
  public void cutConnections(int node) {
    at(node, Relay::cut);
  }

  /** The node stays connected, accepts whoever comes, and says nothing. */
  public void silence(int node) {
    at(node, Relay::silence);
  }

  /** Every connection to the node breaks, and its ports are closed. */
  public void stop(int node) {
    at(node, Relay::refuse);
  }

  /** After {@link #stop}: the node is back on the same ports, with what it had. */
  public void restart(int node) {
    at(node, Relay::accept);
  }

  /**
   * The node is gone, and the others have taken over its documents: with more than one node, all
   * that was acknowledged. It never comes back.
   */
  public void failOver(int node) {
    stop(node);
    nodes.failOver(node);
  }

  public void stopAll() {
    forEachNode(this::stop);
  }

  /** After {@link #stopAll}: on the same ports, with what was stored. */
  public void restartAll() {
    forEachNode(this::restart);
  }

  /** Ends temporary failures, lost answers and silence; what was stopped stays stopped. */
  public void heal() {
    faults.end();
    forEachNode(node -> at(node, Relay::speak));
  }

  private void forEachNode(IntConsumer work) {
    for (int node = 0; node < kv.size(); node++) {
      work.accept(node);
    }
  }

  private void at(int node, Function<Relay, Future<Void>> fault) {
    await(Future.all(fault.apply(kv.get(node)), fault.apply(http.get(node))));
  }

  @Override
  public void close() {
    await(vertx.close());
    nodes.close();
  }
}
