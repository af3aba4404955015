package net.jumptotech.orders.http.access;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;

/**
 * Answers only requests for a host name that we know. If a foreign name points here (DNS
 * rebinding), a browser treats it as our origin; only the name in {@code Host} shows the
 * difference.
 */
public final class KnownHost implements Handler<RoutingContext> {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Set<String> names;
  private final boolean any;

  /**
   * @param address that we listen on
   * @param names under which requests are answered, lower case
   */
  public KnownHost(String address, Set<String> names) {
    this.names = names;
    this.any = names.isEmpty() && !LOOPBACK.contains(address);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    HostAndPort asked = request.authority();
    String name = asked == null ? "" : asked.host().toLowerCase(Locale.ROOT);
    int hosts = request.headers().getAll(HttpHeaders.HOST).size();
    if (hosts > 1) {
      context.fail(Problem.of(400, "Host: expected one, was " + hosts));
    } else if (isForAnother(request.uri(), request.getHeader(HttpHeaders.HOST))) {
      context.fail(
          Problem.of(
              400,
              "Host: expected the one in the request line, "
                  + ParameterRules.shown(request.uri())
                  + ", was \""
                  + ParameterRules.shown(request.getHeader(HttpHeaders.HOST))
                  + "\""));
    } else if (any || LOOPBACK.contains(name) || names.contains(name)) {
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

  /** {@code GET http://other/ HTTP/1.1} is a request to a proxy. */
  private static boolean isForAnother(String uri, String host) {
    int authority = uri.indexOf("://");
    if (uri.startsWith("/") || authority < 0) {
      return false;
    }
    String rest = uri.substring(authority + 3);
    int end = rest.length();
    for (char each : new char[] {'/', '?', '#'}) {
      int at = rest.indexOf(each);
      end = at < 0 ? end : Math.min(end, at);
    }
    return !rest.substring(0, end).equalsIgnoreCase(host);
  }
}
