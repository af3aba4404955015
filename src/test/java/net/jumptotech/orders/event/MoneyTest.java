package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Currency;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @CsvSource({"1299, USD, 12.99", "1299, JPY, 1299", "1299, KWD, 1.299", "0, EUR, 0.00"})
  void minorUnitsAreThoseOfTheCurrency(long minorUnits, String code, BigDecimal amount) {
    Currency currency = Money.currency(code);
    assertThat(new Money(minorUnits, currency).amount()).isEqualTo(amount);
    assertThat(Money.of(amount, currency)).isEqualTo(new Money(minorUnits, currency));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "12.50 | 12.50",
        "$12.50 | 12.50",
        "12,50 | 12.50",
        "12,5 EUR | 12.5",
        "1,250.00 | 1250.00",
        "$1,439.63 | 1439.63",
        "1.234.567,89 € | 1234567.89",
        "1,234,567 | 1234567",
        "EUR 7 | 7",
        "11112222333344445555666677778888 | 11112222333344445555666677778888",
        "111122223333444455556666777788889 | ''",
        "1,250 | ''",
        "-5,00 | ''",
        "12.50.1 | ''",
        "007 | ''",
        "twelve | ''",
        "'' | ''"
      })
  void whatPeopleMeanByAnAmountIsSuggestedWhereItIsCertain(String written, String meant) {
    assertThat(Money.meantBy(written)).isEqualTo(meant);
  }

  @Test
  void theLargestAmountIsTheLastOneThatFits() {
    Currency usd = Money.currency("USD");
    assertThat(Money.of(new BigDecimal("99999999999.99"), usd).minorUnits())
        .isEqualTo(Money.MAX_MINOR_UNITS);
    assertThatThrownBy(() -> Money.of(new BigDecimal("99999999999.991"), usd))
        .hasMessageStartingWith("expected at most 99999999999.99");
    assertThatThrownBy(() -> new Money(Money.MAX_MINOR_UNITS + 1, usd))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Money(-1, usd)).hasMessageEndingWith("was -1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "US", "XAU", "xau", "XXX", "EURO", "ABC"})
  void aCurrencyIsAnIsoCodeWithMinorUnits(String code) {
    assertThatThrownBy(() -> Money.currency(code))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a")
        .hasMessageEndingWith("was \"" + code + "\"");
  }

  @ParameterizedTest
  @CsvSource({"usd, USD", "' USD', USD", "jpy, JPY"})
  void aCurrencyThatIsMeantIsNamed(String code, String meant) {
    assertThatThrownBy(() -> Money.currency(code))
        .hasMessage("expected an ISO 4217 currency, was \"%s\", did you mean %s?", code, meant);
  }

  @Test
  void itReadsAsCurrencyAndAmount() {
    assertThat(Money.of(new BigDecimal("12.5"), Money.currency("USD"))).hasToString("USD 12.50");
  }
}
