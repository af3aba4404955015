package net.jumptotech.orders.http.access;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.oidc.Seal;

/**
 * The sessions of people in a browser. A session is a signed token in a cookie that no script can
 * read, so each process that has the secret knows it. It names the key that somebody logged in
 * with, and ends with that key; or it has the name and rights that the provider gave. It ends after
 * 8 hours at the latest. Used on one event loop.
 */
final class Sessions {

  /** A browser takes a cookie of this name only from this host, over TLS, for all paths. */
  static final String COOKIE = "__Host-orders";

  static final Duration LASTS = Duration.ofHours(8);

  private static final String ID = "jti";
  private static final String END = "exp";
  private static final String KEY_ID = "kid";
  private static final String NAME = "name";
  private static final String RIGHTS = "rights";

  private final Optional<Keys> keys;
  private final boolean people;
  private final Seal seal;
  private final EndedSessions ended;

  Sessions(Vertx vertx, AccessOptions options) {
    this.keys = options.keys();
    this.people = options.oidc().isPresent();
    this.seal = new Seal(vertx, options.sessionSecret(), "session");
    this.ended = new EndedSessions(vertx);
  }

  void start() {
    ended.start();
  }

  void stop() {
    ended.stop();
  }

  /** Empty if there is none, or if it was signed with another secret, or is over. */
  Future<Optional<Identity>> of(HttpServerRequest request) {
    return claims(request).map(found -> found.flatMap(this::identity));
  }

  private Future<Optional<JsonObject>> claims(HttpServerRequest request) {
    Cookie cookie = request.getCookie(COOKIE);
    return cookie == null ? Future.succeededFuture(Optional.empty()) : seal.open(cookie.getValue());
  }

  private Optional<Identity> identity(JsonObject claims) {
    String id = claims.getString(ID);
    if (isOver(id)) {
      return Optional.empty();
    }
    Instant end = Instant.ofEpochSecond(claims.getLong(END));
    Optional<Principal> principal =
        claims.containsKey(KEY_ID)
            ? keys.flatMap(it -> it.ofId(claims.getString(KEY_ID))).map(it -> it.atMostUntil(end))
            : Optional.of(
                    new Principal(
                        claims.getString(NAME),
                        rights(claims.getJsonArray(RIGHTS)),
                        Optional.of(end)))
                .filter(it -> people);
    return principal.map(it -> new Identity(it, Optional.of(id)));
  }

  private static Set<Right> rights(JsonArray texts) {
    Set<Right> rights = EnumSet.noneOf(Right.class);
    texts.forEach(text -> rights.add(Right.of((String) text)));
    return rights;
  }

  /** Whether somebody has ended it. */
  boolean isOver(String id) {
    return ended.has(id);
  }

  Cookie begin(Keys.Known who) {
    return begin(new JsonObject().put(KEY_ID, who.id()));
  }

  /** For somebody whom the provider has let in. */
  Cookie begin(Principal who) {
    JsonArray rights = new JsonArray();
    who.rights().forEach(right -> rights.add(right.toString()));
    return begin(new JsonObject().put(NAME, who.name()).put(RIGHTS, rights));
  }

  private Cookie begin(JsonObject claims) {
    String token = seal.sign(claims.put(ID, Seal.random()), LASTS);
    return cookie(COOKIE, token, CookieSameSite.STRICT).setMaxAge(LASTS.toSeconds());
  }

  /** Ends the session of a request for good, if it has one: a copy of its cookie too. */
  Future<Cookie> end(HttpServerRequest request) {
    return claims(request)
        .map(
            found -> {
              found.ifPresent(
                  it -> ended.add(it.getString(ID), Instant.ofEpochSecond(it.getLong(END))));
              return cookie(COOKIE, "", CookieSameSite.STRICT).setMaxAge(0);
            });
  }

  static Cookie cookie(String name, String value, CookieSameSite sites) {
    return Cookie.cookie(name, value)
        .setPath("/")
        .setSecure(true)
        .setHttpOnly(true)
        .setSameSite(sites);
  }
}
