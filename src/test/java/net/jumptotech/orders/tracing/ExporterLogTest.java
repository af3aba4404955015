package net.jumptotech.orders.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import net.jumptotech.orders.LogCapture;
import org.junit.jupiter.api.Test;

class ExporterLogTest {

  @Test
  void eachClassIsHeardOnceAMinuteAndWithoutAStackTrace() {
    AtomicLong now = new AtomicLong();
    ExporterLog log = new ExporterLog(now::get);
    Logger exporter = Logger.getLogger("io.opentelemetry.test.Exporter");
    Logger queue = Logger.getLogger("io.opentelemetry.test.Queue");
    try (LogCapture captured = new LogCapture("io.opentelemetry.test", Level.DEBUG)) {
      for (int second = 0; second < 120; second++) {
        exporter.log(
            java.util.logging.Level.SEVERE, "no answer", new IllegalStateException("refused"));
        queue.warning("dropped " + second);
        queue.info("never");
        now.addAndGet(Duration.ofSeconds(1).toNanos());
      }
      assertThat(captured.lines())
          .containsExactly(
              "no answer (java.lang.IllegalStateException: refused)",
              "dropped 0",
              "no answer (java.lang.IllegalStateException: refused)",
              "dropped 60");
    } finally {
      log.close();
    }
  }
}
