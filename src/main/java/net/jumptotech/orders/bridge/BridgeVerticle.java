package net.jumptotech.orders.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.BridgeEvent;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.io.IOException;
import java.net.ServerSocket;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.RoleFrames;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event bus for processes in any language, by the protocol of Vert.x's TCP bridge: a length of
 * four bytes, then JSON. The first frame is a {@code ping} that shows the token; whoever sends
 * anything else first, or another token, is hung up on. So is whoever does not read for 5 seconds
 * what it asked to hear (the bridge would keep it all in memory), and a connection on which nothing
 * went either way for a minute. Addresses that are not permitted are refused.
 */
public final class BridgeVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(BridgeVerticle.class);
  private static final int MOST_SECONDS_FULL = 5;
  private static final int IDLE_SECONDS = 60;
  private static final long SECOND_MS = 1_000;

  private final BridgeOptions options;
  private final ProcessInfo process;
  private final byte[] token;
  private final Map<NetSocket, Integer> guests = new HashMap<>(); // seconds without reading
  private TcpEventBusBridge bridge;
  private RoleFrames frames;
  private int port;
  private long refused;
  private long tooSlow;

  public BridgeVerticle(BridgeOptions options, ProcessInfo process) {
    this.options = options;
    this.process = process;
    this.token = options.token().reveal().getBytes(UTF_8);
  }

  /** {@code host:port}; known once it has started. */
  public String address() {
    return options.host() + ":" + port;
  }

  @Override
  public Future<?> start() throws IOException {
    port = options.port() == 0 ? freePort() : options.port();
    io.vertx.ext.bridge.BridgeOptions permitted = new io.vertx.ext.bridge.BridgeOptions();
    options
        .mayHear()
        .forEach(it -> permitted.addOutboundPermitted(new PermittedOptions().setAddress(it)));
    options
        .maySay()
        .forEach(it -> permitted.addInboundPermitted(new PermittedOptions().setAddress(it)));
    bridge =
        TcpEventBusBridge.create(
            vertx, permitted, new NetServerOptions().setIdleTimeout(IDLE_SECONDS), this::hear);
    vertx.setPeriodic(SECOND_MS, tick -> hangUpOnTheSlow());
    frames =
        RoleFrames.publish(
            vertx, "bridge", process, 0, this::counts, () -> Health.UP, JsonArray::new);
    return bridge.listen(port, options.host());
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return bridge.close();
  }

  /** The bridge does not say which one it took. */
  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0)) {
      return probe.getLocalPort();
    }
  }

  private Map<String, Long> counts() {
    return Map.of("connections", (long) guests.size(), "refused", refused, "too_slow", tooSlow);
  }

  private void hear(BridgeEvent event) {
    NetSocket socket = event.socket();
    if (guests.containsKey(socket)) {
      event.tryComplete(true);
    } else if (event.type() == BridgeEventType.SOCKET_PING && showsToken(event.getRawMessage())) {
      guests.put(socket, 0);
      event.tryComplete(true);
    } else {
      event.tryComplete(false);
      refused++;
      log.warn("{} did not show the token: hung up", socket.remoteAddress());
      socket.close();
    }
  }

  private boolean showsToken(JsonObject frame) {
    Object headers = frame == null ? null : frame.getValue("headers");
    return headers instanceof JsonObject object
        && object.getValue("token") instanceof String shown
        && MessageDigest.isEqual(shown.getBytes(UTF_8), token);
  }

  private void hangUpOnTheSlow() {
    guests.keySet().removeIf(socket -> !isOpen(socket));
    guests.replaceAll((socket, full) -> socket.writeQueueFull() ? full + 1 : 0);
    guests.forEach(
        (socket, full) -> {
          if (full >= MOST_SECONDS_FULL) {
            tooSlow++;
            log.warn("{} does not read what it asked to hear: hung up", socket.remoteAddress());
            // not socket.close(): that would wait until all is written
            ((NetSocketInternal) socket).channelHandlerContext().close();
          }
        });
  }

  /** Its close handler is the bridge's, who says nothing of it. */
  private static boolean isOpen(NetSocket socket) {
    return ((NetSocketInternal) socket).channelHandlerContext().channel().isActive();
  }
}
