package net.jumptotech.orders.http.oidc;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.NoSuchKeyIdException;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The public keys of a provider, and what they prove. Secrets that it may have among them (HS256)
 * are left out: whoever knows one could sign with it.
 */
final class KeySet {

  /** In seconds: so much may clocks differ. */
  static final int LEEWAY = 30;

  /** Of these, nobody can make a signature who only knows what verifies it. */
  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private static final Set<String> PUBLIC_TYPES = Set.of("RSA", "EC", "OKP");
  private static final int MOST_KEYS = 64;

  private final Vertx vertx;
  private final List<JsonObject> keys;
  private final Set<String> ids;
  private final Map<List<String>, JWTAuth> checks = new HashMap<>();

  private KeySet(Vertx vertx, List<JsonObject> keys, Set<String> ids) {
    this.vertx = vertx;
    this.keys = keys;
    this.ids = ids;
  }

  /**
   * @param jwks a JWK set (RFC 7517)
   * @throws IllegalArgumentException if it has no key that could be used
   */
  static KeySet of(Vertx vertx, JsonObject jwks) {
    List<JsonObject> keys = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    JsonArray all = jwks.getJsonArray("keys", new JsonArray());
    for (Object each : all) {
      if (each instanceof JsonObject key && keys.size() < MOST_KEYS && isUsable(key)) {
        keys.add(key);
        ids.add(key.getString("kid"));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "none of its %d keys can verify a signature".formatted(all.size()));
    }
    return new KeySet(vertx, keys, ids);
  }

  private static boolean isUsable(JsonObject key) {
    return key.getValue("kty") instanceof String type
        && PUBLIC_TYPES.contains(type)
        && (key.getValue("kid") == null || key.getValue("kid") instanceof String)
        && "sig".equals(key.getValue("use", "sig"))
        && (key.getValue("alg") == null || ALGORITHMS.contains(key.getValue("alg")));
  }

  /** Whether the token is signed with one of these keys, as far as its header says. */
  boolean has(SignedToken token) {
    return token.keyId().isEmpty() || ids.contains(token.keyId());
  }

  /**
   * Verifies signature, issuer, audience and times.
   *
   * @return the claims; fails with {@link Refusal}
   */
  Future<JsonObject> verify(SignedToken token, String issuer, String audience) {
    if (!ALGORITHMS.contains(token.algorithm())) {
      return Future.failedFuture(new Refusal("its algorithm is not one of those accepted"));
    }
    if (!has(token)) {
      return Future.failedFuture(new Refusal("the provider has no key of its kid"));
    }
    return checks
        .computeIfAbsent(List.of(issuer, audience), any -> check(issuer, audience))
        .authenticate(new TokenCredentials(token.text()))
        .map(user -> user.attributes().getJsonObject("accessToken"))
        .map(KeySet::expiring)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof Refusal ? cause : new Refusal(inWords(cause, audience))));
  }

  private JWTAuth check(String issuer, String audience) {
    return JWTAuth.create(
        vertx,
        new JWTAuthOptions()
            .setJwks(keys)
            .setJWTOptions(
                new JWTOptions().setIssuer(issuer).addAudience(audience).setLeeway(LEEWAY)));
  }

  /** The library takes a token without an end for one that never ends. */
  private static JsonObject expiring(JsonObject claims) {
    if (!(claims.getValue("exp") instanceof Number)) {
      throw new Refusal("its claim exp is absent");
    }
    return claims;
  }

  /** Without anything of the token. */
  private static String inWords(Throwable cause, String audience) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof SignatureException) {
      return "its signature is wrong";
    } else if (cause instanceof NoSuchKeyIdException) {
      return "the provider has no key for its algorithm";
    } else if (message.startsWith("Invalid JWT audience")) {
      return "it is for another audience: expected " + audience;
    } else if (message.startsWith("Invalid JWT issuer")) {
      return "it is of another issuer";
    } else if (message.startsWith("Invalid JWT token")) {
      return "it has expired, or is not valid yet";
    }
    return "it cannot be read";
  }
}
