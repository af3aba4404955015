package net.jumptotech.orders.stream.pump;

import static net.jumptotech.orders.stream.pump.PartitionHistory.ALWAYS;
import static net.jumptotech.orders.stream.pump.PartitionHistory.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartitionHistoryTest {

  private static final Instant NOW = Instant.parse("2026-11-30T00:00:00Z");
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final long FIRST = NOW.toEpochMilli() - 30 * DAY;

  /** Each partition takes a hundred records a day. */
  private static final PartitionHistory.Written BUSY =
      (count, until) ->
          until == ALWAYS
              ? 0
              : count * 100L * ((until == NEVER ? NOW.toEpochMilli() : until) - FIRST) / DAY;

  @Test
  void partitionsThatBeganLongAfterTheOthersWereAdded() {
    long added = FIRST + 10 * DAY;
    List<Growth.Former> once = List.of(new Growth.Former(3, Instant.ofEpochMilli(added)));
    assertThat(former(BUSY, FIRST, FIRST + 9, FIRST + 5, added + 7, added, added + 80))
        .isEqualTo(once);
    assertThat(former(BUSY, ALWAYS, ALWAYS, ALWAYS, added, added + 2, added + 1))
        .as("what was there before is deleted in part")
        .isEqualTo(once);
    assertThat(former(BUSY, FIRST, FIRST, NEVER, NEVER))
        .as("nothing was written to them yet")
        .containsExactly(new Growth.Former(2, NOW));
    assertThat(former(BUSY, FIRST, added, added, added + DAY, added + DAY, added + DAY))
        .extracting(Growth.Former::partitions)
        .containsExactly(3, 1);
  }

  @Test
  void theProofIsTenMinutesAndFourteenRecordsForEachPartition() {
    long ten = Growth.SENDERS_HEAR.toMillis();
    PartitionHistory.Written enough = (count, until) -> until == FIRST ? 0 : 42;
    assertThat(former(enough, FIRST, FIRST, FIRST + ten + 1)).hasSize(1);
    assertThat(former(enough, FIRST, FIRST, FIRST + ten)).as("not longer").isEmpty();
  }

  @Test
  void withoutProofNoFormerNumberIsTakenForGranted() {
    assertThat(former(BUSY, FIRST, FIRST + 90, FIRST + 3, FIRST + 40)).as("at once").isEmpty();
    assertThat(former((count, until) -> until == FIRST ? 0 : 41, FIRST, FIRST, FIRST + DAY))
        .as("few records pass a partition by chance")
        .isEmpty();
    assertThat(former(BUSY, FIRST, FIRST, FIRST, ALWAYS)).as("deleted records").isEmpty();
    assertThat(former(BUSY, NEVER, NEVER, NEVER)).as("an empty topic").isEmpty();
    assertThat(former(BUSY, FIRST)).isEmpty();
    assertThat(former((count, until) -> until == FIRST ? 0 : 500, FIRST, FIRST + 60_000))
        .as("a sender that begins with one partition")
        .isEmpty();
  }

  private static List<Growth.Former> former(PartitionHistory.Written written, long... began) {
    return PartitionHistory.of(began, written, NOW);
  }
}
