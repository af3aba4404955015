package net.jumptotech.orders.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ScheduleTest {

  @Test
  void requestsAreSpreadEvenly() {
    Schedule schedule = new Schedule(400);
    assertThat(schedule.intendedNanos(0)).isZero();
    assertThat(schedule.intendedNanos(1)).isEqualTo(2_500_000);
    assertThat(schedule.intendedNanos(400)).isEqualTo(1_000_000_000);
  }

  @Test
  void aRateThatDividesNoSecondDoesNotDrift() {
    assertThat(new Schedule(3).intendedNanos(300_000)).isEqualTo(100_000_000_000_000L);
  }

  @Test
  void theTimeOrTheNumberLimitsThem() {
    assertThat(new Schedule(400).within(Duration.ofMillis(500), 1_000)).isEqualTo(200);
    assertThat(new Schedule(400).within(Duration.ofSeconds(5), 1_000)).isEqualTo(1_000);
    assertThat(new Schedule(0.01).within(Duration.ofSeconds(5), 1_000)).isEqualTo(1);
  }
}
