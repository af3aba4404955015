package net.jumptotech.orders.http.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.runtime.Secret;

/**
 * The sessions of people in a browser. A session is a signed token in a cookie that no script can
 * read, so each process that has the secret knows it. It names the key that somebody logged in
 * with, and ends with that key, after 8 hours at the latest.
 */
final class Sessions {

  /** A browser takes a cookie of this name only from this host, over TLS, for all paths. */
  static final String COOKIE = "__Host-orders";

  private static final String ALGORITHM = "HS256";
  private static final String KEY_ID = "kid";
  private static final int SECONDS = 8 * 60 * 60;
  private static final int LONGEST_TOKEN = 2_048;

  private final Keys keys;
  private final JWTAuth tokens;

  Sessions(Vertx vertx, Keys keys, Optional<Secret> secret) {
    this.keys = keys;
    Buffer bytes =
        Buffer.buffer(secret.map(it -> it.reveal().getBytes(UTF_8)).orElseGet(Sessions::draw));
    this.tokens =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(bytes)));
  }

  private static byte[] draw() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    return random;
  }

  Future<Optional<Principal>> of(HttpServerRequest request) {
    Cookie cookie = request.getCookie(COOKIE);
    if (cookie == null || cookie.getValue().length() > LONGEST_TOKEN) {
      return Future.succeededFuture(Optional.empty());
    }
    return tokens
        .authenticate(new TokenCredentials(cookie.getValue()))
        .map(this::principal)
        .otherwise(Optional.empty()); // signed with another secret, or over
  }

  private Optional<Principal> principal(User user) {
    Instant end = Instant.ofEpochSecond(user.<Number>get("exp").longValue());
    return keys.ofId(user.get(KEY_ID)).map(it -> it.atMostUntil(end));
  }

  Cookie begin(Keys.Known who) {
    String token =
        tokens.generateToken(
            new JsonObject().put(KEY_ID, who.id()),
            new JWTOptions().setAlgorithm(ALGORITHM).setExpiresInSeconds(SECONDS));
    return cookie(token).setMaxAge(SECONDS);
  }

  Cookie end() {
    return cookie("").setMaxAge(0);
  }

  private static Cookie cookie(String value) {
    return Cookie.cookie(COOKIE, value)
        .setPath("/")
        .setSecure(true)
        .setHttpOnly(true)
        .setSameSite(CookieSameSite.STRICT);
  }
}
