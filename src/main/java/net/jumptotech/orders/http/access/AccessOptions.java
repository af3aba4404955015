package net.jumptotech.orders.http.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.http.oidc.AlbOptions;
import net.jumptotech.orders.http.oidc.OidcOptions;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * How those who send requests say who they are. Without any way, everybody may do everything.
 *
 * @param keys of programs and people
 * @param sessionSecret signs the sessions of people; empty: one that this process draws
 * @param oidc a provider at which people log in, and whose tokens programs send
 * @param alb a load balancer that logs people in
 */
public record AccessOptions(
    Optional<Keys> keys,
    Optional<Secret> sessionSecret,
    Optional<OidcOptions> oidc,
    Optional<AlbOptions> alb) {

  public static final AccessOptions OPEN = new AccessOptions(Optional.empty(), Optional.empty());

  /** Where the file of keys is set. */
  static final String KEYS_SETTING = "http.keys-file";

  private static final String ACCESS = "access";
  private static final String OPEN_MODE = "open";
  private static final String KEYS = "keys";
  private static final String OIDC = OidcOptions.SOURCE;
  private static final String ALB = AlbOptions.SOURCE;
  private static final List<String> MODES = List.of(KEYS, OIDC, ALB);

  private static final String KEYS_FILE = "keys-file";
  private static final String SESSION_SECRET = "session-secret";
  private static final int SHORTEST_SECRET = 32;
  private static final String UNREAD =
      "is read only if http.access (ORDERS_HTTP_ACCESS) names keys";

  /** Keys only. */
  public AccessOptions(Optional<Keys> keys, Optional<Secret> sessionSecret) {
    this(keys, sessionSecret, Optional.empty());
  }

  /** Without a load balancer that logs people in. */
  public AccessOptions(
      Optional<Keys> keys, Optional<Secret> sessionSecret, Optional<OidcOptions> oidc) {
    this(keys, sessionSecret, oidc, Optional.empty());
  }

  /**
   * Reads the keys of the section {@code http}. An address that other machines can reach is a
   * mistake if everybody may do everything there, until {@code insecure} is set.
   *
   * @param host address to listen on
   * @param serves whether this process has the role
   */
  public static AccessOptions from(Settings http, String host, boolean serves) {
    List<String> modes = http.list(ACCESS, AccessOptions::modes, List.of());
    boolean insecure = http.flag("insecure", false);
    Optional<Secret> secret = http.secret(SESSION_SECRET);
    secret
        .filter(it -> it.reveal().getBytes(StandardCharsets.UTF_8).length < SHORTEST_SECRET)
        .ifPresent(
            it ->
                http.mistake(
                    SESSION_SECRET, "expected at least 32 characters (openssl rand -hex 32)"));
    if (modes.isEmpty() && serves && !insecure && !Settings.isLoopback(host)) {
      http.mistake(
          "host",
          ("other machines can reach %s, and everybody may do everything there: set http.access"
               + " (ORDERS_HTTP_ACCESS) to keys and http.keys-file to a file of keys, which orders"
               + " key makes, or to oidc or alb; or listen on 127.0.0.1; or, if a proxy with a"
               + " log-in or a network rule is in front, set http.insecure (ORDERS_HTTP_INSECURE)"
               + " to true")
              .formatted(host));
    }
    return new AccessOptions(
        keys(http, modes.contains(KEYS), serves),
        secret,
        OidcOptions.from(http, modes.contains(OIDC)),
        AlbOptions.from(http, modes.contains(ALB)));
  }

  /** Empty if everybody may do everything. */
  private static List<String> modes(List<String> given) {
    if (given.equals(List.of(OPEN_MODE))) {
      return List.of();
    }
    for (String mode : given) {
      if (mode.equals(OPEN_MODE)) {
        throw new IllegalArgumentException(
            "open stands alone, was \"" + String.join(",", given) + "\"");
      }
      if (!MODES.contains(mode)) {
        throw new IllegalArgumentException(
            "expected open, or one or more of %s with commas, was \"%s\""
                .formatted(String.join(", ", MODES), mode));
      }
    }
    return given;
  }

  /** The host in {@code http.url}. */
  public Optional<String> ownHost() {
    return oidc.flatMap(OidcOptions::ownHost);
  }

  public boolean isOpen() {
    return keys.isEmpty() && oidc.isEmpty() && alb.isEmpty();
  }

  /** The ways that there are, as the setting has them. */
  List<String> modes() {
    List<String> modes = new ArrayList<>();
    keys.ifPresent(it -> modes.add(KEYS));
    oidc.ifPresent(it -> modes.add(OIDC));
    alb.ifPresent(it -> modes.add(ALB));
    return modes.isEmpty() ? List.of(OPEN_MODE) : modes;
  }

  private static Optional<Keys> keys(Settings http, boolean named, boolean serves) {
    String file = http.text(KEYS_FILE, "");
    Optional<Secret> text = http.secretBesideItsFile(KEYS);
    if (!named) {
      if (!file.isEmpty()) {
        http.mistake(KEYS_FILE, UNREAD);
      }
      if (text.isPresent()) {
        http.mistake(KEYS, UNREAD);
      }
    }
    return named && serves ? keys(http, file, text) : Optional.empty();
  }

  private static Optional<Keys> keys(Settings http, String file, Optional<Secret> text) {
    if (text.isPresent()) {
      if (!file.isEmpty()) {
        http.mistake(KEYS_FILE, "ORDERS_HTTP_KEYS is set too: keep only one of them");
      }
      try {
        return Optional.of(Keys.fixed(text.get().reveal()));
      } catch (IllegalArgumentException wrong) {
        http.mistake(KEYS, wrong.getMessage());
        return Optional.empty();
      }
    }
    if (file.isEmpty()) {
      http.mistake(
          KEYS_FILE,
          "http.access names keys: set ORDERS_HTTP_KEYS_FILE to a file; orders key NAME --may send"
              + " --file FILE adds a key to it");
      return Optional.empty();
    }
    try {
      return Optional.of(Keys.read(Path.of(file)));
    } catch (IOException unreadable) {
      http.mistake(KEYS_FILE, "cannot read it: " + Failure.describe(unreadable));
    } catch (IllegalArgumentException wrong) {
      http.mistake(KEYS_FILE, file + ": " + wrong.getMessage());
    }
    return Optional.empty();
  }
}
