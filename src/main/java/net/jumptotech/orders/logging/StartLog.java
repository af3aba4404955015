package net.jumptotech.orders.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
public final class StartLog {

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
  private static final Deque<ILoggingEvent> EVENTS = new ArrayDeque<>();

  /** What the embedded broker logs on a machine that gives it too little CPU time. */
  private static final List<String> LATE =
      List.of(
          "processExpiredBrokerHeartbeat: controller event queue overloaded",
          "Unable to send a heartbeat because the RPC got timed out");

  private static final long SETTLING_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static boolean started = true;
  private static long settledNanos = System.nanoTime();

  private StartLog() {}

  /** Holds log lines back until the process has started. */
  public static void keepBack() {
    synchronized (EVENTS) {
      started =
          System.getenv("KAFKA_LOG_LEVEL") != null || System.getenv("CLUSTER_LOG_LEVEL") != null;
    }
  }

  /** From now on writes everything as it comes, except late heartbeats. */
  public static void started() {
    started(System.nanoTime());
  }

  static void started(long nowNanos) {
    synchronized (EVENTS) {
      settledNanos = started ? nowNanos : nowNanos + SETTLING_NANOS;
      started = true;
      EVENTS.clear();
    }
  }

  /** What to write now, in this order: nothing, the event, or what was kept back before it too. */
  static List<ILoggingEvent> pass(ILoggingEvent event) {
    synchronized (EVENTS) {
      if (started) {
        return isLate(event) ? List.of() : List.of(event);
      }
      if (KEPT.stream().anyMatch(event.getLoggerName()::startsWith)) {
        keep(event);
        return List.of();
      }
      if (event.getLevel() != Level.ERROR || !event.getLoggerName().startsWith(OURS)) {
        return List.of(event);
      }
      List<ILoggingEvent> all = new ArrayList<>(EVENTS);
      all.add(event);
      EVENTS.clear();
      return all;
    }
  }

  private static boolean isLate(ILoggingEvent event) {
    return System.nanoTime() - settledNanos < 0
        && LATE.stream().anyMatch(event.getFormattedMessage()::contains);
  }

  /** Without its stack trace: a slow start has hundreds of them. */
  private static void keep(ILoggingEvent event) {
    if (EVENTS.size() == MOST_KEPT) {
      EVENTS.removeFirst();
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    EVENTS.add(
        LogEvents.brief(
            thrown == null
                ? LogEvents.message(event)
                : "%s (%s: %s)"
                    .formatted(
                        LogEvents.message(event), thrown.getClassName(), thrown.getMessage()),
            event));
  }
}
