package net.jumptotech.orders.cli.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessorTimeTest {

  @Test
  void othersHaveWhatIsNeitherIdleNorOurs() {
    ProcessorTime before = ProcessorTime.of("cpu  100 0 0 900 0 0 0 0 0 0", List.of());
    ProcessorTime after =
        ProcessorTime.of(
            "cpu  160 10 20 970 20 5 5 10 0 0",
            List.of(process("java", 30, 10, 5, 5), process("a (b) c", 10, 0, 0, 0)));
    assertThat(after.all() - before.all()).isEqualTo(200);
    assertThat(after.own()).isEqualTo(60);
    // 60 + 10 + 20 + 10 stolen by the hypervisor, less 60 of ours
    assertThat(after.othersSince(before)).isEqualTo(0.2);
  }

  @Test
  void ticksThatAreCountedLateMakeNoNegativeShare() {
    ProcessorTime before = ProcessorTime.of("cpu  100 0 0 900 0 0 0 0", List.of());
    ProcessorTime after =
        ProcessorTime.of("cpu  110 0 0 1000 0 0 0 0", List.of(process("java", 12, 0, 0, 0)));
    assertThat(after.othersSince(before)).isZero();
    assertThat(before.othersSince(before)).isZero();
  }

  private static String process(String name, int... times) {
    return "7 (%s) S 1 7 7 0 -1 4194560 1 2 3 4 %d %d %d %d 20 0 30 0 100 200 300"
        .formatted(name, times[0], times[1], times[2], times[3]);
  }
}
