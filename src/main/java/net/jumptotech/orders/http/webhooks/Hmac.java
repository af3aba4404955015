package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.jumptotech.orders.runtime.Secret;

/** HMAC-SHA256, compared in constant time. */
final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** Of the parts, one after another. */
  static byte[] of(Secret secret, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.reveal().getBytes(UTF_8), ALGORITHM));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }

  /** Whether one of the signatures was made with one of the secrets. */
  static boolean matches(List<Secret> secrets, List<byte[]> signatures, byte[]... parts) {
    boolean matches = false;
    for (Secret secret : secrets) {
      byte[] expected = of(secret, parts);
      for (byte[] signature : signatures) {
        matches |= MessageDigest.isEqual(expected, signature);
      }
    }
    return matches;
  }
}
