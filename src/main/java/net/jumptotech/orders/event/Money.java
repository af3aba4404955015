package net.jumptotech.orders.event;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An exact amount in the minor units of its currency: {@code new Money(1299, USD)} is USD 12.99,
 * {@code new Money(1299, JPY)} is JPY 1299. Amounts of different currencies are never added up.
 *
 * @param minorUnits 0 to {@link #MAX_MINOR_UNITS}
 * @param currency ISO 4217, one that has minor units (gold has none)
 */
public record Money(long minorUnits, Currency currency) {

  /** One below ten trillion: no shop sells for more, and a sum of 900,000 of them fits a long. */
  public static final long MAX_MINOR_UNITS = 9_999_999_999_999L;

  /** Where none is said. */
  public static final Currency DEFAULT_CURRENCY = Currency.getInstance("USD");

  private static final int LONGEST_WRITTEN = 32;
  private static final Pattern WRITTEN = Pattern.compile("[^0-9,.+-]{0,4}([0-9,.]+)[^0-9,.]{0,4}");

  public Money {
    Objects.requireNonNull(currency, "currency");
    if (minorUnits < 0 || minorUnits > MAX_MINOR_UNITS) {
      throw new IllegalArgumentException(
          "minor units must be 0 to " + MAX_MINOR_UNITS + ", was " + minorUnits);
    }
  }

  /**
   * @throws IllegalArgumentException if the amount is negative, too large, or has more decimals
   *     than the currency
   */
  public static Money of(BigDecimal amount, Currency currency) {
    int digits = digits(currency);
    // compare before scaling: 1e999999999 is a short text and a very long number
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("expected a number of 0 or more, was " + brief(amount));
    }
    if (amount.compareTo(BigDecimal.valueOf(MAX_MINOR_UNITS, digits)) > 0) {
      throw new IllegalArgumentException(
          "expected at most "
              + BigDecimal.valueOf(MAX_MINOR_UNITS, digits)
              + ", was "
              + brief(amount));
    }
    if (amount.scale() > digits && amount.stripTrailingZeros().scale() > digits) {
      throw new IllegalArgumentException(
          "expected at most " + digits + " decimals in " + currency + ", was " + brief(amount));
    }
    return new Money(amount.movePointRight(digits).longValueExact(), currency);
  }

  /**
   * The number that people mean by an amount as they write it: {@code $1,250.00}, {@code 12,50
   * EUR}, {@code 1.250,00}.
   *
   * @return as JSON has it; empty if it cannot be told, as of {@code 1,250}
   */
  public static String meantBy(String text) {
    Matcher written = WRITTEN.matcher(text);
    if (text.length() > LONGEST_WRITTEN || !written.matches()) {
      return "";
    }
    String number = written.group(1);
    if (number.matches("[1-9][0-9]{0,2}((,[0-9]{3})+\\.[0-9]+|(,[0-9]{3}){2,})")) {
      return number.replace(",", "");
    }
    if (number.matches("(0|[1-9][0-9]*|[1-9][0-9]{0,2}(\\.[0-9]{3})+),[0-9]{1,2}")) {
      return number.replace(".", "").replace(',', '.');
    }
    return number.matches("(0|[1-9][0-9]*)(\\.[0-9]+)?") ? number : "";
  }

  /**
   * The currency of an ISO 4217 code.
   *
   * @throws IllegalArgumentException if there is none, or it has no minor units
   */
  public static Currency currency(String code) {
    Currency currency;
    try {
      currency = Currency.getInstance(code);
    } catch (IllegalArgumentException unknown) {
      String meant = code.strip().toUpperCase(Locale.ROOT);
      String hint = isCurrency(meant) ? ", did you mean " + meant + "?" : "";
      throw new IllegalArgumentException(
          "expected an ISO 4217 currency, was " + Shown.value(code) + hint, unknown);
    }
    digits(currency);
    return currency;
  }

  private static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(it -> it.getCurrencyCode().equals(code) && it.getDefaultFractionDigits() >= 0);
  }

  /** In major units, with all decimals of the currency: 12.50. */
  public BigDecimal amount() {
    return BigDecimal.valueOf(minorUnits, digits(currency));
  }

  @Override
  public String toString() {
    return currency + " " + amount();
  }

  private static int digits(Currency currency) {
    int digits = currency.getDefaultFractionDigits();
    if (digits < 0) {
      throw new IllegalArgumentException(
          "expected a currency with minor units, was \"" + currency + "\"");
    }
    return digits;
  }

  private static String brief(BigDecimal amount) {
    return Shown.cut(amount.toString(), 40);
  }
}
