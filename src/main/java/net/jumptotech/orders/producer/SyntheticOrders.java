package net.jumptotech.orders.producer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;

/**
 * Orders as a shop that sells to 26 countries might get them: many small amounts and few large ones
 * (log-normal), returning customers, one in fifty cancelled.
 *
 * <p>Pure: an order depends only on the seed and its id, on every machine, so a restarted producer
 * continues the same sequence.
 */
final class SyntheticOrders {

  /** The default fraud rule suspects amounts above this, in any currency, outside US and CA. */
  private static final double THRESHOLD = 300;

  private static final double MEDIAN_USD = 45;
  private static final double SPREAD = 0.9;
  private static final double RISKY_SPREAD = 0.6;
  private static final double MOST_USD = 25_000;
  private static final int ATTEMPTS = 8;

  /**
   * @param perUsd approximate value of a dollar in the country's currency
   */
  private record Market(
      String country, Currency currency, double perUsd, int weight, boolean safe) {}

  private static final List<Market> MARKETS =
      List.of(
          market("US", "USD", 1, 300),
          market("CA", "CAD", 1.4, 60),
          market("GB", "GBP", 0.8, 110),
          market("DE", "EUR", 0.9, 100),
          market("FR", "EUR", 0.9, 70),
          market("IT", "EUR", 0.9, 40),
          market("ES", "EUR", 0.9, 40),
          market("NL", "EUR", 0.9, 35),
          market("BE", "EUR", 0.9, 15),
          market("AT", "EUR", 0.9, 15),
          market("IE", "EUR", 0.9, 12),
          market("PT", "EUR", 0.9, 10),
          market("FI", "EUR", 0.9, 10),
          market("GR", "EUR", 0.9, 8),
          market("CH", "CHF", 0.9, 20),
          market("SE", "SEK", 10, 18),
          market("DK", "DKK", 7, 12),
          market("NO", "NOK", 10, 12),
          market("PL", "PLN", 4, 22),
          market("AU", "AUD", 1.5, 40),
          market("NZ", "NZD", 1.6, 10),
          market("SG", "SGD", 1.3, 10),
          market("JP", "JPY", 150, 40),
          market("KW", "KWD", 0.3, 3),
          market("BR", "BRL", 5, 30),
          market("MX", "MXN", 18, 18));
  private static final List<Market> RISKY_MARKETS =
      MARKETS.stream().filter(market -> !market.safe).toList();

  private final long seed;
  private final double riskyShare;

  SyntheticOrders(long seed, double riskyShare) {
    this.seed = seed;
    this.riskyShare = riskyShare;
  }

  Order order(long id, Instant createdAt) {
    Dice dice = new Dice(seed, id);
    boolean risky = dice.fraction() < riskyShare;
    Market market = market(dice, risky ? RISKY_MARKETS : MARKETS);
    double amount = risky ? riskyAmount(dice, market) : plainAmount(dice, market);
    return new Order(
        OrderId.of(id),
        Money.of(rounded(amount, market.currency), market.currency),
        market.country,
        status(dice),
        createdAt,
        Map.of("customer_id", customer(dice)));
  }

  private static Market market(Dice dice, List<Market> markets) {
    int left = (int) (dice.fraction() * markets.stream().mapToInt(Market::weight).sum());
    for (Market market : markets) {
      left -= market.weight;
      if (left < 0) {
        return market;
      }
    }
    throw new IllegalStateException("a fraction is below 1");
  }

  private static double riskyAmount(Dice dice, Market market) {
    double least = Math.max(THRESHOLD, THRESHOLD * market.perUsd);
    double amount = least * StrictMath.exp(Math.abs(dice.normal()) * RISKY_SPREAD);
    return Math.min(Math.max(amount, THRESHOLD + 1), MOST_USD * Math.max(1, market.perUsd));
  }

  private static double plainAmount(Dice dice, Market market) {
    double most = market.safe ? MOST_USD * market.perUsd : THRESHOLD;
    for (int i = 0; i < ATTEMPTS; i++) {
      double amount = MEDIAN_USD * market.perUsd * StrictMath.exp(dice.normal() * SPREAD);
      if (amount <= most) {
        return amount;
      }
    }
    // in yen almost every amount would exceed it, so pick a small one
    return most * (0.3 + 0.7 * dice.fraction());
  }

  private static BigDecimal rounded(double amount, Currency currency) {
    // round down, so that rounding never exceeds the threshold
    return BigDecimal.valueOf(amount)
        .setScale(currency.getDefaultFractionDigits(), RoundingMode.DOWN);
  }

  private static OrderStatus status(Dice dice) {
    double fraction = dice.fraction();
    if (fraction < 0.02) {
      return OrderStatus.CANCELLED;
    }
    return fraction < 0.2 ? OrderStatus.CONFIRMED : OrderStatus.CREATED;
  }

  /** 10,000 to 59,999, low ones more often: returning customers. */
  private static int customer(Dice dice) {
    double fraction = dice.fraction();
    return 10_000 + (int) (fraction * fraction * 50_000);
  }

  private static Market market(String country, String currency, double perUsd, int weight) {
    boolean safe = Arrays.asList("US", "CA").contains(country);
    return new Market(country, Money.currency(currency), perUsd, weight, safe);
  }

  /** SplitMix64 (Steele, Lea, Flood 2014), seeded by two numbers; the same on every Java. */
  private static final class Dice {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long state;

    Dice(long seed, long id) {
      state = mixed(mixed(seed) + id * GOLDEN);
    }

    /** At least 0 and below 1. */
    double fraction() {
      state += GOLDEN;
      return (mixed(state) >>> 11) * 0x1p-53;
    }

    /** Around 0, with standard deviation 1 (Box and Muller). */
    double normal() {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - fraction()));
      return radius * StrictMath.cos(2 * Math.PI * fraction());
    }

    private static long mixed(long number) {
      long z = (number ^ (number >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      return z ^ (z >>> 31);
    }
  }
}
