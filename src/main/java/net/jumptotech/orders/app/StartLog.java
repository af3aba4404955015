package net.jumptotech.orders.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps back, until this process has started, what Kafka, Hazelcast and Vert.x say of a slow start:
 * that a heartbeat came late, that a member does not answer yet, where a thread was for a second.
 * They put it right by themselves. Where they do not, the start ends with an error of ours, and
 * what was kept is written before it. Whoever sets {@code KAFKA_LOG_LEVEL} or {@code
 * CLUSTER_LOG_LEVEL} sees all of it at once.
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
  private static boolean started = true;

  /** From now on, until it has started. */
  static void keepBack() {
    synchronized (EVENTS) {
      started =
          System.getenv("KAFKA_LOG_LEVEL") != null || System.getenv("CLUSTER_LOG_LEVEL") != null;
    }
  }

  /** From now on everything is written as it comes. */
  static void started() {
    synchronized (EVENTS) {
      started = true;
      EVENTS.clear();
    }
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    synchronized (EVENTS) {
      if (started) {
        return FilterReply.NEUTRAL;
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
