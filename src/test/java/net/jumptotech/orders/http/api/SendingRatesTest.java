package net.jumptotech.orders.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SendingRatesTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // it may overflow
  private final SendingRates rates =
      new SendingRates(new SendingRates.Limits(100, 1_000), now::get);

  private void pass(long millis) {
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Test
  void whoSendsMoreThanTheRateWaitsUntilItIsPaidFor() {
    rates.check("a");
    rates.sent("a", 100, 0); // the burst
    rates.check("a");
    rates.sent("a", 50, 0);
    assertThatThrownBy(() -> rates.check("a"))
        .hasMessage(
            "This sender may send 100 orders a second (http.orders-per-second). Nothing was sent;"
                + " try again later.");
    assertThat(rates.waitMillis("a")).isBetween(500L, 501L);
    assertThatCode(() -> rates.check("b")).as("the others go on").doesNotThrowAnyException();
    pass(501);
    rates.check("a");
  }

  @Test
  void aRequestOfAnySizePassesIfNothingIsOwed() {
    rates.sent("a", 1, 60_000);
    assertThatThrownBy(() -> rates.check("a")).hasMessageContaining("http.bytes-per-second");
    pass(58_000);
    assertThat(rates.waitMillis("a")).isBetween(1_000L, 1_001L);
    pass(1_001);
    rates.check("a");
  }

  @Test
  void inTheLongRunOnlyTheRatePasses() {
    long sent = 0;
    for (int tick = 0; tick < 10_000; tick++) { // 10 s
      if (rates.waitMillis("a") == 0) {
        rates.sent("a", 7, 0);
        sent += 7;
      }
      pass(1);
    }
    assertThat(sent).isBetween(1_000L, 1_000L + 100 + 7);
  }

  @Test
  void manyCallersAreForgottenOnceTheyHavePaid() {
    for (int i = 0; i < 25_000; i++) {
      rates.sent("address " + i, 1, 1);
      pass(1);
    }
    assertThat(rates.remembered()).isLessThanOrEqualTo(10_001);
  }

  @Test
  void withoutLimitsNothingIsCounted() {
    SendingRates none = new SendingRates(SendingRates.Limits.NONE, now::get);
    none.sent("a", 1_000_000, 1_000_000_000);
    none.check("a");
    assertThat(none.remembered()).isZero();
  }
}
