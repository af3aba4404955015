package net.jumptotech.orders.http;

import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/**
 * Where only this machine is served, answers only who asks for this machine by name. A foreign site
 * whose name was made to point here (DNS rebinding) is of the same origin as we are, to a browser;
 * only the name in {@code Host} tells.
 */
final class KnownHost implements Handler<RoutingContext> {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final boolean loopbackOnly;

  /**
   * @param address that we listen on
   */
  KnownHost(String address) {
    this.loopbackOnly = LOOPBACK.contains(address);
  }

  @Override
  public void handle(RoutingContext context) {
    HostAndPort asked = context.request().authority();
    String name = asked == null ? "" : asked.host().toLowerCase(Locale.ROOT);
    if (!loopbackOnly || LOOPBACK.contains(name)) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              421,
              "Host: expected localhost or 127.0.0.1, was \"" + ParameterRules.shown(name) + "\""));
    }
  }
}
