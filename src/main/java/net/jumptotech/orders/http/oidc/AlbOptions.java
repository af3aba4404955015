package net.jumptotech.orders.http.oidc;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.runtime.Settings;

/**
 * A load balancer of AWS that logs people in (authenticate-oidc, authenticate-cognito).
 *
 * @param loadBalancer its ARN
 * @param clientId as whom it is registered at the provider
 * @param keysUrl below which its public keys are, by id
 */
public record AlbOptions(String loadBalancer, String clientId, String keysUrl, ClaimRules claims) {

  /** In front of the names of those whom the load balancer has logged in. */
  public static final String SOURCE = "alb";

  private static final String LOAD_BALANCER = "load-balancer";
  private static final String CLIENT_ID = "client-id";
  private static final String KEYS_URL = "keys-url";
  private static final Pattern ARN =
      Pattern.compile(
          "arn:([a-z-]+):elasticloadbalancing:([a-z0-9-]+):\\d{12}:loadbalancer/app/[^/]+/[0-9a-f]+");

  /**
   * Reads {@code http.alb}.
   *
   * @param named whether the mode is named; otherwise nothing may be set
   */
  public static Optional<AlbOptions> from(Settings http, boolean named) {
    Settings alb = http.section("alb");
    String arn = alb.text(LOAD_BALANCER, "");
    String clientId = alb.text(CLIENT_ID, "");
    String keysUrl = alb.text(KEYS_URL, "");
    ClaimRules claims = ClaimRules.from(alb, SOURCE);
    if (!named) {
      ClaimRules.refuse(alb, LOAD_BALANCER, arn.isEmpty(), SOURCE);
      ClaimRules.refuse(alb, CLIENT_ID, clientId.isEmpty(), SOURCE);
      ClaimRules.refuse(alb, KEYS_URL, keysUrl.isEmpty(), SOURCE);
      claims.refuseAll(alb);
      return Optional.empty();
    }
    Matcher parts = ARN.matcher(arn);
    boolean isArn = parts.matches();
    if (!isArn) {
      alb.mistake(
          LOAD_BALANCER,
          "expected the ARN of the load balancer (arn:aws:elasticloadbalancing:REGION:ACCOUNT:"
              + "loadbalancer/app/NAME/ID), was \"%s\"".formatted(arn));
    }
    if (clientId.isEmpty()) {
      alb.mistake(CLIENT_ID, "set it to the client id of the listener's rule");
    }
    if (!keysUrl.isEmpty() && !OidcOptions.isSafe(keysUrl)) {
      alb.mistake(
          KEYS_URL,
          "expected an https address (http only on this machine), was \"%s\"".formatted(keysUrl));
    } else if (keysUrl.isEmpty() && isArn && !parts.group(1).equals("aws")) {
      alb.mistake(KEYS_URL, "set it: outside of the partition aws it has no common form");
    }
    claims.check(alb);
    String keys =
        keysUrl.isEmpty() && isArn
            ? "https://public-keys.auth.elb." + parts.group(2) + ".amazonaws.com"
            : keysUrl.replaceFirst("/$", "");
    return Optional.of(new AlbOptions(arn, clientId, keys, claims));
  }
}
