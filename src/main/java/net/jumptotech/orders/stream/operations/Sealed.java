package net.jumptotech.orders.stream.operations;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A JSON object whose last field is the hash of the others: {@code {…,"hash":"…"}}. The hash is
 * SHA-256, in hexadecimal digits, of the bytes without that field: {@code {…}}.
 *
 * @param content the object without the hash
 */
record Sealed(byte[] content, String hash) {

  /** Hash of nothing, before the first one. */
  static final String NONE = "0".repeat(64);

  private static final byte[] FIELD = ",\"hash\":\"".getBytes(US_ASCII);
  private static final byte[] END = "\"}".getBytes(US_ASCII);
  private static final int SEAL = FIELD.length + 64 + END.length;

  static Sealed of(byte[] content) {
    return new Sealed(content, hash(content));
  }

  /**
   * @return empty if the value does not end with a hash
   */
  static Optional<Sealed> read(byte[] value) {
    int at = value == null ? -1 : value.length - SEAL;
    boolean sealed =
        at > 0
            && Arrays.equals(value, at, at + FIELD.length, FIELD, 0, FIELD.length)
            && Arrays.equals(value, value.length - 2, value.length, END, 0, 2);
    if (!sealed) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOf(value, at + 1);
    content[at] = '}';
    return Optional.of(new Sealed(content, new String(value, at + FIELD.length, 64, US_ASCII)));
  }

  boolean isWhole() {
    return hash.equals(hash(content));
  }

  byte[] bytes() {
    byte[] value = Arrays.copyOf(content, content.length - 1 + SEAL);
    int at = content.length - 1;
    System.arraycopy(FIELD, 0, value, at, FIELD.length);
    System.arraycopy(hash.getBytes(US_ASCII), 0, value, at + FIELD.length, 64);
    System.arraycopy(END, 0, value, value.length - 2, 2);
    return value;
  }

  /** The root over one more record. */
  static String root(String before, String hash) {
    return hash((before + hash).getBytes(US_ASCII));
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) { // every Java has it
      throw new IllegalStateException(impossible);
    }
  }
}
