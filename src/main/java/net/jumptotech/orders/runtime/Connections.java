package net.jumptotech.orders.runtime;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The connections of one server: how many there may be, how long each may keep us waiting, and how
 * many bytes of answers may wait for whoever asked. Neither ordinary clients nor a load balancer
 * meet these bounds; they are for those who connect and do nothing, or ask and do not read.
 *
 * <p>When there is no room left for another, the one that has waited longest without a request at
 * work is hung up on, as HTTP allows at any time; so thousands that only connect keep nobody out.
 * Used on one event loop.
 */
public final class Connections {

  /** A connection takes so much of what it asked for in {@link Timeouts#answer}, or all of it. */
  static final long SLOWEST_BYTES = 64 * 1_024;

  private static final int TICK_MS = 500;

  private final Shares shares;
  private final Timeouts timeouts;
  private final Set<ConnectionGuard> open = new HashSet<>();
  private final LinkedHashSet<ConnectionGuard> waiting = new LinkedHashSet<>(); // longest first
  private long pendingBytes;
  private long hungUp;

  /**
   * How long a connection may take.
   *
   * @param first from connecting to the end of its first request's headers
   * @param next from the end of an answer to that of the next request's headers
   * @param answer for {@value #SLOWEST_BYTES} bytes of an answer
   */
  public record Timeouts(Duration first, Duration next, Duration answer) {}

  /**
   * @param most at once
   * @param each which part of them may come from one address
   */
  public Connections(int most, double each, Timeouts timeouts) {
    this.shares = new Shares(most, each);
    this.timeouts = timeouts;
  }

  /** HTTP/1.1 alone: nothing of ours speaks h2c, and each connection is watched as one of those. */
  public static HttpServerOptions options() {
    return new HttpServerOptions().setHttp2ClearTextEnabled(false);
  }

  /**
   * To be called before it listens, on the context that it is to serve on.
   *
   * @param server with {@link #options}
   */
  public HttpServer watch(Vertx vertx, HttpServer server) {
    vertx.setPeriodic(TICK_MS, tick -> hangUpOnTheSlow());
    return server.connectionHandler(
        connection ->
            admit(
                ((ConnectionBase) connection).channelHandlerContext(), connection.remoteAddress()));
  }

  private void admit(ChannelHandlerContext handler, SocketAddress peer) {
    ConnectionGuard guard = new ConnectionGuard(this, Shares.address(peer));
    if (shares.take(guard.address(), 1) || makeRoom(guard.address())) {
      open.add(guard);
      handler.pipeline().addAfter("httpEncoder", "guard", guard);
    } else {
      hungUp++;
      handler.channel().close();
    }
  }

  private boolean makeRoom(String address) {
    boolean own = shares.isUsedUpBy(address);
    for (ConnectionGuard each : waiting) {
      if (!own || each.address().equals(address)) {
        hangUp(each);
        return shares.take(address, 1);
      }
    }
    return false;
  }

  private void hangUpOnTheSlow() {
    long now = System.nanoTime();
    for (ConnectionGuard each : Set.copyOf(open)) {
      Duration may = each.isFirst() ? timeouts.first() : timeouts.next();
      boolean late = waiting.contains(each) && each.waitingNanos(now) > may.toNanos();
      if (late || each.isTooSlow(now, timeouts.answer())) {
        hangUp(each);
      }
    }
  }

  private void hangUp(ConnectionGuard guard) {
    hungUp++;
    guard.close();
  }

  // what the guards tell

  void waits(ConnectionGuard guard) {
    waiting.add(guard);
  }

  void asks(ConnectionGuard guard) {
    waiting.remove(guard);
  }

  void closed(ConnectionGuard guard) {
    waiting.remove(guard);
    if (open.remove(guard)) {
      shares.give(guard.address(), 1);
    }
  }

  void pending(long bytes) {
    pendingBytes += bytes;
  }

  void refused() {
    hungUp++;
  }

  /** Of answers that were written and that the network has not taken yet. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Connections now, and those that we have hung up on since the start. */
  public Map<String, Long> counts() {
    return Map.of("connections", shares.total(), "hung_up", hungUp);
  }
}
