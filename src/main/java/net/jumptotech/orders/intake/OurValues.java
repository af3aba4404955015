package net.jumptotech.orders.intake;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Timestamp;
import net.jumptotech.orders.intake.mapping.Countries;
import net.jumptotech.orders.intake.mapping.CurrencySigns;
import net.jumptotech.orders.intake.mapping.IsoTime;

/**
 * Values in columns with our own names, as shops and spreadsheets write them: {@code usd}, {@code
 * UK}, {@code $1,250.00}, {@code 2026-05-01 09:59:00 +0200}. A value is rewritten only if it can
 * mean one thing; any other is left as it is, and the contract refuses it.
 */
final class OurValues {

  private static final int LONGEST = 64;
  private static final Pattern PLAIN = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
  private static final Pattern THOUSANDS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{3})+");
  private static final Pattern SIGN = Pattern.compile("([$€£¥]?) ?([0-9.,]+) ?([$€£¥]?)");

  private final boolean decimalComma;

  /**
   * @param decimalComma whether cells are separated by semicolons: spreadsheets do that where
   *     numbers have a comma, so {@code 1.234} may be either number there
   */
  OurValues(boolean decimalComma) {
    this.decimalComma = decimalComma;
  }

  /**
   * Rewrites the values of one record in place.
   *
   * @throws InvalidEvent if an amount can be two numbers
   */
  void rewrite(Map<String, String> texts) throws InvalidEvent {
    String amount = texts.getOrDefault(EventJson.AMOUNT, "");
    if (decimalComma && THOUSANDS.matcher(amount).matches()) {
      throw new InvalidEvent(
          EventJson.AMOUNT,
          "expected a number that can be read in one way, was \"%s\"; write %s,00 if it is whole"
              .formatted(amount, amount.replace(".", "")));
    }
    texts.computeIfPresent(EventJson.CURRENCY, (field, text) -> currency(text));
    texts.computeIfPresent(EventJson.COUNTRY, (field, text) -> Countries.ENGLISH.code(text));
    texts.computeIfPresent(EventJson.CREATED_AT, (field, text) -> time(text));
    texts.computeIfPresent(
        EventJson.AMOUNT,
        (field, text) -> amount(text, texts.getOrDefault(EventJson.CURRENCY, "")));
  }

  private static String currency(String text) {
    return text.length() == 3 ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String time(String text) {
    return text.endsWith("Z") || text.length() > LONGEST
        ? text
        : IsoTime.read(text).flatMap(IsoTime.Read::instant).map(Timestamp::text).orElse(text);
  }

  private String amount(String text, String currency) {
    if (PLAIN.matcher(text).matches()) {
      return text;
    }
    Matcher signed = SIGN.matcher(text);
    if (!signed.matches()) {
      return text;
    }
    String sign = signed.group(1) + signed.group(3);
    boolean fits = sign.isEmpty() || CurrencySigns.mayMean(sign, currency);
    String meant = fits ? Money.meantBy(signed.group(2)) : "";
    return meant.isEmpty() ? text : meant;
  }
}
