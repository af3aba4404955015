package net.jumptotech.orders.http.oidc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.SystemProblem;

/**
 * A load balancer of AWS, which adds a signed header to the requests of people whom it has logged
 * in. Its header has what other tokens have among their claims ({@code exp}, {@code iss}), and its
 * parts end with padding. Used on one event loop; its problem may be read from any thread.
 */
public final class LoadBalancer {

  /** The header with who somebody is. */
  public static final String HEADER = "x-amzn-oidc-data";

  private static final String ALGORITHM = "ES256";

  /** It becomes a part of an address. */
  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private static final int MOST_KEYS = 16;
  private static final Duration KEPT = Duration.ofHours(1);

  /**
   * The load balancer signs each request anew, for two minutes; a socket is one request, and is
   * asked again after an hour.
   */
  private static final Duration SOCKET = Duration.ofHours(1);

  private final Vertx vertx;
  private final AlbOptions options;
  private final BoundedFetch fetch;
  private final LookLimit looks = new LookLimit();
  private final Map<String, Future<Key>> fetching = new HashMap<>();
  private final Map<String, Key> keys = new LinkedHashMap<>(); // the one fetched first is first
  private volatile Optional<SystemProblem> problem = Optional.empty();

  private record Key(JWTAuth check, Instant at) {}

  public LoadBalancer(Vertx vertx, AlbOptions options) {
    this.vertx = vertx;
    this.options = options;
    this.fetch = new BoundedFetch(vertx);
  }

  public void stop() {
    fetch.close();
  }

  /** Why nobody can be told apart now; empty if all is well. */
  public Optional<SystemProblem> problem() {
    return problem;
  }

  /**
   * @param values of the header
   * @return empty if there is none; fails with {@link Refusal} or {@link Unavailable}
   */
  public Future<Optional<Principal>> who(List<String> values) {
    if (values.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    Optional<SignedToken> token =
        values.size() == 1 ? SignedToken.of(values.get(0)) : Optional.empty();
    return token
        .map(this::verify)
        .orElseGet(() -> Future.failedFuture(new Refusal("it is no token")))
        .map(Optional::of);
  }

  private Future<Principal> verify(SignedToken token) {
    String wrong = wrong(token);
    if (!wrong.isEmpty()) {
      return Future.failedFuture(new Refusal(wrong));
    }
    return key(token.keyId())
        .compose(
            key ->
                key.check
                    .authenticate(new TokenCredentials(token.text()))
                    .recover(cause -> Future.failedFuture(new Refusal("its signature is wrong"))))
        .map(
            user ->
                options
                    .claims()
                    .principal(
                        user.attributes().getJsonObject("accessToken"),
                        Instant.now().plus(SOCKET)));
  }

  /** What its header says that cannot be right; the signature covers the header. */
  private String wrong(SignedToken token) {
    JsonObject header = token.header();
    if (!token.algorithm().equals(ALGORITHM)) {
      return "its algorithm is not " + ALGORITHM;
    } else if (!token.text("signer").equals(options.loadBalancer())) {
      return "another load balancer signed it";
    } else if (!token.text("client").equals(options.clientId())) {
      return "it is for another client";
    } else if (!(header.getValue("exp") instanceof Number end)
        || end.longValue() + KeySet.LEEWAY <= Instant.now().getEpochSecond()) {
      return "it has expired";
    }
    return KEY_ID.matcher(token.keyId()).matches() ? "" : "its kid is no id of a key";
  }

  private Future<Key> key(String id) {
    Key known = keys.get(id);
    Instant now = Instant.now();
    if (known != null && known.at.plus(KEPT).isAfter(now)) {
      return Future.succeededFuture(known);
    }
    Future<Key> under = fetching.get(id);
    if (under != null) {
      return under;
    }
    if (!looks.allows(now)) {
      return Future.failedFuture(new Unavailable("too many keys were asked for; try again"));
    }
    Future<Key> fetched =
        fetch
            .ask(options.keysUrl() + "/" + id)
            .compose(reply -> use(id, reply))
            .recover(this::miss);
    if (!fetched.isComplete()) {
      fetching.put(id, fetched);
      fetched.onComplete(done -> fetching.remove(id));
    }
    return fetched;
  }

  private Future<Key> use(String id, BoundedFetch.Reply reply) {
    if (reply.status() == 404 || reply.status() == 403) { // as S3 says of what is not there
      return Future.failedFuture(new Refusal("its key is not known"));
    }
    if (reply.status() != 200) {
      return Future.failedFuture("expected status 200, was " + reply.status());
    }
    Key key = new Key(check(reply.body()), Instant.now());
    problem = Optional.empty();
    keys.remove(id);
    keys.put(id, key);
    if (keys.size() > MOST_KEYS) {
      keys.remove(keys.keySet().iterator().next());
    }
    return Future.succeededFuture(key);
  }

  private JWTAuth check(Buffer pem) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(pem)));
  }

  private Future<Key> miss(Throwable cause) {
    if (cause instanceof Refusal) {
      return Future.failedFuture(cause);
    }
    String text =
        "the keys of the load balancer cannot be fetched from %s: %s"
            .formatted(options.keysUrl(), Failure.inWords(cause));
    problem = Optional.of(Unavailable.problem(text, problem));
    return Future.failedFuture(new Unavailable(text));
  }
}
