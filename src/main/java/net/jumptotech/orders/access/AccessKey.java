package net.jumptotech.orders.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A key that a program sends to say who it is: {@code ord_} and 32 random bytes. Only its hash is
 * kept; nobody can guess the key, so the hash needs no salt and no slow function.
 */
public final class AccessKey {

  private static final String PREFIX = "ord_";
  private static final int BYTES = 32;
  private static final Pattern SHAPE = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

  private AccessKey() {}

  /** A new one. */
  public static String draw() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Whether a text could be a key; then it is worth looking for. */
  static boolean hasShape(String text) {
    return SHAPE.matcher(text).matches();
  }

  /** SHA-256, as lower-case hexadecimal digits. */
  static String hash(String key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }
}
