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
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.oidc.LoadBalancer;
import net.jumptotech.orders.http.oidc.LogIn;
import net.jumptotech.orders.http.oidc.Provider;
import net.jumptotech.orders.http.oidc.Refusal;
import net.jumptotech.orders.http.oidc.Unavailable;
import net.jumptotech.orders.runtime.FileWatch;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * Finds out who sends a request, by a key ({@code Authorization: Bearer ord_…}), by a token of the
 * provider, by the session of a browser, or by the header of a load balancer, and refuses those who
 * lack a right. Used on one event loop.
 */
public final class Access {

  private static final String PRINCIPAL = "principal";
  private static final String OVER = "session over";
  private static final String BEARER = "Bearer ";
  private static final Future<Optional<Principal>> NOBODY =
      Future.succeededFuture(Optional.empty());
  private static final String SCHEME = "Bearer realm=\"orders\"";

  /** How to say who one is (RFC 6750). */
  static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", SCHEME);

  private final AccessOptions options;
  private final Optional<Keys> keys;
  private final Optional<Provider> provider;
  private final Optional<LoadBalancer> loadBalancer;
  private final Optional<LogIn> logIn;
  private final Optional<Sessions> sessions;

  public Access(Vertx vertx, AccessOptions options) {
    this.options = options;
    this.keys = options.keys();
    this.provider = options.oidc().map(it -> new Provider(vertx, it));
    this.loadBalancer = options.alb().map(it -> new LoadBalancer(vertx, it));
    this.logIn =
        provider
            .filter(it -> it.letsPeopleIn())
            .map(it -> new LogIn(vertx, it, options.sessionSecret()));
    this.sessions = options.isOpen() ? Optional.empty() : Optional.of(new Sessions(vertx, options));
  }

  /** Asks the provider for its keys from now on. Call it on the event loop. */
  public void start() {
    provider.ifPresent(Provider::start);
    sessions.ifPresent(Sessions::start);
  }

  public void stop() {
    provider.ifPresent(Provider::stop);
    loadBalancer.ifPresent(LoadBalancer::stop);
    logIn.ifPresent(LogIn::close);
    sessions.ifPresent(Sessions::stop);
  }

  /** Why people and programs may be unable to say who they are. */
  public List<SystemProblem> problems() {
    return Stream.concat(
            provider.flatMap(Provider::problem).stream(),
            loadBalancer.flatMap(LoadBalancer::problem).stream())
        .toList();
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

  /** Whether what let somebody in has ended since: a socket must not outlive it. */
  public static boolean isOver(RoutingContext context, Instant now) {
    return of(context).isExpired(now)
        || context.<BooleanSupplier>get(OVER, () -> false).getAsBoolean();
  }

  Optional<Keys> keys() {
    return keys;
  }

  /** Empty unless people can log in with the provider. */
  Optional<LogIn> logIn() {
    return logIn;
  }

  /** The ways to say who one is, as the setting has them. */
  List<String> modes() {
    return options.modes();
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
              if (found.isEmpty()) {
                return Future.failedFuture(unauthenticated(request, right));
              }
              Principal principal = found.get().principal();
              context.put(PRINCIPAL, principal);
              found.get().session().ifPresent(id -> watch(context, id));
              return principal.may(right)
                  ? Future.succeededFuture(principal)
                  : Future.failedFuture(lacks(principal, right));
            });
  }

  private void watch(RoutingContext context, String session) {
    BooleanSupplier over = () -> sessions.orElseThrow().isOver(session);
    context.put(OVER, over);
  }

  /** Empty if nobody, or somebody unknown. Fails if the key has expired. */
  Future<Optional<Identity>> who(HttpServerRequest request) {
    if (options.isOpen()) {
      return Future.succeededFuture(Optional.of(Identity.of(Principal.ANYONE)));
    }
    List<String> given = request.headers().getAll(HttpHeaders.AUTHORIZATION);
    Future<Optional<Identity>> found =
        given.isEmpty()
            ? sessions.orElseThrow().of(request).compose(it -> orOfLoadBalancer(request, it))
            : bearer(given)
                .map(this::ofBearer)
                .orElse(NOBODY)
                .map(principal -> principal.map(Identity::of));
    return found.compose(Access::unlessExpired);
  }

  private Future<Optional<Identity>> orOfLoadBalancer(
      HttpServerRequest request, Optional<Identity> found) {
    return found.isPresent() || loadBalancer.isEmpty()
        ? Future.succeededFuture(found)
        : loadBalancer
            .get()
            .who(request.headers().getAll(LoadBalancer.HEADER))
            .map(principal -> principal.map(Identity::of))
            .recover(Access::refuse);
  }

  private Future<Optional<Principal>> ofBearer(String text) {
    Optional<Principal> known = keys.flatMap(it -> it.of(text)).map(Keys.Known::principal);
    return known.isPresent() || provider.isEmpty()
        ? Future.succeededFuture(known)
        : provider.get().bearer(text).recover(Access::refuse);
  }

  private static <T> Future<T> refuse(Throwable cause) {
    if (cause instanceof Refusal) {
      return Future.failedFuture(
          challenge(
              "The token is not accepted: " + cause.getMessage() + ".",
              ", error=\"invalid_token\""));
    }
    return Future.failedFuture(
        cause instanceof Unavailable
            ? Problem.unavailable("Tokens cannot be checked now: " + cause.getMessage() + ".", null)
            : cause);
  }

  private static Future<Optional<Identity>> unlessExpired(Optional<Identity> found) {
    Optional<Principal> expired =
        found.map(Identity::principal).filter(it -> it.isExpired(Instant.now()));
    return expired.isPresent()
        ? Future.failedFuture(
            challenge(
                "The key of %s expired at %s."
                    .formatted(expired.get().name(), expired.get().until().orElseThrow()),
                ", error=\"invalid_token\""))
        : Future.succeededFuture(found);
  }

  private static Optional<String> bearer(List<String> given) {
    boolean one =
        given.size() == 1 && given.get(0).regionMatches(true, 0, BEARER, 0, BEARER.length());
    return one ? Optional.of(given.get(0).substring(BEARER.length()).strip()) : Optional.empty();
  }

  private Problem unauthenticated(HttpServerRequest request, Right right) {
    if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
      return challenge(
          keys.isEmpty()
              ? "Authorization: expected Bearer and a token of the provider"
              : "Authorization: expected Bearer and a key that is known"
                  + (provider.isEmpty() ? "" : ", or a token of the provider"),
          ", error=\"invalid_token\"");
    }
    return challenge(
        "This needs the right %s: send a %s, or log in"
            .formatted(
                right,
                keys.isEmpty()
                    ? "token (Authorization: Bearer …)"
                    : "key (Authorization: Bearer ord_…)"),
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
