package net.jumptotech.orders.server;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import net.jumptotech.orders.runtime.Shares;

/**
 * The connections of one server: limits their number, the time that each may take, and the bytes of
 * unread answers. Neither ordinary clients nor a load balancer reach these limits; they are for
 * clients that connect and do nothing, or ask and do not read.
 *
 * <p>When the server is full, the connection that has waited longest without a request is closed,
 * as HTTP allows at any time. So thousands that only connect keep nobody out. Used on one event
 * loop.
 */
public final class Connections {

  /**
   * A connection must take this much of its answer, or all of it, within {@link Timeouts#answer}.
   */
  static final long SLOWEST_BYTES = 64 * 1_024;

  private static final int TICK_MS = 500;

  private final Shares shares;
  private final Timeouts timeouts;
  private final Set<ConnectionGuard> open = new HashSet<>();
  private final LinkedHashSet<ConnectionGuard> idle = new LinkedHashSet<>(); // longest first
  private long pendingBytes;
  private long closedByUs;

  /**
   * How long a connection may take.
   *
   * @param first from connecting to the end of its first request's headers
   * @param next from the end of an answer to the end of the next request's headers
   * @param answer for {@value #SLOWEST_BYTES} bytes of an answer
   */
  public record Timeouts(Duration first, Duration next, Duration answer) {}

  /**
   * @param most connections at a time
   * @param each the share of them that may come from one address
   */
  public Connections(int most, double each, Timeouts timeouts) {
    this.shares = new Shares(most, each);
    this.timeouts = timeouts;
  }

  /**
   * HTTP/1.1 only, with TLS too: {@link ConnectionGuard} understands nothing else. Of requests only
   * those have a span that come with a trace.
   */
  public static HttpServerOptions options() {
    return new HttpServerOptions()
        .setHttp2ClearTextEnabled(false)
        .setTracingPolicy(TracingPolicy.PROPAGATE);
  }

  /**
   * Call it before the server listens, on the context that serves it.
   *
   * @param server with {@link #options}
   */
  public HttpServer watch(Vertx vertx, HttpServer server) {
    vertx.setPeriodic(TICK_MS, tick -> closeSlow());
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
      closedByUs++;
      handler.channel().close();
    }
  }

  private boolean makeRoom(String address) {
    boolean own = shares.isUsedUpBy(address);
    for (ConnectionGuard each : idle) {
      if (!own || each.address().equals(address)) {
        closeByUs(each);
        return shares.take(address, 1);
      }
    }
    return false;
  }

  private void closeSlow() {
    long now = System.nanoTime();
    for (ConnectionGuard each : Set.copyOf(open)) {
      Duration may = each.isFirst() ? timeouts.first() : timeouts.next();
      boolean late = idle.contains(each) && each.idleNanos(now) > may.toNanos();
      if (late || each.isTooSlow(now, timeouts.answer())) {
        closeByUs(each);
      }
    }
  }

  private void closeByUs(ConnectionGuard guard) {
    closedByUs++;
    guard.close();
  }

  // called by the guards

  void becameIdle(ConnectionGuard guard) {
    idle.add(guard);
  }

  void becameActive(ConnectionGuard guard) {
    idle.remove(guard);
  }

  void closed(ConnectionGuard guard) {
    idle.remove(guard);
    if (open.remove(guard)) {
      shares.give(guard.address(), 1);
    }
  }

  void pending(long bytes) {
    pendingBytes += bytes;
  }

  void refused() {
    closedByUs++;
  }

  /** Bytes of answers that were written and that the network has not taken yet. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Connections now, and those closed by us since the start. */
  public Map<String, Long> counts() {
    return Map.of("connections", shares.total(), "hung_up", closedByUs);
  }
}
