package net.jumptotech.orders.producer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PacerTest {

  private static final long MS = 1_000_000;

  private long now = -5_000 * MS; // nanoTime may be anything

  @Test
  void overASecondExactlyTheRateIsDue() {
    assertThat(taken(new Pacer(OptionalInt.of(333), now), 100, 10)).isBetween(332, 333);
    assertThat(taken(new Pacer(OptionalInt.of(50_000), now), 100, 10)).isBetween(49_999, 50_000);
  }

  @Test
  void aSlowRateGivesOneAtATime() {
    assertThat(taken(new Pacer(OptionalInt.of(1), now), 500, 10)).isBetween(4, 5);
  }

  @Test
  void aShortPauseIsCaughtUpWithAndALongOneOnlyInPart() {
    Pacer pacer = new Pacer(OptionalInt.of(1_000), now);
    now += 200 * MS;
    assertThat(pacer.due(now)).isEqualTo(200);
    pacer.took(200);
    now += 60_000 * MS;
    assertThat(pacer.due(now)).isEqualTo(250);
  }

  @Test
  void whatWasNotTakenStaysDue() {
    Pacer pacer = new Pacer(OptionalInt.of(1_000), now);
    now += 100 * MS;
    assertThat(pacer.due(now)).isEqualTo(100);
    pacer.took(40);
    assertThat(pacer.due(now)).isEqualTo(60);
  }

  @Test
  void withoutARateEverythingIsDue() {
    Pacer pacer = new Pacer(OptionalInt.empty(), now);
    pacer.took(1_000_000);
    assertThat(pacer.due(now)).isEqualTo(Integer.MAX_VALUE);
  }

  private int taken(Pacer pacer, int ticks, long everyMs) {
    int all = 0;
    for (int i = 0; i < ticks; i++) {
      now += everyMs * MS;
      int due = pacer.due(now);
      pacer.took(due);
      all += due;
    }
    return all;
  }
}
