package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * TLS in front of a node's key-value port. It rewrites every cluster map that the node sends, and
 * does to operations on documents what {@link KvFaults} says.
 */
final class KvFront extends VerticleBase {

  private static final int GET_CLUSTER_CONFIG = 0xb5;
  private static final int HELLO = 0x1f;

  private final NetServerOptions options;
  private final int target;
  private final UnaryOperator<Buffer> clusterMap;
  private final KvFaults faults;
  private final Runnable greeted;
  private NetServer server;
  private NetClient client;

  /**
   * @param options where to listen, and with which certificate
   * @param target the node's own port
   * @param clusterMap what clients shall see of a cluster map (JSON)
   * @param greeted called when the node has accepted a connection and answered its first request
   */
  KvFront(
      NetServerOptions options,
      int target,
      UnaryOperator<Buffer> clusterMap,
      KvFaults faults,
      Runnable greeted) {
    this.options = options;
    this.target = target;
    this.clusterMap = clusterMap;
    this.faults = faults;
    this.greeted = greeted;
  }

  @Override
  public Future<?> start() {
    client = vertx.createNetClient();
    server = vertx.createNetServer(options).connectHandler(this::connect);
    return server.listen();
  }

  int port() {
    return server.actualPort();
  }

  private void connect(NetSocket caller) {
    caller.pause();
    client
        .connect(target, options.getHost())
        .onSuccess(node -> join(caller, node))
        .onFailure(nobody -> caller.close());
  }

  private void join(NetSocket caller, NetSocket node) {
    Set<Integer> lost = new HashSet<>();
    caller.handler(
        new KvFrames(
            (request, out) -> {
              int opcode = KvFrames.opcode(request);
              int failure = faults.failing(opcode);
              if (failure >= 0) {
                caller.write(KvFrames.answer(request, failure));
                return;
              }
              if (faults.losesAnswer(opcode)) {
                lost.add(KvFrames.opaque(request));
              }
              out.appendBuffer(request);
            },
            bytes -> write(bytes, caller, node)));
    node.handler(
        new KvFrames(
            (answer, out) -> {
              if (KvFrames.opcode(answer) == HELLO) {
                greeted.run();
              }
              if (!lost.remove(KvFrames.opaque(answer))) {
                out.appendBuffer(seen(answer));
              }
            },
            bytes -> write(bytes, node, caller)));
    caller.closeHandler(closed -> node.close());
    node.closeHandler(closed -> caller.close());
    caller.exceptionHandler(reset -> {});
    node.exceptionHandler(reset -> {});
    caller.resume();
  }

  private static void write(Buffer bytes, NetSocket from, NetSocket to) {
    to.write(bytes);
    if (to.writeQueueFull()) {
      from.pause();
      to.drainHandler(drained -> from.resume());
    }
  }

  private Buffer seen(Buffer answer) {
    int status = KvFrames.status(answer);
    boolean map =
        KvFrames.opcode(answer) == GET_CLUSTER_CONFIG && status == 0
            || status == KvFaults.NOT_MY_VBUCKET;
    int start = KvFrames.valueStart(answer);
    return map && start < answer.length()
        ? KvFrames.withValue(answer, clusterMap.apply(answer.getBuffer(start, answer.length())))
        : answer;
  }
}
