package net.jumptotech.orders.http.oidc;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * An OpenID Connect provider.
 *
 * @param issuer its address, exactly as its tokens have it
 * @param clientId as whom we are registered there; empty: people cannot log in with it
 * @param clientSecret empty for a public client
 * @param audience that the tokens of programs must have; empty: they are not accepted
 * @param scopes that are asked for when people log in
 * @param url under which browsers reach us; empty without {@code clientId}
 * @param refresh how often its keys are fetched again
 */
public record OidcOptions(
    String issuer,
    String clientId,
    Optional<Secret> clientSecret,
    String audience,
    List<String> scopes,
    String url,
    Duration refresh,
    ClaimRules claims) {

  /** In front of the names of those whom the provider knows. */
  public static final String SOURCE = "oidc";

  private static final String ISSUER = "issuer";
  private static final String CLIENT_ID = "client-id";
  private static final String CLIENT_SECRET = "client-secret";
  private static final String AUDIENCE = "audience";
  private static final String SCOPES = "scopes";
  private static final String REFRESH = "refresh";
  private static final List<String> DEFAULT_SCOPES = List.of("openid", "profile", "email");
  private static final Duration DEFAULT_REFRESH = Duration.ofMinutes(5);

  public OidcOptions {
    scopes = List.copyOf(scopes);
  }

  /**
   * Reads {@code http.oidc} and {@code http.url}.
   *
   * @param named whether the mode is named; otherwise nothing may be set
   */
  public static Optional<OidcOptions> from(Settings http, boolean named) {
    Settings oidc = http.section("oidc");
    OidcOptions read =
        new OidcOptions(
            oidc.text(ISSUER, ""),
            oidc.text(CLIENT_ID, ""),
            oidc.secret(CLIENT_SECRET),
            oidc.text(AUDIENCE, ""),
            oidc.list(SCOPES, DEFAULT_SCOPES),
            http.text("url", ""),
            oidc.duration(REFRESH, DEFAULT_REFRESH, Duration.ofSeconds(1), Duration.ofHours(1)),
            ClaimRules.from(oidc, SOURCE));
    if (!named) {
      read.refuseAll(http, oidc);
      return Optional.empty();
    }
    read.check(http, oidc);
    return Optional.of(read);
  }

  /** A value that says what the default does is none. */
  private void refuseAll(Settings http, Settings oidc) {
    refuse(http, "url", url.isEmpty());
    refuse(oidc, ISSUER, issuer.isEmpty());
    refuse(oidc, CLIENT_ID, clientId.isEmpty());
    refuse(oidc, CLIENT_SECRET, clientSecret.isEmpty());
    refuse(oidc, AUDIENCE, audience.isEmpty());
    refuse(oidc, SCOPES, scopes.equals(DEFAULT_SCOPES));
    refuse(oidc, REFRESH, refresh.equals(DEFAULT_REFRESH));
    claims.refuseAll(oidc);
  }

  private static void refuse(Settings settings, String key, boolean isDefault) {
    ClaimRules.refuse(settings, key, isDefault, SOURCE);
  }

  private void check(Settings http, Settings oidc) {
    if (!isSafe(issuer)) {
      oidc.mistake(
          ISSUER,
          "expected the https address of the provider, as its tokens have it in iss (http only on"
              + " this machine), was \"%s\"".formatted(issuer));
    }
    if (clientId.isEmpty() && audience.isEmpty()) {
      oidc.mistake(
          CLIENT_ID,
          "set it to let people log in, or http.oidc.audience to accept the tokens of programs");
    }
    if (clientId.isEmpty() && clientSecret.isPresent()) {
      oidc.mistake(CLIENT_SECRET, "is used only with http.oidc.client-id");
    }
    if (clientId.isEmpty() != url.isEmpty()) {
      http.mistake(
          "url",
          clientId.isEmpty()
              ? "is used only with http.oidc.client-id"
              : "set it to the address of the page, such as https://orders.example.com: the"
                  + " provider sends people back there");
    } else if (!url.isEmpty() && !isOrigin(url)) {
      http.mistake(
          "url",
          "expected https and a host, such as https://orders.example.com (http only on this"
              + " machine), was \"%s\"".formatted(url));
    }
    if (!scopes.contains("openid")) {
      oidc.mistake(SCOPES, "openid must be one of them, was " + scopes);
    }
    claims.check(oidc);
  }

  /** The host name under which browsers reach us; empty if people do not log in. */
  public Optional<String> ownHost() {
    return isOrigin(url) ? Optional.of(URI.create(url).getHost()) : Optional.empty();
  }

  private static boolean isOrigin(String url) {
    return isSafe(url) && url.matches("https?://[^/?#@]+");
  }

  /** Whether nobody on the way can read or change what is sent there. */
  static boolean isSafe(String url) {
    try {
      URI uri = URI.create(url);
      return uri.getHost() != null
          && uri.getRawUserInfo() == null
          && ("https".equals(uri.getScheme())
              || "http".equals(uri.getScheme()) && Settings.isLoopback(uri.getHost()));
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }
}
