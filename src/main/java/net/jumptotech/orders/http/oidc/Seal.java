package net.jumptotech.orders.http.oidc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import net.jumptotech.orders.runtime.Secret;

/**
 * Signs what a browser keeps for us (JWT, HS256), so that each process with the same secret knows
 * it, also after a restart.
 */
public final class Seal {

  private static final String ALGORITHM = "HS256";
  private static final int LONGEST = 4_096;
  private static final int RANDOM_BYTES = 32;

  private final JWTAuth tokens;
  private final String purpose;

  /**
   * @param secret empty: one that is forgotten with this object
   * @param purpose what is signed for one does not count for another
   */
  public Seal(Vertx vertx, Optional<Secret> secret, String purpose) {
    this.purpose = purpose;
    Buffer bytes =
        Buffer.buffer(secret.map(it -> it.reveal().getBytes(UTF_8)).orElseGet(Seal::bytes));
    this.tokens =
        JWTAuth.create(
            vertx,
            new JWTAuthOptions()
                .addPubSecKey(new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(bytes))
                .setJWTOptions(new JWTOptions().addAudience(purpose)));
  }

  public String sign(JsonObject claims, Duration lasts) {
    return tokens.generateToken(
        claims,
        new JWTOptions()
            .setAlgorithm(ALGORITHM)
            .addAudience(purpose)
            .setExpiresInSeconds(Math.toIntExact(lasts.toSeconds())));
  }

  /** What was signed, with its end ({@code exp}); empty if it was not, or is over. */
  public Future<Optional<JsonObject>> open(String token) {
    if (token.length() > LONGEST) {
      return Future.succeededFuture(Optional.empty());
    }
    return tokens
        .authenticate(new TokenCredentials(token))
        .map(user -> Optional.of(user.attributes().getJsonObject("accessToken")))
        .otherwise(Optional.empty());
  }

  /** A text that nobody can guess. */
  public static String random() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
  }

  private static byte[] bytes() {
    byte[] random = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(random);
    return random;
  }
}
