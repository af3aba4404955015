package net.jumptotech.orders.http.oidc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.SystemProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An OpenID Connect provider: what it says of itself (discovery), and its keys, which are fetched
 * again regularly, and at once when a token names a new one. While it cannot be reached, what it
 * said before counts for an hour. Used on one event loop; its problem may be read from any thread.
 */
public final class Provider {

  private static final Logger log = LoggerFactory.getLogger(Provider.class);
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** So long keys count that cannot be fetched again: by then one may have been withdrawn. */
  private static final Duration KEPT = Duration.ofHours(1);

  private final Vertx vertx;
  private final OidcOptions options;
  private final BoundedFetch fetch;
  private Optional<Found> found = Optional.empty();
  private Future<Void> looking = Future.succeededFuture();
  private final LookLimit looks = new LookLimit();
  private Duration pause = FIRST_PAUSE;
  private boolean stopped;
  private long timer = -1;
  private volatile Optional<SystemProblem> problem = Optional.empty();

  /** What it said, and when. */
  private record Found(JsonObject about, KeySet keys, Instant at) {}

  public Provider(Vertx vertx, OidcOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.fetch = new BoundedFetch(vertx);
  }

  /** Asks it from now on. Call it on the event loop. Does not wait: the provider may be away. */
  public void start() {
    look();
  }

  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
    fetch.close();
  }

  /** Why nobody can log in with it, or only with keys it had before; empty if all is well. */
  public Optional<SystemProblem> problem() {
    return problem;
  }

  /** Whether we are registered there, so that people can log in. */
  public boolean letsPeopleIn() {
    return !options.clientId().isEmpty();
  }

  /**
   * Who sends a token that was issued for us as an API.
   *
   * @return empty if it has the shape of something else; fails with {@link Refusal} or {@link
   *     Unavailable}
   */
  public Future<Optional<Principal>> bearer(String text) {
    Optional<SignedToken> token = SignedToken.of(text);
    if (token.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    if (options.audience().isEmpty()) {
      return Future.failedFuture(
          new Refusal("tokens are not accepted here: http.oidc.audience is not set"));
    }
    return verify(token.get(), options.audience())
        .map(Provider::ofAnApi)
        .map(claims -> Optional.of(principal(claims)));
  }

  /** Where our API and our log-in have one name at the provider, an ID token has its audience. */
  private static JsonObject ofAnApi(JsonObject claims) {
    if (claims.containsKey("nonce") || claims.containsKey("at_hash")) {
      throw new Refusal("it is an ID token, which says that somebody has logged in");
    }
    return claims;
  }

  /** Who a verified token is about, until it ends. */
  Principal principal(JsonObject claims) {
    Instant end = Instant.ofEpochSecond(claims.getLong("exp")).plusSeconds(KeySet.LEEWAY);
    return options.claims().principal(claims, end);
  }

  /**
   * @return the claims of a good token
   */
  Future<JsonObject> verify(SignedToken token, String audience) {
    return known()
        .compose(now -> now.keys.has(token) ? Future.succeededFuture(now) : lookAgain())
        .compose(now -> now.keys.verify(token, options.issuer(), audience));
  }

  /** What it says of itself; fails with {@link Unavailable}. */
  Future<JsonObject> about() {
    return known().map(Found::about);
  }

  private Future<Found> known() {
    return found
        .filter(it -> it.at.plus(KEPT).isAfter(Instant.now()))
        .map(Future::succeededFuture)
        .orElseGet(() -> Future.failedFuture(new Unavailable(sentence())));
  }

  private String sentence() {
    return problem
        .map(SystemProblem::text)
        .orElse("the provider " + options.issuer() + " has not answered yet");
  }

  /** For a key that is not known. */
  private Future<Found> lookAgain() {
    if (looking.isComplete() && looks.allows(Instant.now())) {
      look();
    }
    return looking.compose(done -> known());
  }

  private void look() {
    if (!looking.isComplete() || stopped) {
      return;
    }
    vertx.cancelTimer(timer);
    looking = read().onSuccess(this::use).onFailure(this::miss).transform(done -> again());
  }

  private Future<Void> again() {
    Duration next = problem.isEmpty() ? options.refresh() : pause;
    if (!stopped) {
      timer = vertx.setTimer(next.toMillis(), due -> look());
    }
    return Future.succeededFuture();
  }

  private Future<Found> read() {
    return fetch
        .get(options.issuer().replaceFirst("/$", "") + DISCOVERY)
        .map(body -> checked(body.toJsonObject()))
        .compose(
            about ->
                fetch
                    .get(about.getString("jwks_uri"))
                    .map(
                        keys ->
                            new Found(
                                about, KeySet.of(vertx, keys.toJsonObject()), Instant.now())));
  }

  private JsonObject checked(JsonObject about) {
    if (!options.issuer().equals(about.getValue("issuer"))) {
      throw new IllegalArgumentException(
          "it says that its issuer is \"%s\"".formatted(about.getValue("issuer")));
    }
    List<String> addresses =
        options.clientId().isEmpty()
            ? List.of("jwks_uri")
            : List.of("jwks_uri", "authorization_endpoint", "token_endpoint");
    for (String name : addresses) {
      if (!(about.getValue(name) instanceof String url && OidcOptions.isSafe(url))) {
        throw new IllegalArgumentException("its " + name + " is absent, or no https address");
      }
    }
    return about;
  }

  private void use(Found now) {
    if (found.isEmpty() || problem.isPresent()) {
      log.info("http.oidc: {} answers: people and programs can log in with it", options.issuer());
    }
    found = Optional.of(now);
    problem = Optional.empty();
    pause = FIRST_PAUSE;
  }

  private void miss(Throwable cause) {
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    String text =
        "the log-in with %s is not available: %s"
            .formatted(options.issuer(), Failure.inWords(cause));
    if (problem.isEmpty()) {
      log.warn("http.oidc: {}; it is asked again", text);
    }
    problem = Optional.of(Unavailable.problem(text, problem));
  }

  /** The named list of what it says of itself. */
  static List<Object> list(JsonObject about, String name) {
    return about.getValue(name) instanceof JsonArray array
        ? List.copyOf(array.stream().toList())
        : List.of();
  }

  OidcOptions options() {
    return options;
  }
}
