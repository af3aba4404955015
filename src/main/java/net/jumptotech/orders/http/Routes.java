package net.jumptotech.orders.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.access.KnownHost;
import net.jumptotech.orders.http.access.SameOrigin;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Endpoint;
import net.jumptotech.orders.http.api.Hidden;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.http.imports.Imports;
import net.jumptotech.orders.http.operations.Recorder;

/**
 * The routes of a request: the operations of the contract first, then the event bus, then the web
 * page. Every error passes through {@link Failures}.
 */
final class Routes {

  private static final String SOCKET = "/eventbus/websocket";

  private final Vertx vertx;
  private final Contract contract;
  private final Map<String, Endpoint> endpoints;
  private final BrowserBridge bridge;
  private final WebPages pages;
  private final SameOrigin sameOrigin = new SameOrigin();
  private final KnownHost knownHost;
  private final Access access;
  private final PersonalFields personal;
  private final RequestBodies bodies;
  private final Recorder recorder;

  /**
   * @param endpoints by operation id; every operation of the contract but {@code getDocs}, which is
   *     the web page
   */
  Routes(
      Vertx vertx,
      Contract contract,
      Map<String, Endpoint> endpoints,
      BrowserBridge bridge,
      WebPages pages,
      KnownHost knownHost,
      Access access,
      PersonalFields personal,
      RequestBodies bodies,
      Recorder recorder) {
    this.vertx = vertx;
    this.contract = contract;
    this.endpoints = endpoints;
    this.bridge = bridge;
    this.pages = pages;
    this.knownHost = knownHost;
    this.access = access;
    this.personal = personal;
    this.bodies = bodies;
    this.recorder = recorder;
  }

  Router router() {
    RouterBuilder builder = RouterBuilder.create(vertx, contract.openApi());
    builder
        .rootHandler(Routes::addSecurityHeaders)
        .rootHandler(Routes::refuseAmbiguous)
        .rootHandler(knownHost);
    builder.getRoutes().forEach(this::mount);
    Router router = builder.createRouter();
    router.getRoutes().forEach(Routes::answerHeadToo);
    router.route().handler(this::refuseOtherMethods);
    router.route("/api/*").handler(Routes::refuseUnknown);
    router
        .route("/eventbus/*")
        .handler(Routes::socketOnly)
        .handler(sameOrigin)
        .handler(access.needs(Right.READ_ORDERS));
    router.route("/eventbus/*").subRouter(bridge.router());
    router.route().handler(pages::file).handler(pages.otherwise());
    router.route().failureHandler(new Failures(recorder));
    router.errorHandler(400, Routes::refuseUndecodable);
    return router;
  }

  private void mount(OpenAPIRoute route) {
    Operation operation = route.getOperation();
    String id = operation.getOperationId();
    route.setDoValidation(false); // ParameterRules does
    route.addHandler(context -> Requester.isFor(context, id));
    ParameterRules rules = new ParameterRules(operation, contract.openApi().getSchemaRepository());
    if (operation.getHttpMethod() != HttpMethod.GET) {
      route.addHandler(sameOrigin::handle);
    }
    contract.rights().get(id).ifPresent(right -> route.addHandler(access.needs(right)));
    route.addHandler(this::hide);
    if (operation.getRequestBody() != null) {
      List<String> types = contract.bodies().get(id);
      boolean streamed = id.equals(Imports.OPERATION);
      route.addHandler(context -> refuseOtherTypes(context, types, streamed));
      if (!streamed) {
        route.addHandler(bodies::handle);
      }
    }
    if (id.equals("exportOrders")) {
      route.addHandler(sameOrigin::refuseCrossSiteGet);
    }
    if (id.equals("getDocs")) {
      route.addHandler(pages::index);
      return;
    }
    Endpoint endpoint = endpoints.get(id);
    if (endpoint == null) {
      throw new IllegalStateException("openapi.yaml: nothing answers operation " + id);
    }
    boolean streamed = id.equals(Imports.OPERATION);
    route.addHandler(context -> answer(context, rules, endpoint, streamed));
  }

  private void hide(RoutingContext context) {
    Hidden.decide(context, Access.of(context), personal);
    context.next();
  }

  /**
   * @param streamed the answer reads the body, so that nothing of it may come before
   */
  private static void answer(
      RoutingContext context, ParameterRules rules, Endpoint endpoint, boolean streamed) {
    if (streamed) {
      context.request().pause();
    }
    Future.succeededFuture() // so that exceptions become failures too
        .compose(
            go -> {
              HttpServerRequest request = context.request();
              Parameters given =
                  rules.check(context.pathParams(), context.queryParams(), request.headers());
              return endpoint
                  .answer(
                      new Call(
                          given,
                          mediaType(request),
                          RequestBodies.of(context),
                          Requester.client(context),
                          Hidden.from(context)))
                  .<Sendable>map(it -> it);
            })
        .onComplete(answer -> answer.send(context), context::fail)
        .onComplete(
            begun -> {
              if (streamed) {
                context.request().resume();
              }
            });
  }

  /** Netty could not parse it, so no route has seen it, and it has no routing context. */
  static void refuseUnreadable(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Problem problem =
        cause instanceof TooLongHttpLineException
            ? Problem.of(414, "The request line is too long.")
            : cause instanceof TooLongHttpHeaderException
                ? Problem.of(431, "The headers are too long.")
                : Problem.of(400, "This is not a readable HTTP request.");
    HttpServerResponse response = request.response();
    WebPages.secure(request);
    response.putHeader(HttpHeaders.CONNECTION, "close");
    problem.send(request.method(), response);
  }

  /**
   * Refuses requests that a proxy in front of us may parse differently: otherwise a part of the
   * body could become a request of another client.
   */
  private static void refuseAmbiguous(RoutingContext context) {
    HttpServerRequest request = context.request();
    List<String> encodings = request.headers().getAll(HttpHeaders.TRANSFER_ENCODING);
    boolean plain =
        encodings.isEmpty()
            || encodings.size() == 1 && encodings.get(0).strip().equalsIgnoreCase("chunked");
    if (plain) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              400,
              "Transfer-Encoding: expected chunked, once, was \""
                  + ParameterRules.shown(String.join(", ", encodings))
                  + "\"",
              Map.of("Connection", "close")));
    }
  }

  private static void addSecurityHeaders(RoutingContext context) {
    WebPages.secure(context.request());
    context.next();
  }

  private static void answerHeadToo(Route route) {
    if (route.methods() != null && route.methods().contains(HttpMethod.GET)) {
      route.method(HttpMethod.HEAD);
    }
  }

  /**
   * A page of another site can send these only after a preflight request, which is not answered.
   */
  private static void refuseOtherTypes(RoutingContext context, List<String> types, boolean gzip) {
    String type = mediaType(context.request());
    String encoding = context.request().getHeader(HttpHeaders.CONTENT_ENCODING);
    boolean read =
        encoding == null
            || encoding.equalsIgnoreCase("identity")
            || gzip && encoding.equalsIgnoreCase("gzip");
    if (!read) {
      context.fail(
          Problem.of(
              415,
              "Content-Encoding: \"%s\" is not supported: send the body uncompressed%s"
                  .formatted(ParameterRules.shown(encoding), gzip ? " or with gzip" : ""),
              Map.of("Accept-Encoding", gzip ? "gzip, identity" : "identity")));
    } else if (types.contains(type)) {
      context.next();
    } else {
      context.fail(
          Problem.of(
              415,
              "Content-Type: expected %s, was %s%s"
                  .formatted(
                      String.join(" or ", types),
                      type.isEmpty() ? "absent" : "\"" + ParameterRules.shown(type) + "\"",
                      insteadOf(type)),
              Map.of("Accept-Post", String.join(", ", types))));
    }
  }

  /** The remedy for common media types. */
  private static String insteadOf(String type) {
    return switch (type) {
      case "text/csv", "text/tab-separated-values", "application/csv" ->
          "; to load CSV, run: orders --source file:PATH";
      case "application/x-www-form-urlencoded" ->
          "; curl -d sends everything as a form: add -H 'Content-Type: application/json'";
      case "application/jsonl", "application/ndjson", "application/jsonlines" ->
          "; for one order a line use application/x-ndjson";
      case "text/json" -> "; JSON is application/json";
      default -> type.endsWith("+json") ? "; JSON is application/json" : "";
    };
  }

  private static String mediaType(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  /** Called for requests that match no operation, although their path may be in the contract. */
  private void refuseOtherMethods(RoutingContext context) {
    Path path = contract.openApi().findPath(context.normalizedPath());
    if (path == null) {
      context.next();
      return;
    }
    TreeSet<String> allowed = new TreeSet<>();
    for (Operation operation : path.getOperations()) {
      allowed.add(operation.getHttpMethod().name());
      if (operation.getHttpMethod() == HttpMethod.GET) {
        allowed.add("HEAD");
      }
    }
    context.fail(
        Problem.of(
            405,
            "Expected one of " + allowed + ", was " + context.request().method() + ".",
            Map.of("Allow", String.join(", ", allowed))));
  }

  private static void refuseUnknown(RoutingContext context) {
    context.fail(
        Problem.of(
            404,
            "There is no \""
                + ParameterRules.shown(context.normalizedPath())
                + "\"; see /docs for what there is."));
  }

  /** A path with a broken escape fails before it reaches a route, and without a cause. */
  private static void refuseUndecodable(RoutingContext context) {
    WebPages.secure(context.request());
    Problem.of(400, "The path could not be decoded.").send(context);
  }

  /** The other transports of SockJS allow every site, and we need none of them. */
  private static void socketOnly(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (!context.normalizedPath().equals(SOCKET)) {
      context.fail(
          Problem.of(404, "The event bus is available at " + SOCKET + " only, as a WebSocket."));
    } else if (request.method() != HttpMethod.GET) {
      context.fail(
          Problem.of(405, "Expected GET, was " + request.method() + ".", Map.of("Allow", "GET")));
    } else if (!request.canUpgradeToWebSocket()) {
      context.fail(Problem.of(400, "Expected an upgrade to a WebSocket."));
    } else {
      context.next();
    }
  }
}
