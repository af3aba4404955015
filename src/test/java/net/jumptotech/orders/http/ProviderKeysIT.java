package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestProvider;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.oidc.ClaimRules;
import net.jumptotech.orders.http.oidc.OidcOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The provider changes its keys while programs send tokens. */
final class ProviderKeysIT {

  private static final Duration NEVER = Duration.ofHours(1);

  private TestProvider provider;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    provider = new TestProvider().program("viewer", "viewers");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    provider.close();
  }

  private void serve(Duration refresh) throws Exception {
    server =
        new TestServer(
            TestServer.options(
                5,
                new AccessOptions(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(
                        new OidcOptions(
                            provider.issuer(),
                            "",
                            Optional.empty(),
                            TestProvider.AUDIENCE,
                            List.of("openid"),
                            "",
                            refresh,
                            new ClaimRules(
                                "oidc",
                                "sub",
                                "groups",
                                Map.of("viewers", EnumSet.of(Right.READ_ORDERS))))))));
    String token = provider.token("viewer");
    Await.until(Await.LONG, "the provider is known", () -> status(token) == 200);
  }

  private int status(String token) throws Exception {
    return server
        .send(server.request("/api/orders").header("Authorization", "Bearer " + token))
        .status();
  }

  @Test
  void aNewKeyCountsAtOnceAndTheFormerOneUntilItIsWithdrawn() throws Exception {
    serve(NEVER);
    String former = provider.token("viewer");
    provider.addKey();
    String newer = provider.token("viewer");
    assertThat(status(newer)).as("signed with the new key").isEqualTo(200);
    assertThat(status(former)).as("its key is published still").isEqualTo(200);

    provider.withdrawFormerKeys();
    provider.addKey();
    assertThat(status(provider.token("viewer"))).as("which makes us fetch the keys").isEqualTo(200);
    assertThat(status(former)).as("its key is withdrawn").isEqualTo(401);
    assertThat(status(newer)).isEqualTo(200);
  }

  @Test
  void aWithdrawnKeyCountsNoLongerThanTheKeysAreKept() throws Exception {
    serve(Duration.ofSeconds(1));
    String former = provider.token("viewer");
    provider.addKey();
    provider.withdrawFormerKeys();
    Await.until(Await.LONG, "the key counts no more", () -> status(former) == 401);
    assertThat(status(provider.token("viewer"))).isEqualTo(200);
  }

  @Test
  void tokensWithUnknownKeysCostTheProviderLittle() throws Exception {
    serve(NEVER);
    String good = provider.token("viewer");
    int before = provider.keysAsked();
    for (int i = 0; i < 200; i++) {
      String header = new JsonObject().put("alg", "RS256").put("kid", "unknown-" + i).encode();
      String token =
          Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes())
              + good.substring(good.indexOf('.'));
      assertThat(status(token)).isEqualTo(401);
    }
    assertThat(provider.keysAsked() - before).isBetween(1, 20);
    assertThat(status(good)).isEqualTo(200);
  }
}
