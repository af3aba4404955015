package net.jumptotech.orders.stream.settled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SettledOrdersTest {

  private static final Duration HORIZON = Duration.ofDays(7);

  private final SettledOrders settled = new SettledOrders(HORIZON, 0);

  @Test
  void anOrderIsKnownForAtLeastTheHorizonAndForgottenAfterTwice() {
    add("early", Duration.ZERO);
    add("late", Duration.ofDays(6));

    add("a week on", Duration.ofDays(7));
    add("a day later", Duration.ofDays(8));
    assertThat(knows("early")).isTrue();
    assertThat(knows("late")).isTrue();

    add("two weeks on", Duration.ofDays(14));
    assertThat(knows("early")).isFalse();
    assertThat(knows("late")).isFalse();
    assertThat(knows("a week on")).isTrue();
    assertThat(knows("two weeks on")).isTrue();
  }

  @Test
  void memoryStaysBoundedHoweverLongAPartitionIsHeld() {
    long most = 0;
    for (int day = 0; day < 200; day++) {
      for (int i = 0; i < 1_000; i++) {
        add(Integer.toString(day * 1_000 + i), Duration.ofDays(day));
      }
      most = Math.max(most, settled.size());
    }
    assertThat(most).isLessThanOrEqualTo(14_000);
    assertThat(settled.bytes()).isLessThan(14_000 * 32);
  }

  @Test
  void whatIsStillKnownFromBeforeTheHorizonIsCountedToo() {
    for (int i = 1; i <= 1_000; i++) {
      add(Integer.toString(i), Duration.ZERO);
    }
    long full = settled.bytes();
    assertThat(full).isGreaterThan(7 * 1_000);

    add("next", HORIZON);

    assertThat(settled.size()).isEqualTo(1_001);
    assertThat(settled.bytes()).isBetween(full + 7, full + 1_000);
  }

  @Test
  void onTheRealClockAnOrderIsKnownOnceItIsAdded() {
    SettledOrders now = new SettledOrders(HORIZON);
    byte[] id = "1".getBytes(UTF_8);
    now.add(id);
    now.add("2".getBytes(UTF_8));
    assertThat(now.contains(id)).isTrue();
  }

  private void add(String id, Duration at) {
    settled.add(id.getBytes(UTF_8), at.toNanos());
  }

  private boolean knows(String id) {
    return settled.contains(id.getBytes(UTF_8));
  }
}
