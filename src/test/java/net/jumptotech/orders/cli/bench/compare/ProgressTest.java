package net.jumptotech.orders.cli.bench.compare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long seconds = 100;

  @Test
  void onATerminalOneLineChanges() {
    try (Progress progress = progress(true)) {
      progress.step("fraud, round 1 of 3", Duration.ZERO, "");
      progress.step(
          "fraud, round 2 of 3",
          Duration.ofSeconds(70),
          "500,000 orders from a backlog that is very long to read");
      seconds += 9;
      progress.tick();
      progress.say(List.of("done"));
      progress.tick();
    }
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "\r"
                + "\033[K… fraud, round 1 of 3\r"
                + "\033[K… fraud, round 2 of 3, about 1 min 10 s left: 500,000 orders from a"
                + " backlog tha\r"
                + "\033[K… fraud, round 2 of 3, about 1 min 1 s left: 500,000 orders from a backlog"
                + " that\r"
                + "\033[Kdone"
                + System.lineSeparator());
  }

  @Test
  void elsewhereItIsALineNowAndThen() {
    try (Progress progress = progress(false)) {
      progress.step("fraud, round 1 of 3", Duration.ZERO, "");
      for (int i = 0; i < 30; i++) {
        seconds++;
        progress.tick();
      }
      progress.step("fraud, round 2 of 3", Duration.ofSeconds(70), "");
    }
    assertThat(out.toString(UTF_8).lines())
        .containsExactly("… fraud, round 1 of 3", "… fraud, round 1 of 3");
  }

  private Progress progress(boolean isTerminal) {
    return new Progress(
        new PrintStream(out, true, UTF_8), isTerminal, () -> seconds * 1_000_000_000L);
  }
}
