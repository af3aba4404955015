package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;

/** {@code 2026-11-30T10:52:25.120Z WARN Pump: message}, and a stack trace below it. */
final class TextLine {

  private static final int LEVEL_WIDTH = 5;

  private TextLine() {}

  static void write(StringBuilder out, ILoggingEvent event) {
    String level = event.getLevel().toString();
    String logger = event.getLoggerName();
    out.append(LogEvents.time(event))
        .append(' ')
        .append(level)
        .append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length())))
        .append(' ')
        .append(logger, logger.lastIndexOf('.') + 1, logger.length())
        .append(": ");
    Escape.PLAIN.write(out, LogEvents.message(event).stripTrailing(), Escape.MESSAGE_BYTES);
    if (event.getThrowableProxy() != null) {
      out.append('\n');
      Escape.PLAIN.write(out, LogEvents.trace(event.getThrowableProxy()), Escape.TRACE_BYTES);
    }
  }
}
