package net.jumptotech.orders.http;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeEventType;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.sockjs.BridgeEvent;
import io.vertx.ext.web.handler.sockjs.SockJSBridgeOptions;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.Hidden;
import net.jumptotech.orders.runtime.Shares;

/**
 * Sends the frames for browsers to browsers, over WebSockets. Browsers send no orders here; they
 * use the HTTP interface.
 *
 * <p>The bridge has no back-pressure of its own: a browser that stops reading would fill the heap.
 * So while its socket is full, its frames are dropped and counted. The next frame that fits is
 * newer anyway, and its {@code seq} shows that some are missing. Meanwhile the browser's messages
 * are not read either, since each may be answered; and never more than a few are read per second,
 * or a hundred sending browsers would occupy the event loop. A browser whose ping is missing is
 * disconnected. Used on one event loop.
 */
final class BrowserBridge {

  private static final int PING_TIMEOUT_MS = 10_000;
  private static final int HEAR_MS = 1_000;

  /** Enough for a page that opens, registers and pings. */
  private static final int MESSAGES = 10;

  private static final String BODY = "body";
  private static final String SEQ = "seq";

  private static final int MAX_HANDLERS = 4;
  private static final int MAX_ADDRESS_LENGTH = 64;

  private final Vertx vertx;
  private final Shares shares;
  private final PersonalFields personal;
  private JsonObject masked = new JsonObject();
  private final Map<SockJSSocket, String> sockets =
      new HashMap<>(); // with the address of their client
  private long dropped;

  /**
   * @param each the share of the sockets that one caller may have
   * @param personal fields that are not sent to those who lack the right to see them
   */
  BrowserBridge(Vertx vertx, int maxSockets, double each, PersonalFields personal) {
    this.personal = personal;
    this.vertx = vertx;
    this.shares = new Shares(maxSockets, each);
  }

  /** Mount it where the raw WebSocket should be found under {@code /websocket}. */
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
    vertx.setPeriodic(HEAR_MS, tick -> tick());
    return SockJSHandler.create(vertx, handler).bridge(bridge, event -> event.complete(may(event)));
  }

  /** Closes all sockets; browsers connect again, and are asked again who they are. */
  void disconnect() {
    List.copyOf(sockets.keySet()).forEach(SockJSSocket::close);
  }

  private void tick() {
    Instant now = Instant.now();
    for (SockJSSocket socket : List.copyOf(sockets.keySet())) {
      if (Access.isOver(socket.routingContext(), now)) {
        socket.close();
      } else {
        grantMessages(socket);
      }
    }
  }

  /** Browsers connected now, and frames dropped since the start. */
  Map<String, Long> counts() {
    return Map.of("sockets", (long) sockets.size(), "frames_dropped", dropped);
  }

  private boolean may(BridgeEvent event) {
    BridgeEventType type = event.type();
    switch (type) {
      case SOCKET_CREATED -> {
        String address =
            Client.caller(
                Access.of(event.socket().routingContext()),
                Shares.address(event.socket().remoteAddress()));
        if (!shares.take(address, 1)) {
          return false;
        }
        sockets.put(event.socket(), address);
        grantMessages(event.socket());
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
        hide(event);
      }
      default -> {
        return type != BridgeEventType.SEND && type != BridgeEventType.PUBLISH;
      }
    }
    return true;
  }

  /** Each socket gets what it may see of a frame; in those of the overview is no order. */
  private void hide(BridgeEvent event) {
    JsonObject message = event.getRawMessage();
    PersonalFields hidden = Hidden.from(Access.of(event.socket().routingContext()), personal);
    if (!hidden.isEmpty() && !Addresses.UI_OVERVIEW.equals(message.getString("address"))) {
      message.put(BODY, masked(message.getJsonObject(BODY), hidden));
    }
  }

  /** Made once for all sockets: they get a frame one after the other. */
  private JsonObject masked(JsonObject frame, PersonalFields hidden) {
    if (!frame.getValue(SEQ).equals(masked.getValue(SEQ))) {
      try {
        masked = new JsonObject(Json.object(Json.bytes(frame, hidden)));
      } catch (InvalidEvent impossible) { // we have just written it
        throw new IllegalStateException(impossible);
      }
    }
    return masked;
  }

  /**
   * Grants this many further messages, replacing the former grant; zero while the buffer is full.
   */
  private static void grantMessages(SockJSSocket socket) {
    socket.pause();
    if (!isFull(socket)) {
      socket.fetch(MESSAGES);
    }
  }

  /** A closing socket does not count as full: it accepts nothing, so nothing accumulates in it. */
  private static boolean isFull(SockJSSocket socket) {
    try {
      return socket.writeQueueFull();
    } catch (IllegalStateException closing) {
      return false;
    }
  }
}
