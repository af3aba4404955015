package net.jumptotech.orders.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.json.JsonArray;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetServerInternal;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects programs in any language to the event bus, by the protocol of Vert.x's TCP bridge: a
 * length of four bytes, then JSON. The first message is a {@code ping} with the token; {@link
 * TokenGate} lets nothing else pass. A client is disconnected if it does not read for 5 seconds
 * (the bridge would keep everything in memory), or if nothing was sent either way for a minute. If
 * many clients connect without a token, the oldest of them is disconnected. Addresses that are not
 * permitted are refused.
 */
public final class BridgeVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(BridgeVerticle.class);
  private static final int MOST_SECONDS_FULL = 5;
  private static final int IDLE_SECONDS = 60;

  /** Connections that have not sent the token yet; each has 10 s for it. */
  private static final int MOST_STRANGERS = 100;

  private static final int MOST_GUESTS = 1_000;
  private static final long SECOND_MS = 1_000;

  private final BridgeOptions options;
  private final ProcessInfo process;
  private final byte[] token;
  private final Map<NetSocket, Integer> guests = new HashMap<>(); // seconds without reading
  private final LinkedHashSet<ChannelHandlerContext> strangers =
      new LinkedHashSet<>(); // oldest first
  private NetServer server;
  private RoleFrames frames;
  private long refused;
  private long tooSlow;

  public BridgeVerticle(BridgeOptions options, ProcessInfo process) {
    this.options = options;
    this.process = process;
    this.token = options.token().reveal().getBytes(UTF_8);
  }

  /** {@code host:port}; known once it has started. */
  public String address() {
    int port = server == null ? 0 : server.actualPort();
    return options.host() + ":" + (port == 0 ? options.port() : port);
  }

  @Override
  public Future<?> start() {
    io.vertx.ext.bridge.BridgeOptions permitted = new io.vertx.ext.bridge.BridgeOptions();
    options
        .mayHear()
        .forEach(it -> permitted.addOutboundPermitted(new PermittedOptions().setAddress(it)));
    options
        .maySay()
        .forEach(it -> permitted.addInboundPermitted(new PermittedOptions().setAddress(it)));
    server = vertx.createNetServer(new NetServerOptions().setIdleTimeout(IDLE_SECONDS));
    TcpEventBusBridge.create(lending(server), permitted);
    Handler<NetSocket> bridge = server.connectHandler();
    server.connectHandler(
        socket -> {
          letIn(socket);
          bridge.handle(socket);
        });
    vertx.setPeriodic(SECOND_MS, tick -> hangUpOnTheSlow());
    frames =
        RoleFrames.publish(
            vertx, "bridge", process, 0, this::counts, () -> Health.UP, JsonArray::new);
    return server.listen(options.port(), options.host());
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return server.close();
  }

  /**
   * The bridge creates its server itself, and does not expose a connection before its first
   * message. This makes it use our server.
   */
  private Vertx lending(NetServer own) {
    return new VertxWrapper((VertxInternal) vertx) {
      @Override
      public NetServerInternal createNetServer(NetServerOptions any) {
        return (NetServerInternal) own;
      }
    };
  }

  private Map<String, Long> counts() {
    return Map.of("connections", (long) guests.size(), "refused", refused, "too_slow", tooSlow);
  }

  private void letIn(NetSocket socket) {
    ChannelHandlerContext connection = ((NetSocketInternal) socket).channelHandlerContext();
    if (strangers.size() >= MOST_STRANGERS) {
      ChannelHandlerContext oldest = strangers.iterator().next();
      strangers.remove(oldest);
      refused++;
      oldest.close();
    }
    strangers.add(connection);
    connection.channel().closeFuture().addListener(closed -> strangers.remove(connection));
    TokenGate gate =
        new TokenGate(
            token,
            () -> {
              strangers.remove(connection);
              welcome(socket, connection);
            },
            why -> {
              refused++;
              log.debug("{} {}: disconnected", socket.remoteAddress(), why);
            });
    connection.pipeline().addBefore(connection.name(), "token-gate", gate);
  }

  private void welcome(NetSocket socket, ChannelHandlerContext connection) {
    if (guests.size() < MOST_GUESTS) {
      guests.put(socket, 0);
    } else {
      refused++;
      connection.close();
    }
  }

  private void hangUpOnTheSlow() {
    guests.keySet().removeIf(socket -> !isOpen(socket));
    guests.replaceAll((socket, full) -> socket.writeQueueFull() ? full + 1 : 0);
    guests.forEach(
        (socket, full) -> {
          if (full >= MOST_SECONDS_FULL) {
            tooSlow++;
            log.debug(
                "{} does not read what it subscribed to: disconnected", socket.remoteAddress());
            // not socket.close(), which would wait until everything is written
            ((NetSocketInternal) socket).channelHandlerContext().close();
          }
        });
  }

  /** Asks the channel: the close handler belongs to the bridge, which does not report the close. */
  private static boolean isOpen(NetSocket socket) {
    return ((NetSocketInternal) socket).channelHandlerContext().channel().isActive();
  }
}
