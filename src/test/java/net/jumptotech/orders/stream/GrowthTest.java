package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class GrowthTest {

  private static final Instant AT = Instant.parse("2026-11-30T00:00:00Z");
  private static final Instant BEFORE = AT.minusSeconds(1);
  private static final Instant SOON = AT.plus(Duration.ofMinutes(5));
  private static final Instant LATER = AT.plus(Duration.ofHours(1));

  @Test
  void aKeyBelongsWhereKafkasDefaultPartitionerPutsIt() {
    Growth always = new Growth(3, 3, AT);
    for (int i = 0; i < 50; i++) {
      byte[] key = ("dp-" + i).getBytes(UTF_8);
      int right = Growth.partitionOf(key, 3);
      assertThat(always.allows(key, right, LATER, false)).isTrue();
      assertThat(always.allows(key, (right + 1) % 3, LATER, false)).isFalse();
      assertThat(always.allows(key, (right + 2) % 3, LATER, false)).isFalse();
    }
  }

  @Test
  void whatWasThereBeforeAnybodyCountedIsBelieved() {
    byte[] key = "dp-1".getBytes(UTF_8);
    int wrong = (Growth.partitionOf(key, 3) + 1) % 3;
    for (Growth unknown : new Growth[] {new Growth(3, 3, AT), new Growth(3, 0, AT)}) {
      assertThat(unknown.allows(key, wrong, BEFORE, true)).isTrue();
      assertThat(unknown.allows(key, wrong, LATER, true)).isFalse();
      // a sender says what time it is, and says 1970
      assertThat(unknown.allows(key, wrong, BEFORE, false)).isFalse();
    }
  }

  @Test
  void theFormerNumberHoldsUntilSendersHaveHeardOfTheNewOne() {
    Growth grown = new Growth(5, 2, AT);
    byte[] key = keyThatMoves();
    int former = Growth.partitionOf(key, 2);
    assertThat(grown.allows(key, former, BEFORE, true)).isTrue();
    assertThat(grown.allows(key, former, SOON, false)).isTrue();
    assertThat(grown.allows(key, former, LATER, false)).isFalse();
    assertThat(grown.allows(key, Growth.partitionOf(key, 5), BEFORE, true)).isTrue();
    assertThat(grown.allows(key, 3, BEFORE, true)).isFalse();
  }

  /** To one of the added partitions. */
  private static byte[] keyThatMoves() {
    for (int i = 0; ; i++) {
      byte[] key = ("k" + i).getBytes(UTF_8);
      if (Growth.partitionOf(key, 5) == 4) {
        return key;
      }
    }
  }
}
