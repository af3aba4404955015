package net.jumptotech.orders.event;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names an order. It is the key of its document and of every record about it.
 *
 * <p>On the wire it is an integer or a text, and is written as it came. Only the text identifies
 * the order: {@code 7} and {@code "7"} are the same key, so the same order.
 *
 * @param text 1 to 64 of {@code A-Za-z0-9_.:-}
 * @param integer whether it is written as a JSON integer; then {@code text} is its canonical
 *     decimal
 */
public record OrderId(String text, boolean integer) implements Comparable<OrderId> {

  public static final String EXPECTED = "an integer, or text of 1 to 64 of A-Za-z0-9_.:-";

  private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  public OrderId {
    if (!TEXT.matcher(text).matches()) {
      throw new IllegalArgumentException("expected " + EXPECTED + ", was " + Shown.value(text));
    }
    if (integer && !text.equals(new BigInteger(text).toString())) {
      throw new IllegalArgumentException("not a canonical integer: " + text);
    }
  }

  public static OrderId of(long number) {
    return new OrderId(Long.toString(number), true);
  }

  public static OrderId of(String text) {
    return new OrderId(text, false);
  }

  public byte[] key() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What JSON writes: a {@link BigInteger} or a {@link String}. */
  Object json() {
    return integer ? new BigInteger(text) : text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OrderId id && id.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public int compareTo(OrderId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
