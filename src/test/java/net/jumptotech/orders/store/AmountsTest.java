package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jumptotech.orders.event.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AmountsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0",
    "12.5, 125000, 125000",
    "0.00001, 1, 0",
    "0.00019, 2, 1",
    "-0.00001, -1, -1",
    "-5, -1, -1",
    "922337203685477.5806, 9223372036854775806, 9223372036854775806",
    "922337203685477.5807, 9223372036854775807, 9223372036854775807",
    "922337203685477.5808, 9223372036854775807, 9223372036854775807",
    "1e999999999, 9223372036854775807, 9223372036854775807"
  })
  void aBoundThatNoAmountCanHaveIsTakenToTheNextOneThatItMeans(
      BigDecimal bound, long atLeast, long atMost) {
    assertThat(Amounts.atLeast(bound)).isEqualTo(atLeast);
    assertThat(Amounts.atMost(bound)).isEqualTo(atMost);
  }

  @Test
  void amountsOfAllCurrenciesCompareAsTheirNumbersDo() {
    assertThat(Amounts.exact(Facts.money(1299, "USD"))).isEqualTo(129_900);
    assertThat(Amounts.exact(Facts.money(1299, "JPY"))).isEqualTo(12_990_000);
    assertThat(Amounts.exact(Facts.money(1299, "BHD"))).isEqualTo(12_990);
    assertThat(Amounts.exact(Facts.money(Money.MAX_MINOR_UNITS, "JPY")))
        .isEqualTo(Money.MAX_MINOR_UNITS * 10_000);
  }
}
