package net.jumptotech.orders.http.webhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** HMAC-SHA256 as RFC 2104 defines it, for keys of up to 64 bytes, without the JDK's. */
public final class Signer {

  private static final int BLOCK = 64;

  private Signer() {}

  public static byte[] sign(byte[] key, byte[] text) {
    byte[] inner = padded(key, 0x36);
    byte[] outer = padded(key, 0x5c);
    return sha256(outer, sha256(inner, text));
  }

  public static String base64(String key, byte[] text) {
    return Base64.getEncoder().encodeToString(sign(key.getBytes(UTF_8), text));
  }

  /** A {@code v1} of Stripe. */
  public static String stripe(String key, long seconds, byte[] body) {
    byte[] time = (seconds + ".").getBytes(UTF_8);
    byte[] text = Arrays.copyOf(time, time.length + body.length);
    System.arraycopy(body, 0, text, time.length, body.length);
    return HexFormat.of().formatHex(sign(key.getBytes(UTF_8), text));
  }

  private static byte[] padded(byte[] key, int pad) {
    byte[] block = Arrays.copyOf(key, BLOCK);
    for (int i = 0; i < BLOCK; i++) {
      block[i] ^= (byte) pad;
    }
    return block;
  }

  private static byte[] sha256(byte[] one, byte[] other) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(one);
      return digest.digest(other);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
