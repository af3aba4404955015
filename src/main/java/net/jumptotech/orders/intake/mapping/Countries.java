package net.jumptotech.orders.intake.mapping;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import net.jumptotech.orders.event.Order;

/**
 * Countries as people write them: {@code us}, {@code USA}, {@code United States}, {@code UK}. The
 * names are those that Java knows, in English and in one other language.
 */
public final class Countries {

  /** In common use, but not among Java's names. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("UK", "GB"),
          Map.entry("Great Britain", "GB"),
          Map.entry("England", "GB"),
          Map.entry("Scotland", "GB"),
          Map.entry("Wales", "GB"),
          Map.entry("Northern Ireland", "GB"),
          Map.entry("United States of America", "US"),
          Map.entry("Russian Federation", "RU"),
          Map.entry("Republic of Korea", "KR"),
          Map.entry("Korea, Republic of", "KR"),
          Map.entry("Korea, South", "KR"),
          Map.entry("Viet Nam", "VN"),
          Map.entry("Czech Republic", "CZ"),
          Map.entry("Turkey", "TR"),
          Map.entry("Turkiye", "TR"),
          Map.entry("Ivory Coast", "CI"),
          Map.entry("Holland", "NL"),
          Map.entry("The Netherlands", "NL"),
          Map.entry("Eire", "IE"),
          Map.entry("Republic of Ireland", "IE"),
          Map.entry("RSA", "ZA"),
          Map.entry("Hong Kong", "HK"),
          Map.entry("Macau", "MO"),
          Map.entry("Macao", "MO"),
          Map.entry("Burma", "MM"),
          Map.entry("Myanmar", "MM"),
          Map.entry("Taiwan, Province of China", "TW"),
          Map.entry("Iran, Islamic Republic of", "IR"),
          Map.entry("Moldova, Republic of", "MD"),
          Map.entry("Macedonia", "MK"),
          Map.entry("Swaziland", "SZ"),
          Map.entry("Cape Verde", "CV"),
          Map.entry("Vatican", "VA"),
          Map.entry("Palestine", "PS"),
          Map.entry("Kosovo", "XK"),
          Map.entry("XKX", "XK"));

  /** English names only. */
  public static final Countries ENGLISH = new Countries(Locale.ENGLISH);

  private final Map<String, String> codes = new HashMap<>();

  private Countries(Locale locale) {
    for (String code : Order.COUNTRIES) {
      Locale country = new Locale("", code);
      codes.put(plain(country.getDisplayCountry(Locale.ENGLISH)), code);
      codes.put(plain(country.getDisplayCountry(locale)), code);
      if (!code.equals("XK")) {
        codes.put(plain(country.getISO3Country()), code);
      }
    }
    SYNONYMS.forEach((name, code) -> codes.put(plain(name), code));
    Order.COUNTRIES.forEach(code -> codes.put(plain(code), code)); // beat any name
  }

  static Countries in(Locale locale) {
    return locale.getLanguage().equals("en") ? ENGLISH : new Countries(locale);
  }

  /** The ISO code that is meant, or the text as it is. */
  public String code(String text) {
    return text.length() == 2 && Order.COUNTRIES.contains(text)
        ? text
        : codes.getOrDefault(plain(text), text);
  }

  private static String plain(String name) {
    String letters = Normalizer.normalize(name, Normalizer.Form.NFD);
    return letters.replace("&", "and").replaceAll("[^\\p{L}]", "").toLowerCase(Locale.ROOT);
  }
}
