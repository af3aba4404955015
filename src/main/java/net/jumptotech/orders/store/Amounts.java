package net.jumptotech.orders.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jumptotech.orders.event.Money;

/**
 * Amounts of any currency as one column of integers, in ten-thousandths of the major unit. No
 * currency has more decimals, and the largest amount fits a long, so the integers compare as the
 * amounts do.
 */
public final class Amounts {

  public static final int DECIMALS = 4;

  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private Amounts() {}

  public static long exact(Money money) {
    return money.amount().movePointRight(DECIMALS).longValueExact();
  }

  /** The smallest integer that is at least this amount. */
  public static long atLeast(BigDecimal amount) {
    return bounded(amount, RoundingMode.CEILING);
  }

  /** The largest integer that is at most this amount. */
  public static long atMost(BigDecimal amount) {
    return bounded(amount, RoundingMode.FLOOR);
  }

  private static long bounded(BigDecimal amount, RoundingMode mode) {
    // compare before scaling: 1e999999999 is a short text and a very long number
    if (amount.compareTo(new BigDecimal(MOST, DECIMALS)) >= 0) {
      return Long.MAX_VALUE;
    }
    if (amount.signum() < 0) {
      return -1;
    }
    return amount.setScale(DECIMALS, mode).unscaledValue().longValueExact();
  }
}
