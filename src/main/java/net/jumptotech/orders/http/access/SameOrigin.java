package net.jumptotech.orders.http.access;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;

/**
 * Refuses requests from pages of other sites. Browsers put {@code Origin} on every WebSocket and
 * every POST, and pages cannot change it. A request without it does not come from a browser, and
 * passes.
 *
 * <p>Only the authority is compared, not the scheme: behind a proxy that terminates TLS the two
 * differ.
 */
public final class SameOrigin implements Handler<RoutingContext> {

  @Override
  public void handle(RoutingContext context) {
    String origin = context.request().getHeader(HttpHeaders.ORIGIN);
    HostAndPort host = context.request().authority();
    String site = host == null ? "" : host.toString();
    if (origin == null || authority(origin).filter(site::equalsIgnoreCase).isPresent()) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              403,
              "Origin: expected this site ("
                  + ParameterRules.shown(site)
                  + "), was \""
                  + ParameterRules.shown(origin)
                  + "\""));
    }
  }

  /**
   * For an expensive GET that no other site has a reason to start: browsers report the origin of
   * the request ({@code none}: typed, or a bookmark).
   */
  public void refuseCrossSiteGet(RoutingContext context) {
    String site = context.request().getHeader("Sec-Fetch-Site");
    if (site == null || site.equals("same-origin") || site.equals("none")) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              403,
              "Sec-Fetch-Site: expected same-origin or none, was \""
                  + ParameterRules.shown(site)
                  + "\""));
    }
  }

  /** Empty for {@code null}, which a sandboxed page sends, and for an invalid origin. */
  private static Optional<String> authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getAuthority())
          .map(text -> text.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAnOrigin) {
      return Optional.empty();
    }
  }
}
