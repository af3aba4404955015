package net.jumptotech.orders.http.oidc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.runtime.Secret;

/**
 * How people log in at the provider: authorization code with PKCE, {@code state} and {@code nonce}
 * (OpenID Connect Core 3.1, RFC 7636, RFC 9207). What must be remembered meanwhile is in a signed
 * cookie of the browser, so that any process can go on, also after a restart.
 */
public final class LogIn {

  /** So long may somebody take at the provider. */
  public static final Duration LASTS = Duration.ofMinutes(10);

  /** Where the provider sends people back, below {@code http.url}. */
  static final String CALLBACK = "/api/session/oidc/callback";

  private static final String STATE = "state";
  private static final String NONCE = "nonce";
  private static final String VERIFIER = "verifier";
  private static final String RETURN_TO = "to";

  private final Provider provider;
  private final OidcOptions options;
  private final BoundedFetch fetch; // its own: a flood of codes keeps nobody from the keys
  private final Seal seal;

  /**
   * @param location where the browser goes
   * @param kept what it keeps meanwhile
   */
  public record Begun(String location, String kept) {}

  /**
   * What the provider sends back with the browser, none of which is to be trusted.
   *
   * @param error of the provider; empty if it lets the person in
   */
  public record Returned(String code, String state, String issuer, String error) {}

  /**
   * @param returnTo the path from which the log-in began
   */
  public record Done(Principal principal, String returnTo) {}

  /** Begins to log in again may help. */
  public static final class Over extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Over() {
      super("another log-in, or one that is over", null, false, false);
    }
  }

  /** The provider, or the person, said no. */
  public static final class Denied extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Denied(String error) {
      super(error.matches("[a-z_]{1,64}") ? error : "another error", null, false, false);
    }
  }

  public LogIn(Vertx vertx, Provider provider, Optional<Secret> secret) {
    this.provider = provider;
    this.options = provider.options();
    this.fetch = new BoundedFetch(vertx);
    this.seal = new Seal(vertx, secret, "log-in");
  }

  public void close() {
    fetch.close();
  }

  /**
   * @param returnTo a path of ours
   * @return fails with {@link Unavailable}
   */
  public Future<Begun> begin(String returnTo) {
    return provider.about().map(about -> begin(about, returnTo));
  }

  private Begun begin(JsonObject about, String returnTo) {
    String state = Seal.random();
    String nonce = Seal.random();
    String verifier = Seal.random();
    Map<String, String> query = new LinkedHashMap<>();
    query.put("response_type", "code");
    query.put("client_id", options.clientId());
    query.put("redirect_uri", options.url() + CALLBACK);
    query.put("scope", String.join(" ", options.scopes()));
    query.put(STATE, state);
    query.put(NONCE, nonce);
    query.put("code_challenge", challenge(verifier));
    query.put("code_challenge_method", "S256");
    String endpoint = about.getString("authorization_endpoint");
    return new Begun(
        endpoint + (endpoint.indexOf('?') < 0 ? "?" : "&") + form(query),
        seal.sign(
            new JsonObject()
                .put(STATE, state)
                .put(NONCE, nonce)
                .put(VERIFIER, verifier)
                .put(RETURN_TO, returnTo),
            LASTS));
  }

  /**
   * @param kept by the browser since the log-in began; empty if it has nothing
   * @return fails with {@link Over}, {@link Denied}, {@link Refusal} or {@link Unavailable}
   */
  public Future<Done> finish(Returned returned, String kept) {
    return seal.open(kept)
        .compose(
            begun ->
                begun
                    .filter(it -> isSame(it.getString(STATE), returned.state))
                    .map(it -> finish(returned, it))
                    .orElseGet(() -> Future.failedFuture(new Over())));
  }

  private Future<Done> finish(Returned returned, JsonObject begun) {
    if (!returned.error.isEmpty()) {
      return Future.failedFuture(new Denied(returned.error));
    }
    if (!returned.issuer.isEmpty() && !returned.issuer.equals(options.issuer())) {
      return Future.failedFuture(new Refusal("another issuer sent it"));
    }
    return provider
        .about()
        .compose(about -> exchange(about, returned.code, begun.getString(VERIFIER)))
        .compose(token -> provider.verify(token, options.clientId()))
        .map(claims -> new Done(who(claims, begun.getString(NONCE)), begun.getString(RETURN_TO)));
  }

  private Principal who(JsonObject claims, String nonce) {
    if (!(claims.getValue(NONCE) instanceof String given) || !isSame(nonce, given)) {
      throw new Refusal("it belongs to another log-in (nonce)");
    }
    if (!options.clientId().equals(claims.getValue("azp", options.clientId()))) {
      throw new Refusal("it is for another client (azp)");
    }
    return provider.principal(claims);
  }

  /** The identity token for a code. */
  private Future<SignedToken> exchange(JsonObject about, String code, String verifier) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("grant_type", "authorization_code");
    form.put("code", code);
    form.put("redirect_uri", options.url() + CALLBACK);
    form.put("code_verifier", verifier);
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", "application/x-www-form-urlencoded");
    authenticate(about, headers, form);
    return fetch
        .post(about.getString("token_endpoint"), headers, Buffer.buffer(form(form)))
        .recover(
            cause ->
                Future.failedFuture(new Unavailable("the provider does not answer to the code")))
        .map(LogIn::token);
  }

  private void authenticate(
      JsonObject about, Map<String, String> headers, Map<String, String> form) {
    if (options.clientSecret().isEmpty()) {
      form.put("client_id", options.clientId());
      return;
    }
    String secret = options.clientSecret().get().reveal();
    List<Object> ways = Provider.list(about, "token_endpoint_auth_methods_supported");
    if (ways.contains("client_secret_post") && !ways.contains("client_secret_basic")) {
      form.put("client_id", options.clientId());
      form.put("client_secret", secret);
    } else {
      String both = encoded(options.clientId()) + ":" + encoded(secret);
      headers.put(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8)));
    }
  }

  private static SignedToken token(BoundedFetch.Reply reply) {
    JsonObject answer;
    try {
      answer = reply.body().toJsonObject();
    } catch (RuntimeException noJson) {
      throw new Refusal("the provider answered " + reply.status() + " to the code");
    }
    if (reply.status() != 200) {
      throw new Denied(String.valueOf(answer.getValue("error")));
    }
    return Optional.ofNullable(answer.getValue("id_token"))
        .filter(String.class::isInstance)
        .flatMap(text -> SignedToken.of((String) text))
        .orElseThrow(() -> new Refusal("the provider sent no ID token"));
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }

  private static boolean isSame(String one, String other) {
    return MessageDigest.isEqual(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  private static String form(Map<String, String> values) {
    return values.entrySet().stream()
        .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
