package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import org.junit.jupiter.api.Test;

class LetterRateTest {

  private long seconds;
  private final LetterRate rate = new LetterRate(() -> TimeUnit.SECONDS.toNanos(seconds));

  @Test
  void thoseThatWereThereWhenItBeganAreNotNew() {
    assertThat(rate.inTheLastMinute()).isZero();
    at(0, 5_000);
    assertThat(rate.inTheLastMinute()).isZero();
    at(2, 5_003);
    assertThat(rate.inTheLastMinute()).isEqualTo(3);
  }

  @Test
  void whatIsOlderThanAMinuteNoLongerCounts() {
    for (int second = 0; second <= 120; second += 2) {
      at(second, second < 30 ? 10L * second : 300);
    }
    assertThat(rate.inTheLastMinute()).isZero();
    at(122, 307);
    assertThat(rate.inTheLastMinute()).isEqualTo(7);
    seconds = 200;
    assertThat(rate.inTheLastMinute()).as("Kafka has not said for a minute").isZero();
  }

  @Test
  void fewerThanBeforeAreNone() {
    at(0, 300);
    at(2, 100);
    assertThat(rate.inTheLastMinute()).isZero();
  }

  private void at(int second, long count) {
    seconds = second;
    rate.add(new DeadLetterCount(count, true));
  }
}
