package net.jumptotech.orders.event;

import java.nio.charset.StandardCharsets;

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

  private static final int LONGEST = 64;

  public OrderId {
    if (!isText(text)) {
      throw new IllegalArgumentException("expected " + EXPECTED + ", was " + Shown.value(text));
    }
    if (integer && !isInteger(text)) {
      throw new IllegalArgumentException("not a canonical integer: " + text);
    }
  }

  private static boolean isText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char it = text.charAt(i);
      boolean isLetter = it >= 'a' && it <= 'z' || it >= 'A' && it <= 'Z';
      if (!isLetter && !isDigit(it) && "_.:-".indexOf(it) < 0) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= LONGEST;
  }

  /** Whether it is an integer as JSON writes one: no zeros in front, no {@code -0}. */
  static boolean isInteger(String text) {
    int first = text.startsWith("-") ? 1 : 0;
    for (int i = first; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return text.length() > first && (text.charAt(first) != '0' || text.equals("0"));
  }

  private static boolean isDigit(char it) {
    return it >= '0' && it <= '9';
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
