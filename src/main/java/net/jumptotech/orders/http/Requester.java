package net.jumptotech.orders.http;

import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.runtime.Shares;

/** Who sent a request, and what was asked for. */
final class Requester {

  private static final String OPERATION = "operation";

  private Requester() {}

  static Client client(RoutingContext context) {
    SocketAddress address = context.request().connection().remoteAddress();
    String forwarded = context.request().getHeader("X-Forwarded-For");
    String peer = address == null ? "" : address.hostAddress();
    return new Client(
        Shares.address(address),
        forwarded == null ? peer : peer + " for " + forwarded,
        Access.of(context),
        context.response()::closed);
  }

  /** Notes which operation of the contract is asked for. */
  static void isFor(RoutingContext context, String operation) {
    context.put(OPERATION, operation);
    context.next();
  }

  /** Id of the operation of the contract, or the path. */
  static String operation(RoutingContext context) {
    return context.get(OPERATION, context.normalizedPath());
  }
}
