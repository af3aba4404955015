package net.jumptotech.orders.stream.pump;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:42:18Z");

  @Test
  void letsMoreRecordsArriveAfterAFewLiveOnes() {
    assertThat(Duration.ofNanos(Session.gatherNanos(1, NOW.minusMillis(300), NOW)))
        .isEqualTo(Duration.ofMillis(25));
  }

  @Test
  void aFullPollIsFollowedByTheNext() {
    assertThat(Session.gatherNanos(500, NOW, NOW)).isZero();
  }

  @Test
  void aBacklogIsReadWithoutPauses() {
    assertThat(Session.gatherNanos(1, NOW.minusSeconds(5), NOW)).isZero();
  }
}
