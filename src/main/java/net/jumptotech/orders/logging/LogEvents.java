package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** What the formats need of an event. */
final class LogEvents {

  private static final int LONGEST_NAME = 40;
  private static final int LONGEST_CAUSE = 500;
  private static final int MOST_CALLS = 20;
  private static final int MOST_CAUSES = 10;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
          .withZone(ZoneId.systemDefault());

  private LogEvents() {}

  /** Date, time and zone. */
  static String time(ILoggingEvent event) {
    return TIME.format(event.getInstant());
  }

  static List<KeyValuePair> fields(ILoggingEvent event) {
    List<KeyValuePair> fields = event.getKeyValuePairs();
    return fields == null ? List.of() : fields;
  }

  /** Fields by names that need no quotes in any format; of two with one name the first. */
  static Map<String, String> named(ILoggingEvent event) {
    Map<String, String> named = new LinkedHashMap<>();
    for (KeyValuePair field : fields(event)) {
      named.putIfAbsent(name(field.key), String.valueOf(field.value));
    }
    return named;
  }

  private static String name(String key) {
    String name = key.length() > LONGEST_NAME ? key.substring(0, LONGEST_NAME) : key;
    return name.isEmpty() ? "_" : name.replaceAll("[^A-Za-z0-9_.]", "_");
  }

  static String message(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return message == null ? "null" : message;
  }

  static String message(IThrowableProxy thrown) {
    return thrown.getMessage() == null ? "" : thrown.getMessage();
  }

  /** An exception and its causes, twenty calls of each, so that the last cause is there too. */
  static String trace(IThrowableProxy thrown) {
    StringBuilder out = new StringBuilder();
    appendTrace(out, thrown, 0);
    return out.toString();
  }

  private static void appendTrace(StringBuilder out, IThrowableProxy thrown, int depth) {
    String message = thrown.getMessage();
    out.append(thrown.getClassName());
    if (message != null) {
      out.append(": ").append(message, 0, Math.min(LONGEST_CAUSE, message.length()));
    }
    StackTraceElementProxy[] calls = thrown.getStackTraceElementProxyArray();
    int own = calls.length - thrown.getCommonFrames();
    for (int i = 0; i < Math.min(own, MOST_CALLS); i++) {
      out.append("\n\tat ").append(calls[i].getStackTraceElement());
    }
    if (calls.length > Math.min(own, MOST_CALLS)) {
      out.append("\n\t... ").append(calls.length - Math.min(own, MOST_CALLS)).append(" more");
    }
    if (depth == MOST_CAUSES) {
      return;
    }
    for (IThrowableProxy suppressed : thrown.getSuppressed()) {
      appendTrace(out.append("\nSuppressed: "), suppressed, MOST_CAUSES);
    }
    if (thrown.getCause() != null) {
      appendTrace(out.append("\nCaused by: "), thrown.getCause(), depth + 1);
    }
  }

  /** The same event for later, without its arguments and what no format would write of it. */
  static LoggingEvent kept(ILoggingEvent event) {
    String message = message(event);
    return saying(
        message.length() <= Escape.MESSAGE_BYTES
            ? message
            : message.substring(0, Escape.MESSAGE_BYTES),
        event);
  }

  /** The same event, which says something else, on any thread. */
  static LoggingEvent saying(String message, ILoggingEvent event) {
    LoggingEvent other = brief(message, event);
    if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
      other.setThrowableProxy(thrown);
    }
    return other;
  }

  /** The same without its exception. */
  static LoggingEvent brief(String message, ILoggingEvent event) {
    LoggingEvent other = new LoggingEvent();
    other.setLoggerName(event.getLoggerName());
    other.setLevel(event.getLevel());
    other.setThreadName(event.getThreadName());
    other.setInstant(event.getInstant());
    other.setMessage(message);
    other.setMDCPropertyMap(Map.of()); // or it asks for a context that it does not have
    fields(event).forEach(other::addKeyValuePair);
    return other;
  }
}
