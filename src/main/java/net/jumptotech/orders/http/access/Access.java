package net.jumptotech.orders.http.access;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.runtime.FileWatch;

/**
 * Finds out who sends a request, by a key ({@code Authorization: Bearer ord_…}) or by the session
 * of a browser, and refuses those who lack a right. Used on one event loop.
 */
public final class Access {

  private static final String PRINCIPAL = "principal";
  private static final String BEARER = "Bearer ";
  private static final String SCHEME = "Bearer realm=\"orders\"";

  /** How to say who one is (RFC 6750). */
  static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", SCHEME);

  private final Optional<Keys> keys;
  private final Optional<Sessions> sessions;

  public Access(Vertx vertx, AccessOptions options) {
    this.keys = options.keys();
    this.sessions = keys.map(it -> new Sessions(vertx, it, options.sessionSecret()));
  }

  /**
   * The file of keys, to be watched.
   *
   * @param onChange called on a worker thread
   */
  public Optional<FileWatch> watch(Vertx vertx, Runnable onChange) {
    return keys.flatMap(it -> it.watch(vertx, AccessOptions.KEYS_SETTING, onChange));
  }

  /** Who sent a request, even if refused; nobody if the operation needs no right. */
  public static Principal of(RoutingContext context) {
    return context.get(PRINCIPAL, Principal.NOBODY);
  }

  Optional<Keys> keys() {
    return keys;
  }

  /** Empty where nobody need log in. */
  Optional<Sessions> sessions() {
    return sessions;
  }

  /** Lets those pass who have the right. Keeps the body for the next handler. */
  public Handler<RoutingContext> needs(Right right) {
    return context -> {
      HttpServerRequest request = context.request();
      Future<Principal> who = identify(context, right);
      boolean waits = !who.isComplete();
      if (waits) {
        request.pause();
      }
      who.onComplete(
          principal -> {
            if (waits) {
              request.resume();
            }
            context.put(PRINCIPAL, principal);
            context.next();
          },
          context::fail);
    };
  }

  private Future<Principal> identify(RoutingContext context, Right right) {
    HttpServerRequest request = context.request();
    return who(request)
        .compose(
            found -> {
              found.ifPresent(it -> context.put(PRINCIPAL, it));
              if (found.isEmpty()) {
                return Future.failedFuture(unauthenticated(request, right));
              }
              Principal principal = found.get();
              return principal.may(right)
                  ? Future.succeededFuture(principal)
                  : Future.failedFuture(lacks(principal, right));
            });
  }

  /** Empty if nobody, or somebody unknown. Fails if the key has expired. */
  Future<Optional<Principal>> who(HttpServerRequest request) {
    if (keys.isEmpty()) {
      return Future.succeededFuture(Optional.of(Principal.ANYONE));
    }
    List<String> given = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    Future<Optional<Principal>> found =
        given.isEmpty()
            ? sessions.orElseThrow().of(request)
            : Future.succeededFuture(
                bearer(given).flatMap(keys.get()::of).map(Keys.Known::principal));
    return found.compose(Access::unlessExpired);
  }

  private static Future<Optional<Principal>> unlessExpired(Optional<Principal> found) {
    boolean expired = found.filter(it -> it.isExpired(Instant.now())).isPresent();
    return expired
        ? Future.failedFuture(
            challenge(
                "The key of %s expired at %s."
                    .formatted(found.get().name(), found.get().until().orElseThrow()),
                ", error=\"invalid_token\""))
        : Future.succeededFuture(found);
  }

  private static Optional<String> bearer(List<String> given) {
    boolean one =
        given.size() == 1 && given.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length());
    return one ? Optional.of(given.get(0).substring(BEARER.length()).strip()) : Optional.empty();
  }

  private static Problem unauthenticated(HttpServerRequest request, Right right) {
    return request.headers().contains(HttpHeaders.AUTHORIZATION)
        ? challenge(
            "Authorization: expected Bearer and a key that is known", ", error=\"invalid_token\"")
        : challenge(
            "This needs the right %s: send a key (Authorization: Bearer ord_…), or log in"
                .formatted(right),
            "");
  }

  private static Problem challenge(String detail, String error) {
    return Problem.of(401, detail, Map.of("WWW-Authenticate", SCHEME + error));
  }

  private static Problem lacks(Principal principal, Right right) {
    return Problem.of(
        403,
        principal.name() + " lacks the right " + right,
        Map.of(
            "WWW-Authenticate",
            SCHEME + ", error=\"insufficient_scope\", scope=\"" + right + "\""));
  }
}
