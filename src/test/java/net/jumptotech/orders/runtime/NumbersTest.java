package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NumbersTest {

  @Test
  void countsHaveSeparatorsAndAPlural() {
    assertThat(Numbers.count(1, "order")).isEqualTo("1 order");
    assertThat(Numbers.count(0, "order")).isEqualTo("0 orders");
    assertThat(Numbers.count(332_209, "order")).isEqualTo("332,209 orders");
  }

  @Test
  void ratesHaveOneDecimalBelowAHundred() {
    assertThat(Numbers.rate(0.04)).isEqualTo("0.0");
    assertThat(Numbers.rate(99.94)).isEqualTo("99.9");
    assertThat(Numbers.rate(99.95)).isEqualTo("100");
    assertThat(Numbers.rate(5_636.4)).isEqualTo("5,636");
  }

  @Test
  void amountsKeepTheirDecimals() {
    assertThat(Numbers.amount(new BigDecimal("1203331.20"))).isEqualTo("1,203,331.20");
    assertThat(Numbers.amount(new BigDecimal("88000"))).isEqualTo("88,000");
    assertThat(Numbers.amount(new BigDecimal("1E+3"))).isEqualTo("1,000");
  }

  @Test
  void durationsHaveTheirTwoLargestUnits() {
    assertThat(Numbers.duration(Duration.ofMillis(-5))).isEqualTo("0 s");
    assertThat(Numbers.duration(Duration.ofMillis(59_999))).isEqualTo("59 s");
    assertThat(Numbers.duration(Duration.ofSeconds(60))).isEqualTo("1 min");
    assertThat(Numbers.duration(Duration.ofSeconds(663))).isEqualTo("11 min 3 s");
    assertThat(Numbers.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(Numbers.duration(Duration.ofHours(24))).isEqualTo("1 d");
    assertThat(Numbers.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
  }

  @Test
  void whatTookLessThanAMinuteIsToldPrecisely() {
    assertThat(Numbers.elapsed(Duration.ofMillis(350))).isEqualTo("350 ms");
    assertThat(Numbers.elapsed(Duration.ofMillis(1_449))).isEqualTo("1.4 s");
    assertThat(Numbers.elapsed(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
  }

  @Test
  void theTimeOfDayNamesItsZone() {
    assertThat(Numbers.clock(Instant.parse("2026-01-05T20:54:28.999Z"))).isEqualTo("20:54:28 UTC");
  }
}
