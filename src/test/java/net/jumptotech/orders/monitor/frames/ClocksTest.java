package net.jumptotech.orders.monitor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClocksTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");

  private final Clocks clocks = new Clocks();

  @Test
  void aClockFiveSecondsAheadOrBehindIsNamedTheWorstOfThem() {
    hear("a", 4_900, 12);
    assertThat(clocks.worst()).isEmpty();
    hear("b", 5_000, 11);
    assertThat(clocks.worst()).as("that may be chance").isEmpty();
    hear("b", 5_000, 1);
    assertThat(clocks.worst()).contains(new Clocks.Difference("b", Duration.ofSeconds(5)));
    hear("c", -75_000, 12);
    assertThat(clocks.worst()).contains(new Clocks.Difference("c", Duration.ofSeconds(-75)));
    clocks.forget("c");
    assertThat(clocks.worst()).map(Clocks.Difference::process).contains("b");
  }

  @Test
  void framesThatWereLongOnTheirWayAreNoClockThatIsBehind() {
    hear("a", -30_000, 11); // we stood still
    hear("a", -2, 1);
    assertThat(clocks.worst()).isEmpty();
  }

  private void hear(String process, long aheadMs, int frames) {
    for (int i = 0; i < frames; i++) {
      clocks.hear(process, NOW.plusMillis(aheadMs), NOW);
    }
  }
}
