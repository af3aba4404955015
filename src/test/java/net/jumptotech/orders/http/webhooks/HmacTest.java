package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HmacTest {

  /** Test cases 2 and 4 of RFC 4231 have keys of at least 4 bytes that are text. */
  @ParameterizedTest
  @CsvSource({
    "Jefe, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  })
  void isThatOfTheStandard(String key, String text, String expected) {
    byte[] bytes = text.getBytes(US_ASCII);
    byte[] signature = HexFormat.of().parseHex(expected);

    assertThat(Hmac.of(new Secret(key), bytes)).isEqualTo(signature);
    assertThat(Signer.sign(key.getBytes(US_ASCII), bytes)).isEqualTo(signature);
    assertThat(
            Hmac.matches(
                List.of(new Secret("another"), new Secret(key)),
                List.of(new byte[32], signature),
                "what do ya ".getBytes(US_ASCII),
                "want for nothing?".getBytes(US_ASCII)))
        .isTrue();
    signature[31] ^= 1;
    assertThat(Hmac.matches(List.of(new Secret(key)), List.of(signature), bytes)).isFalse();
  }
}
