package net.jumptotech.orders.event;

import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An order as a shop sent it, checked.
 *
 * @param country one of {@link #COUNTRIES}
 * @param createdAt when the shop says it was placed, otherwise the record's timestamp; years 1 to
 *     9999
 * @param createdAtGiven whether the shop gave it
 * @param more every field that the contract does not check, in the order given ({@code customer_id}
 *     among them), values as JSON has them (maps, lists, text, numbers, booleans, null)
 * @param sender who sent it, empty if nobody had to say; not part of its JSON, but a header of its
 *     record
 */
public record Order(
    OrderId id,
    Money total,
    String country,
    OrderStatus status,
    Instant createdAt,
    boolean createdAtGiven,
    Map<String, Object> more,
    String sender) {

  /** ISO 3166-1 alpha-2, and the code in common use for Kosovo, which has none there yet. */
  public static final Set<String> COUNTRIES =
      Stream.concat(Arrays.stream(Locale.getISOCountries()), Stream.of("XK"))
          .collect(Collectors.toUnmodifiableSet());

  private static final int LETTERS = 26;
  private static final BitSet BY_LETTERS = new BitSet(LETTERS * LETTERS);

  static {
    COUNTRIES.forEach(it -> BY_LETTERS.set(number(it)));
  }

  public Order {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(sender, "sender");
    if (!isCountry(country)) {
      throw new IllegalArgumentException(
          "expected an ISO 3166-1 alpha-2 country, was " + Shown.value(country));
    }
    more =
        Collections.unmodifiableMap(
            new LinkedHashMap<>(more)); // not copyOf, which refuses nulls; JSON has nulls
  }

  /** Whether it is one of {@link #COUNTRIES}. Asked twice of each order, so without a search. */
  static boolean isCountry(String code) {
    return code.length() == 2
        && isLetter(code.charAt(0))
        && isLetter(code.charAt(1))
        && BY_LETTERS.get(number(code));
  }

  private static boolean isLetter(char it) {
    return it >= 'A' && it <= 'Z';
  }

  private static int number(String code) {
    return (code.charAt(0) - 'A') * LETTERS + code.charAt(1) - 'A';
  }

  /** An order of no known sender, which gave {@code createdAt}. */
  public Order(
      OrderId id,
      Money total,
      String country,
      OrderStatus status,
      Instant createdAt,
      Map<String, Object> more) {
    this(id, total, country, status, createdAt, true, more, "");
  }

  /** The same order, with the record's timestamp as {@code createdAt}. */
  public Order withoutCreatedAt(Instant recordTime) {
    return new Order(id, total, country, status, recordTime, false, more, sender);
  }

  /** The same order with other fields that the contract does not check. */
  public Order with(Map<String, Object> more) {
    return new Order(id, total, country, status, createdAt, createdAtGiven, more, sender);
  }

  /** The same order, sent by somebody; empty for nobody. */
  public Order from(String sender) {
    return sender.equals(this.sender)
        ? this
        : new Order(id, total, country, status, createdAt, createdAtGiven, more, sender);
  }

  public Order with(Money total) {
    return new Order(id, total, country, status, createdAt, createdAtGiven, more, sender);
  }

  public Order with(OrderStatus status) {
    return new Order(id, total, country, status, createdAt, createdAtGiven, more, sender);
  }
}
