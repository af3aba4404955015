package net.jumptotech.orders.http;

import io.vertx.core.Handler;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/**
 * Answers only who asks for us by a name that we know. A foreign site whose name was made to point
 * here (DNS rebinding) is of the same origin as we are, to a browser; only the name in {@code Host}
 * tells.
 */
final class KnownHost implements Handler<RoutingContext> {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Set<String> names;
  private final boolean any;

  /**
   * @param address that we listen on
   * @param names under which people reach us, lower case
   */
  KnownHost(String address, Set<String> names) {
    this.names = names;
    this.any = names.isEmpty() && !LOOPBACK.contains(address);
  }

  @Override
  public void handle(RoutingContext context) {
    HostAndPort asked = context.request().authority();
    String name = asked == null ? "" : asked.host().toLowerCase(Locale.ROOT);
    if (any || LOOPBACK.contains(name) || names.contains(name)) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              421,
              "Host: expected localhost or one of http.names, was \""
                  + ParameterRules.shown(name)
                  + "\""));
    }
  }
}
