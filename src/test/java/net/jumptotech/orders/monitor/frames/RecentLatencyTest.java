package net.jumptotech.orders.monitor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RecentLatencyTest {

  private final RecentLatency recent = new RecentLatency();

  @Test
  void whatEndedWithinTenSecondsStaysInSightThoughNothingEndsSince() {
    add(0, 1_000, 1_000, 90_000);
    for (int ms = 250; ms <= 10_000; ms += 250) {
      add(ms);
      assertThat(recent.all().getTotalCount()).isEqualTo(3);
    }
    assertThat(recent.all().getValueAtPercentile(50)).isBetween(1_000L, 1_010L);
    assertThat(recent.all().getValueAtPercentile(99)).isBetween(90_000L, 90_900L);
  }

  @Test
  void whatEndedElevenSecondsAgoIsForgotten() {
    add(0, 90_000);
    add(5_000, 7);
    add(11_000);
    assertThat(recent.all().getTotalCount()).isEqualTo(1);
    assertThat(recent.all().getValueAtPercentile(99)).isEqualTo(7);
    add(60_000);
    assertThat(recent.all().getTotalCount()).isZero();
    assertThat(recent.all().getValueAtPercentile(50)).isZero();
  }

  private void add(long ms, long... micros) {
    Histogram times = new Histogram(2);
    for (long each : micros) {
      times.recordValue(each);
    }
    recent.add(times, Duration.ofMillis(ms).toNanos());
  }
}
