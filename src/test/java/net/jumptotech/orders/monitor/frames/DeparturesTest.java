package net.jumptotech.orders.monitor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeparturesTest {

  private static final Instant STARTED = Instant.parse("2026-01-05T10:00:00Z");

  private final FrameFold fold = new FrameFold();

  @Test
  void anInstanceThatStopsInGoodOrderIsGoneAtOnceAndKeepsItsCounts() {
    hear("a", STARTED, 187_160, false, 0);
    hear("a", STARTED, 187_164, true, 250);
    assertThat(fold.instances(251)).isEmpty();
    assertThat(fold.departures().count("payment", Counts.PAID)).isEqualTo(187_164);
    assertThat(fold.departures().last("payment"))
        .contains(new Departures.Departure("a", STARTED.plusMillis(250), true));
    assertThat(fold.departures().countedSince("payment")).contains(STARTED);
  }

  @Test
  void anInstanceThatIsSilentForThreeSecondsDidNotStopInGoodOrder() {
    hear("a", STARTED, 7, false, 1_000);
    assertThat(fold.instances(3_999)).hasSize(1);
    assertThat(fold.departures().last("payment")).isEmpty();
    assertThat(fold.instances(4_000)).isEmpty();
    assertThat(fold.departures().last("payment"))
        .contains(new Departures.Departure("a", STARTED.plusMillis(1_000), false));
  }

  @Test
  void anInstanceThatWasOnlySilentIsNotCountedTwice() {
    hear("a", STARTED, 7, false, 0);
    fold.instances(5_000);
    hear("a", STARTED, 9, false, 5_250);
    assertThat(total(5_250)).isEqualTo(9);
    hear("b", STARTED, 1, false, 5_250);
    hear("b", STARTED, 1, true, 5_500);
    assertThat(total(5_500)).isEqualTo(10);
  }

  @Test
  void anInstanceThatBeginsAgainAddsToWhatItCountedBefore() {
    hear("a", STARTED, 700, false, 0);
    hear("a", STARTED.plusSeconds(1), 5, false, 1_000);
    assertThat(total(1_000)).isEqualTo(705);
  }

  @Test
  void aThousandRestartsAreStillCountedInFull() {
    for (int i = 0; i < 3_000; i++) {
      hear("a", STARTED.plusSeconds(i), 2, false, i * 1_000L);
    }
    assertThat(total(2_999_000)).isEqualTo(6_000);
  }

  private long total(long now) {
    return fold.instances(now).stream().mapToLong(it -> it.count(Counts.PAID)).sum()
        + fold.departures().count("payment", Counts.PAID);
  }

  private void hear(String process, Instant startedAt, long paid, boolean last, long now) {
    fold.hear(
        new RoleFrame(
            "payment",
            process,
            0,
            startedAt,
            STARTED.plusMillis(now),
            Map.of(Counts.PAID, paid),
            "UP",
            "",
            new JsonArray(),
            last ? new JsonObject().put(RoleFrame.STOPPED, true) : new JsonObject()),
        now);
  }
}
