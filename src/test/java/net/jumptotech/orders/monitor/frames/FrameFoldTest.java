package net.jumptotech.orders.monitor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FrameFoldTest {

  private static final Instant STARTED = Instant.parse("2026-01-05T10:00:00Z");

  private final FrameFold fold = new FrameFold();

  @Test
  void thePageKnowsTheSameBounds() throws IOException {
    Path page = Path.of("src/main/webui");
    assertThat(Files.readString(page.resolve("live/live.ts")).replace("_", ""))
        .contains("const STALEMS = " + InstanceState.GONE_AFTER_MS + ";");
    assertThat(Files.readString(page.resolve("wire.ts")))
        .contains("export const FRAME_ORDERS = " + RoleFrame.MOST_NEWEST + ";");
  }

  @Test
  void theRateIsThatOfTheLastTwoSecondsByTheClockOfTheInstance() {
    for (int i = 0; i <= 20; i++) {
      // the frames arrive in a bunch, as after a pause of our own
      hear("fraud", "a", STARTED, 60_000 + i * 250L, i < 12 ? 0 : (i - 12) * 500L, 100);
    }
    assertThat(fold.instances(100).get(0).rate()).isEqualTo(2_000);
  }

  @Test
  void anInstanceFirstHeardLateDoesNotShowItsWholeLifeAsRate() {
    hear("fraud", "a", STARTED, 3_600_000, 5_000_000, 0);
    assertThat(fold.instances(0).get(0).rate()).isZero();
  }

  @Test
  void anInstanceThatStartedAgainCountsFromZeroAndNeverBackwards() {
    hear("fraud", "a", STARTED, 10_000, 1_000_000, 0);
    hear("fraud", "a", STARTED, 10_250, 1_000_500, 250);
    Instant again = STARTED.plusSeconds(20);
    hear("fraud", "a", again, 250, 100, 500);
    assertThat(fold.instances(500)).hasSize(1);
    assertThat(fold.instances(500).get(0).rate()).isEqualTo(400);
    hear("fraud", "a", again, 500, 50, 750); // even of a count that is wrong
    assertThat(fold.instances(750).get(0).rate()).isNotNegative();
  }

  @Test
  void whatAReaderOnlyHoldsIsNotDone() {
    hear(0, Map.of("received", 1_000L, "in_flight", 100L));
    hear(1_000, Map.of("received", 1_500L, "in_flight", 600L));
    assertThat(fold.instances(1_000).get(0).rate()).isZero();
    hear(2_000, Map.of("received", 1_500L, "in_flight", 400L));
    assertThat(fold.instances(2_000).get(0).rate()).isEqualTo(100);
  }

  @Test
  void anOvertakenFrameChangesNothing() {
    hear("fraud", "a", STARTED, 10_250, 500, 0);
    hear("fraud", "a", STARTED, 10_000, 400, 1);
    assertThat(fold.instances(1).get(0).count("received")).isEqualTo(500);
  }

  @Test
  void aProcessThatCameBackOnAMachineWhoseClockIsBehindIsHeardAgain() {
    hear("fraud", "a", STARTED, 10_000, 500, 0);
    Instant again = STARTED.minusSeconds(3_600);
    hear("fraud", "a", again, 250, 1, 1_000);
    assertThat(fold.instances(1_000).get(0).count("received")).isEqualTo(1);
  }

  @Test
  void whoIsSilentForThreeSecondsIsGone() {
    hear("fraud", "a", STARTED, 0, 1, 0);
    hear("fraud", "b", STARTED, 0, 1, 2_000);
    assertThat(fold.instances(2_999)).hasSize(2);
    assertThat(fold.instances(3_000)).extracting(it -> it.frame().process()).containsExactly("b");
    assertThat(fold.instances(5_000)).isEmpty();
  }

  @Test
  void troubleIsTimedFromTheLastFrameWithoutAndByAProcessFromItsStart() {
    hear(STARTED, "UP", 0);
    hear(STARTED, "UP", 1_000);
    hear(STARTED, "DEGRADED", 1_250);
    hear(STARTED, "DOWN", 3_000);
    assertThat(fold.instances(3_100).get(0).unwellMs()).isEqualTo(2_100);
    hear(STARTED, "UP", 3_250);
    assertThat(fold.instances(3_400).get(0).unwellMs()).isZero();
    hear(STARTED, "DEGRADED", 3_500);
    hear(STARTED.plusSeconds(60), "DEGRADED", 4_500);
    assertThat(fold.instances(5_000).get(0).unwellMs()).isEqualTo(500);
  }

  @Test
  void changesAreNewestFirstEachOnceAndToldOnce() {
    changed(1, STARTED, 0, 10);
    fold.changes(0);
    changed(3, STARTED, 250, 12, Map.of("order_id", 1, "v", 1), Map.of("order_id", 2));
    changed(4, STARTED, 500, 13, Map.of("order_id", 1, "v", 2));
    FrameFold.Changes changes = fold.changes(4);
    assertThat(changes.orders())
        .containsExactly(Map.of("order_id", 1, "v", 2), Map.of("order_id", 2));
    assertThat(changes.changed()).isEqualTo(3);
    assertThat(fold.changes(5).orders()).isEmpty();
    assertThat(fold.changes(5).changed()).isZero();
  }

  @Test
  void theNewestOfManyChangesAreShownAndAllAreCounted() {
    changed(0, STARTED, 0, 0);
    for (int i = 1; i <= 100; i++) {
      changed(i, STARTED, i, 50L * i, Map.of("order_id", i));
    }
    FrameFold.Changes changes = fold.changes(100);
    assertThat(changes.orders()).hasSize(RoleFrame.MOST_NEWEST);
    assertThat(changes.orders().get(0)).containsEntry("order_id", 100);
    assertThat(changes.orders().get(RoleFrame.MOST_NEWEST - 1))
        .containsEntry("order_id", 101 - RoleFrame.MOST_NEWEST);
    assertThat(changes.changed()).isEqualTo(5_000);
  }

  @Test
  void aRestartOfAnalyticsIsCountedFromZero() {
    changed(0, STARTED, 0, 100);
    changed(1, STARTED.plusSeconds(9), 250, 7);
    assertThat(fold.changes(1).changed()).isEqualTo(7);
  }

  private void hear(long now, Map<String, Long> counts) {
    Instant at = STARTED.plusMillis(10_000 + now);
    fold.hear(
        new RoleFrame("analytics", "a", 0, STARTED, at, counts, "UP", "", new JsonArray()), now);
  }

  private void hear(
      String role, String process, Instant startedAt, long atMs, long received, long now) {
    fold.hear(
        new RoleFrame(
            role,
            process,
            0,
            startedAt,
            startedAt.plusMillis(atMs),
            Map.of("received", received),
            "UP",
            "",
            new JsonArray()),
        now);
  }

  private void hear(Instant startedAt, String health, long now) {
    Instant at = STARTED.plusMillis(now);
    fold.hear(
        new RoleFrame("payment", "a", 0, startedAt, at, Map.of(), health, "", new JsonArray()),
        now);
  }

  private void changed(long now, Instant startedAt, long atMs, long stored, Object... newest) {
    fold.hear(
        new RoleFrame(
            "analytics",
            "a",
            0,
            startedAt,
            startedAt.plusMillis(atMs),
            Map.of("stored", stored),
            "UP",
            "",
            new JsonArray(List.of(newest))),
        now);
  }
}
