package net.jumptotech.orders.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Holds back, until this process has started, what Kafka, Hazelcast and Vert.x log during a slow
 * start: late heartbeats, members that do not answer yet, blocked threads. These problems usually
 * solve themselves. If not, the start ends with our own error, and what was held back is written
 * before it. {@code KAFKA_LOG_LEVEL} or {@code CLUSTER_LOG_LEVEL} shows everything at once.
 *
 * <p>Late heartbeats of the embedded broker are dropped for another minute: on a slow machine the
 * start continues after the banner. Other errors of Kafka are written from then on.
 */
public final class StartLog extends Filter<ILoggingEvent> {

  private static final List<String> KEPT =
      List.of(
          "kafka.",
          "org.apache.kafka.",
          "com.hazelcast.",
          "io.vertx.core.impl.VertxImpl",
          "io.vertx.core.impl.BlockedThreadChecker",
          "io.vertx.core.internal.threadchecker.");
  private static final String OURS = "net.jumptotech.orders.";
  private static final int MOST_KEPT = 100;
  private static final Deque<String> EVENTS = new ArrayDeque<>();

  /** What the embedded broker logs on a machine that gives it too little CPU time. */
  private static final List<String> LATE =
      List.of(
          "processExpiredBrokerHeartbeat: controller event queue overloaded",
          "Unable to send a heartbeat because the RPC got timed out");

  private static final long SETTLING_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static boolean started = true;
  private static long settledNanos = System.nanoTime();

  /** Holds log lines back until the process has started. */
  public static void keepBack() {
    synchronized (EVENTS) {
      started =
          System.getenv("KAFKA_LOG_LEVEL") != null || System.getenv("CLUSTER_LOG_LEVEL") != null;
    }
  }

  /** From now on writes everything as it comes, except late heartbeats. */
  static void started() {
    started(System.nanoTime());
  }

  static void started(long nowNanos) {
    synchronized (EVENTS) {
      settledNanos = started ? nowNanos : nowNanos + SETTLING_NANOS;
      started = true;
      EVENTS.clear();
    }
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    synchronized (EVENTS) {
      if (started) {
        return isLate(event) ? FilterReply.DENY : FilterReply.NEUTRAL;
      }
      if (KEPT.stream().anyMatch(event.getLoggerName()::startsWith)) {
        keep(event);
        return FilterReply.DENY;
      }
      if (event.getLevel() == Level.ERROR && event.getLoggerName().startsWith(OURS)) {
        EVENTS.forEach(System.err::println);
        EVENTS.clear();
      }
      return FilterReply.NEUTRAL;
    }
  }

  private static boolean isLate(ILoggingEvent event) {
    return System.nanoTime() - settledNanos < 0
        && LATE.stream().anyMatch(event.getFormattedMessage()::contains);
  }

  private static void keep(ILoggingEvent event) {
    if (EVENTS.size() == MOST_KEPT) {
      EVENTS.removeFirst();
    }
    String logger = event.getLoggerName();
    EVENTS.add(
        "%s %s: %s%s"
            .formatted(
                event.getLevel(),
                logger.substring(logger.lastIndexOf('.') + 1),
                event.getFormattedMessage(),
                event.getThrowableProxy() == null
                    ? ""
                    : " (%s: %s)"
                        .formatted(
                            event.getThrowableProxy().getClassName(),
                            event.getThrowableProxy().getMessage())));
  }
}
