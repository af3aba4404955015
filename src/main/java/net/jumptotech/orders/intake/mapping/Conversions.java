package net.jumptotech.orders.intake.mapping;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.event.Timestamp;

/**
 * From the values of another system to those of our contract. Each method returns the text that the
 * contract has for a value, or throws an IllegalArgumentException that says what was expected.
 *
 * @param stripped characters that are removed from ids
 * @param prefix put before each id
 * @param statuses by their name in lower case
 * @param minorUnits whether amounts are whole numbers of the smallest unit
 * @param minorDigits decimals of a currency where they differ from ISO 4217
 */
record Conversions(
    String stripped,
    String prefix,
    Amounts amounts,
    Times times,
    Countries countries,
    Map<String, OrderStatus> statuses,
    boolean minorUnits,
    Map<String, Integer> minorDigits) {

  String id(String text) {
    String id = unwrapped(text);
    for (int i = 0; i < stripped.length(); i++) {
      id = id.replace(stripped.substring(i, i + 1), "");
    }
    return prefix + id;
  }

  /** Without the marks that keep a spreadsheet from reading text as a number: {@code ="007"}. */
  private static String unwrapped(String text) {
    return text.length() > 3 && text.startsWith("=\"") && text.endsWith("\"")
        ? text.substring(2, text.length() - 1)
        : text.startsWith("'") ? text.substring(1) : text;
  }

  String status(String text) {
    OrderStatus status = statuses.get(text.toLowerCase(Locale.ROOT));
    if (status == null) {
      throw new IllegalArgumentException(
          "expected one of %s, was %s; add it to the statuses of the mapping"
              .formatted(statuses.keySet().stream().sorted().toList(), Shown.value(text)));
    }
    return status.name();
  }

  String currency(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  String country(String text) {
    return countries.code(text);
  }

  String time(String text) {
    return Timestamp.text(times.read(text));
  }

  Amounts.Amount amount(String text) {
    return amounts.read(text);
  }

  /** The amount in major units. */
  String inMajorUnits(String number, String currency) {
    if (!minorUnits) {
      return number;
    }
    int digits =
        Optional.ofNullable(minorDigits.get(currency))
            .orElseGet(() -> Money.currency(currency).getDefaultFractionDigits());
    return new BigDecimal(number).movePointLeft(digits).toPlainString();
  }

  /** The contract's name of a column whose value is converted. */
  String converted(String field, String text) {
    return switch (field) {
      case EventJson.ORDER_ID -> id(text);
      case EventJson.COUNTRY -> country(text);
      case EventJson.STATUS -> status(text);
      case EventJson.CREATED_AT -> time(text);
      default -> text;
    };
  }
}
