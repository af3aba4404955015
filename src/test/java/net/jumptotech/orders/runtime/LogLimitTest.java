package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {

  private final AtomicLong now = new AtomicLong(7);
  private final LogLimit limit = new LogLimit(Duration.ofNanos(100), now::get);

  @Test
  void onlyTheFirstIsDueUntilTheTimeIsOver() {
    assertThat(limit.isDue()).isTrue();
    now.set(106);
    assertThat(limit.isDue()).isFalse();
    assertThat(limit.isDue()).isFalse();
    now.set(107);
    assertThat(limit.isDue()).isTrue();
    assertThat(limit.heldBack()).isEqualTo(2);
    assertThat(limit.heldBack()).isZero();
  }
}
