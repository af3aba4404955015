package net.jumptotech.orders.intake.mapping;

import java.util.Map;
import java.util.Set;

/** Which currencies a sign may stand for. */
public final class CurrencySigns {

  private static final Map<String, Set<String>> CURRENCIES =
      Map.of(
          "$",
          Set.of(
              "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS", "BRL"),
          "€",
          Set.of("EUR"),
          "£",
          Set.of("GBP", "EGP", "GIP", "FKP"),
          "¥",
          Set.of("JPY", "CNY"),
          "kr",
          Set.of("SEK", "NOK", "DKK", "ISK"));

  private CurrencySigns() {}

  /** Whether an amount with this sign may be of this currency. */
  public static boolean mayMean(String sign, String currency) {
    return CURRENCIES.getOrDefault(sign, Set.of()).contains(currency);
  }
}
