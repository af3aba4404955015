package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class StartLogTest {

  private static final String LATE =
      "[QuorumController id=1] processExpiredBrokerHeartbeat: controller event queue overloaded."
          + " Timed out heartbeat from broker 1.";

  private final StartLog filter = new StartLog();

  @AfterEach
  void asItWas() {
    StartLog.started(System.nanoTime() - TimeUnit.HOURS.toNanos(1));
  }

  @Test
  void aLateHeartbeatIsKeptBackUntilAMinuteAfterTheStartAndARealFaultOnlyUntilTheStart() {
    StartLog.keepBack();
    assertThat(kafkaSays(LATE)).isEqualTo(FilterReply.DENY);
    assertThat(kafkaSays("the disk is full")).isEqualTo(FilterReply.DENY);
    StartLog.started();
    assertThat(kafkaSays(LATE)).isEqualTo(FilterReply.DENY);
    assertThat(kafkaSays("the disk is full")).isEqualTo(FilterReply.NEUTRAL);
    StartLog.keepBack();
    StartLog.started(System.nanoTime() - TimeUnit.MINUTES.toNanos(2));
    assertThat(kafkaSays(LATE)).isEqualTo(FilterReply.NEUTRAL);
  }

  private FilterReply kafkaSays(String message) {
    Logger logger =
        (Logger) LoggerFactory.getLogger("org.apache.kafka.controller.ReplicationControlManager");
    return filter.decide(new LoggingEvent("here", logger, Level.ERROR, message, null, null));
  }
}
