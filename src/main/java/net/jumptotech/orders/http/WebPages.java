package net.jumptotech.orders.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.StaticHandler;
import java.util.Map;
import java.util.regex.Pattern;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;

/**
 * The files of the web page. It also answers any other address for which a browser requests a page.
 */
final class WebPages {

  static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
              + " 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors"
              + " 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "accelerometer=(), camera=(), display-capture=(), geolocation=(),"
              + " gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(),"
              + " serial=(), usb=()");

  private static final String HTTPS_FOR_A_YEAR = "max-age=31536000";

  private static final String INDEX = "/index.html";

  /** {@code chunk-3QZ7K2AB.js}: other content has another name. */
  private static final Pattern HASHED = Pattern.compile(".*-[0-9A-Z]{8}\\.[a-z0-9]+");

  private final StaticHandler files;

  WebPages(String webRoot) {
    this.files =
        StaticHandler.create(webRoot)
            .setIncludeHidden(false)
            .setFilesReadOnly(true)
            .setDefaultContentEncoding("UTF-8");
  }

  /** Adds the headers that every answer has. */
  static void secure(HttpServerRequest request) {
    SECURITY_HEADERS.forEach(request.response()::putHeader);
    if (request.isSSL()) {
      request.response().putHeader("Strict-Transport-Security", HTTPS_FOR_A_YEAR);
    }
  }

  /** Answers with the file, or calls the next handler. */
  void file(RoutingContext context) {
    boolean hashed = HASHED.matcher(context.normalizedPath()).matches();
    context
        .response()
        .putHeader(
            HttpHeaders.CACHE_CONTROL, hashed ? "public, max-age=31536000, immutable" : "no-cache");
    files.handle(context);
  }

  /** Answers with the page, at any address. */
  public void index(RoutingContext context) {
    if (context.normalizedPath().equals(INDEX)) {
      context.fail(Problem.of(404, "This build has no web page."));
    } else {
      context.reroute(INDEX);
    }
  }

  /** A browser that requests a page gets it; other clients get 404. */
  Handler<RoutingContext> otherwise() {
    return context -> {
      HttpMethod method = context.request().method();
      String accept = context.request().getHeader(HttpHeaders.ACCEPT);
      if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
        context.fail(
            Problem.of(
                405, "Expected GET or HEAD, was " + method + ".", Map.of("Allow", "GET, HEAD")));
      } else if (accept != null && accept.contains("text/html")) {
        index(context);
      } else {
        context.fail(
            Problem.of(
                404, "There is no \"" + ParameterRules.shown(context.normalizedPath()) + "\"."));
      }
    };
  }
}
