package net.jumptotech.orders.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class StartLogTest {

  private static final String LATE =
      "[QuorumController id=1] processExpiredBrokerHeartbeat: controller event queue overloaded."
          + " Timed out heartbeat from broker 1.";

  @AfterEach
  void asItWas() {
    StartLog.started(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
  }

  @Test
  void aLateHeartbeatIsKeptBackUntilAMinuteAfterTheStartAndARealFaultOnlyUntilTheStart() {
    StartLog.keepBack();
    assertThat(kafkaSays(LATE, null)).isEmpty();
    assertThat(kafkaSays("the disk is full", null)).isEmpty();
    StartLog.started();
    assertThat(kafkaSays(LATE, null)).isEmpty();
    assertThat(kafkaSays("the disk is full", null)).containsExactly("the disk is full");
    StartLog.keepBack();
    StartLog.started(System.nanoTime() - TimeUnit.MINUTES.toNanos(2));
    assertThat(kafkaSays(LATE, null)).containsExactly(LATE);
  }

  @Test
  void whatWasKeptBackIsWrittenBeforeTheErrorThatEndsTheStart() {
    StartLog.keepBack();
    assertThat(kafkaSays("late", new IllegalStateException("slow"))).isEmpty();

    List<ILoggingEvent> passed =
        StartLog.pass(event("net.jumptotech.orders.cli.Main", "failed", null));

    assertThat(passed)
        .extracting(ILoggingEvent::getFormattedMessage)
        .containsExactly("late (java.lang.IllegalStateException: slow)", "failed");
    assertThat(passed).extracting(ILoggingEvent::getThrowableProxy).containsOnlyNulls();
  }

  private static List<String> kafkaSays(String message, Throwable thrown) {
    return StartLog.pass(
            event("org.apache.kafka.controller.ReplicationControlManager", message, thrown))
        .stream()
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  private static LoggingEvent event(String logger, String message, Throwable thrown) {
    return new LoggingEvent(
        "here", (Logger) LoggerFactory.getLogger(logger), Level.ERROR, message, thrown, null);
  }
}
