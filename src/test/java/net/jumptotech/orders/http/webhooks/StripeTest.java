package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeTest {

  private static final String SECRET = "a secret of the tests only";
  private static final long NOW = 1_767_600_000;
  private static final String BODY = "{\"id\":\"evt_1\",\"type\":\"charge.succeeded\"}";
  private static final String SIGNED = "v1=" + Signer.stripe(SECRET, NOW, BODY.getBytes(UTF_8));

  @ParameterizedTest
  @ValueSource(longs = {-3_600, 0, 299, 300})
  void aSignatureIsTakenForFiveMinutesAndWithAClockThatIsAhead(long age) {
    assertThatCode(() -> verify("t=" + NOW + "," + SIGNED, age)).doesNotThrowAnyException();
  }

  @Test
  void anOlderSignatureIsRefusedWithItsAge() {
    assertThatThrownBy(() -> verify("t=" + NOW + "," + SIGNED, 301))
        .isInstanceOf(Problem.class)
        .hasMessageContaining("at most 300 seconds old, was 301");
  }

  @Test
  void oneOfSeveralSignaturesIsEnough() {
    String other =
        "v1=" + Signer.stripe("the secret that was before it", NOW, BODY.getBytes(UTF_8));
    assertThatCode(() -> verify("t=" + NOW + "," + other + "," + SIGNED + ",v0=6ffbb59b", 0))
        .doesNotThrowAnyException();
  }

  /** The time is signed too, and only the scheme v1 counts. */
  @Test
  void anotherTimeOrSchemeIsRefused() {
    for (String wrong :
        List.of(
            "t=" + (NOW + 1) + "," + SIGNED,
            "t=" + NOW + "," + SIGNED.replace("v1", "v0"),
            "t=" + NOW + "," + SIGNED.substring(0, 40),
            "t=" + NOW,
            SIGNED,
            "t=now," + SIGNED,
            "")) {
      assertThatThrownBy(() -> verify(wrong, 0))
          .as(wrong)
          .isInstanceOf(Problem.class)
          .extracting(it -> ((Problem) it).status())
          .isEqualTo(401);
    }
  }

  private static void verify(String header, long age) {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(NOW + age));
    Call call =
        new Call(
            new Parameters(Map.of("Stripe-Signature", header)),
            "application/json",
            Buffer.buffer(BODY),
            new Client("", "", Principal.ANYONE, () -> false),
            PersonalFields.NONE);
    new Stripe(clock).verify(call, List.of(new Secret(SECRET)));
    assertThat(age).isLessThanOrEqualTo(300);
  }
}
