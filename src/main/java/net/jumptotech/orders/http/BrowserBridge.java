package net.jumptotech.orders.http;

import io.vertx.core.Vertx;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.runtime.Shares;

/**
 * Brings the frames for browsers to browsers, over WebSockets. Nothing comes in: a browser writes
 * through the HTTP interface.
 *
 * <p>The bridge has no back-pressure of its own: a browser that stops reading would fill the heap.
 * So while its socket is full, frames for it are dropped, and counted; the next one that fits is
 * newer anyway, and its {@code seq} tells that some are missing. Nor is a browser heard meanwhile,
 * since every word of its own may be answered too; and never more than a few times a second, or a
 * hundred that only talk would have the event loop for themselves. Whoever was not heard for so
 * long that a ping is missing is hung up on. Used on one event loop.
 */
final class BrowserBridge {

  private static final int PING_TIMEOUT_MS = 10_000;
  private static final int HEAR_MS = 1_000;

  /** Enough for a page that opens, registers and pings. */
  private static final int MESSAGES = 10;

  private static final int MAX_HANDLERS = 4;
  private static final int MAX_ADDRESS_LENGTH = 64;

  private final Vertx vertx;
  private final Shares shares;
  private final Map<SockJSSocket, String> sockets = new HashMap<>(); // and whose they are
  private long dropped;

  /**
   * @param each which part of the sockets may be of one address
   */
  BrowserBridge(Vertx vertx, int maxSockets, double each) {
    this.vertx = vertx;
    this.shares = new Shares(maxSockets, each);
  }

  /** To be mounted where the raw WebSocket is to be found under {@code /websocket}. */
  Router router() {
    SockJSHandlerOptions handler =
        new SockJSHandlerOptions().setInsertJSESSIONID(false).setRegisterWriteHandler(false);
    SockJSBridgeOptions bridge =
        new SockJSBridgeOptions()
            .setPingTimeout(PING_TIMEOUT_MS)
            .setMaxHandlersPerSocket(MAX_HANDLERS)
            .setMaxAddressLength(MAX_ADDRESS_LENGTH)
            .addOutboundPermitted(new PermittedOptions().setAddress(Addresses.UI_OVERVIEW))
            .addOutboundPermitted(new PermittedOptions().setAddress(Addresses.UI_ORDERS));
    vertx.setPeriodic(HEAR_MS, tick -> sockets.keySet().forEach(BrowserBridge::hear));
    return SockJSHandler.create(vertx, handler).bridge(bridge, event -> event.complete(may(event)));
  }

  /** Browsers connected now, and frames dropped since the start. */
  Map<String, Long> counts() {
    return Map.of("sockets", (long) sockets.size(), "frames_dropped", dropped);
  }

  private boolean may(BridgeEvent event) {
    BridgeEventType type = event.type();
    switch (type) {
      case SOCKET_CREATED -> {
        String address = Shares.address(event.socket().remoteAddress());
        if (!shares.take(address, 1)) {
          return false;
        }
        sockets.put(event.socket(), address);
        hear(event.socket());
      }
      case SOCKET_CLOSED -> {
        String address = sockets.remove(event.socket());
        if (address != null) {
          shares.give(address, 1);
        }
      }
      case RECEIVE -> {
        if (isFull(event.socket())) {
          dropped++;
          return false;
        }
      }
      default -> {
        return type != BridgeEventType.SEND && type != BridgeEventType.PUBLISH;
      }
    }
    return true;
  }

  /** So many more messages, not counting those it was allowed before; none while it is full. */
  private static void hear(SockJSSocket socket) {
    socket.pause();
    if (!isFull(socket)) {
      socket.fetch(MESSAGES);
    }
  }

  /** One that has begun to close takes nothing more, so nothing piles up in it either. */
  private static boolean isFull(SockJSSocket socket) {
    try {
      return socket.writeQueueFull();
    } catch (IllegalStateException closing) {
      return false;
    }
  }
}
