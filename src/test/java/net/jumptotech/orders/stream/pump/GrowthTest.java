package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jumptotech.orders.stream.OrderRecords;
import org.junit.jupiter.api.Test;

final class GrowthTest {

  private static final Instant AT = Instant.parse("2026-11-30T00:00:00Z");
  private static final Instant BEFORE = AT.minusSeconds(1);
  private static final Instant SOON = AT.plus(Duration.ofMinutes(5));
  private static final Instant LATER = AT.plus(Duration.ofHours(1));

  private static final Growth ALWAYS = new Growth(3, List.of(), true, AT);
  private static final Growth UNKNOWN = new Growth(3, List.of(), false, AT);
  private static final Growth GROWN = new Growth(2, List.of(), true, BEFORE).to(5, AT);

  @Test
  void aKeyBelongsWhereKafkasDefaultPartitionerPutsIt() {
    for (int i = 0; i < 50; i++) {
      byte[] key = ("dp-" + i).getBytes(UTF_8);
      int right = OrderRecords.partitionOf(key, 3);
      assertThat(ALWAYS.allows(key, right, LATER, false)).isTrue();
      assertThat(ALWAYS.allows(key, (right + 1) % 3, LATER, false)).isFalse();
      assertThat(ALWAYS.allows(key, (right + 2) % 3, LATER, false)).isFalse();
    }
  }

  @Test
  void whatWasThereBeforeAnybodyCountedIsBelievedOnlyWhereNothingIsLostByIt() {
    byte[] key = "dp-1".getBytes(UTF_8);
    int wrong = (OrderRecords.partitionOf(key, 3) + 1) % 3;
    for (Growth first : List.of(ALWAYS, UNKNOWN)) {
      assertThat(first.allows(key, wrong, BEFORE, false)).isFalse();
      assertThat(first.allows(key, wrong, BEFORE, true)).isTrue();
      assertThat(first.allows(key, wrong, LATER, true)).isFalse();
    }
  }

  @Test
  void theFormerNumberHoldsUntilSendersHaveHeardOfTheNewOne() {
    byte[] key = keyThatMoves();
    int former = OrderRecords.partitionOf(key, 2);
    assertThat(GROWN.allows(key, former, BEFORE, false)).isTrue();
    assertThat(GROWN.allows(key, former, SOON, false)).isTrue();
    assertThat(GROWN.allows(key, former, LATER, false)).isFalse();
    assertThat(GROWN.allows(key, OrderRecords.partitionOf(key, 5), BEFORE, false)).isTrue();
    assertThat(GROWN.allows(key, 3, BEFORE, true)).isFalse();
  }

  @Test
  void fourFormerNumbersAreKeptAndReadBack() {
    Growth grown = ALWAYS;
    for (int i = 1; i <= 5; i++) {
      grown = grown.to(3 << i, AT.plus(Duration.ofDays(i)));
      assertThat(Growth.of(grown.kept())).contains(grown);
    }
    assertThat(grown.former()).extracting(Growth.Former::partitions).containsExactly(48, 24, 12, 6);
    assertThat(Growth.of(UNKNOWN.kept())).contains(UNKNOWN);
    assertThat(Growth.of(ALWAYS.kept())).contains(ALWAYS);
    Growth unknownBefore = UNKNOWN.to(6, AT);
    assertThat(Growth.of(unknownBefore.kept())).contains(unknownBefore);
    assertThat(unknownBefore.known()).isFalse();
    assertThat(grown.to(2, LATER))
        .as("another topic")
        .isEqualTo(new Growth(2, List.of(), false, LATER));
  }

  @Test
  void onlyWhereEveryFormerNumberDividesItWhatComesToAFormerPartitionHasAlwaysComeThere() {
    Growth twice = ALWAYS.to(6, AT).to(12, LATER);
    assertThat(twice.alwaysCameTo(2)).isTrue();
    assertThat(twice.alwaysCameTo(3)).as("of three it came to 0").isFalse();
    assertThat(GROWN.alwaysCameTo(0)).isFalse();
    assertThat(UNKNOWN.to(6, AT).alwaysCameTo(0)).isFalse();
  }

  @Test
  void onlyATopicThatIsKnownToHaveHadOneNumberNeverChanged() {
    assertThat(ALWAYS.neverChanged()).isTrue();
    assertThat(UNKNOWN.neverChanged()).isFalse();
    assertThat(GROWN.neverChanged()).isFalse();
    assertThat(GROWN.to(1, LATER).neverChanged()).isFalse();
  }

  @Test
  void sendersMayUseTheFormerNumberForTenMinutesAndNoLonger() {
    byte[] key = keyThatMoves();
    int former = OrderRecords.partitionOf(key, 2);
    Instant end = AT.plus(Growth.SENDERS_HEAR);
    assertThat(GROWN.allows(key, former, end.minusNanos(1), false)).isTrue();
    assertThat(GROWN.allows(key, former, end, false)).isFalse();
  }

  /** To one of the added partitions. */
  private static byte[] keyThatMoves() {
    for (int i = 0; ; i++) {
      byte[] key = ("k" + i).getBytes(UTF_8);
      if (OrderRecords.partitionOf(key, 5) == 4) {
        return key;
      }
    }
  }
}
