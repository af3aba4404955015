package net.jumptotech.orders.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class PaceTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void thePaceIsThatBetweenTheFirstProgressAndTheLast() {
    Pace pace = Pace.begin(0, 0);
    pace.reached(0, 5 * SECOND, SECOND);
    pace.reached(100, 10 * SECOND, 2 * SECOND);
    pace.reached(100, 11 * SECOND, 3 * SECOND);
    pace.reached(1_100, 12 * SECOND, 4 * SECOND);
    pace.reached(1_100, 60 * SECOND, 5 * SECOND); // no progress any more
    assertThat(pace.count()).isEqualTo(1_100);
    assertThat(pace.perSecond()).isEqualTo(500);
    assertThat(pace.processorMicros()).isEqualTo(2_000);
  }

  @Test
  void ifAllWasDoneInOneStepItCountsFromTheBeginning() {
    Pace pace = Pace.begin(SECOND, 0);
    pace.reached(1_000, 3 * SECOND, SECOND);
    assertThat(pace.perSecond()).isEqualTo(500);
    assertThat(pace.processorMicros()).isEqualTo(1_000);
  }

  @Test
  void nothingHasNoPace() {
    Pace pace = Pace.begin(0, 0);
    assertThat(pace.runningNanos()).isZero();
    assertThatThrownBy(pace::perSecond).isInstanceOf(IllegalStateException.class);
  }
}
