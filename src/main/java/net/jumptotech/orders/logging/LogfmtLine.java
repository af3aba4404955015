package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import java.util.Set;

/** {@code time=… level=WARN logger=Pump msg="…" place=orders-2@1500}; values as Go quotes them. */
final class LogfmtLine {

  private static final Set<String> OURS =
      Set.of("time", "level", "logger", "msg", "error_type", "error", "stack_trace");

  private LogfmtLine() {}

  static void write(StringBuilder out, ILoggingEvent event) {
    out.append("time=").append(LogEvents.time(event));
    out.append(" level=").append(event.getLevel());
    pair(out, "logger", event.getLoggerName(), Escape.FIELD_BYTES);
    pair(out, "msg", LogEvents.message(event), Escape.MESSAGE_BYTES);
    LogEvents.named(event)
        .forEach(
            (name, value) ->
                pair(out, OURS.contains(name) ? "_" + name : name, value, Escape.FIELD_BYTES));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      pair(out, "error_type", thrown.getClassName(), Escape.FIELD_BYTES);
      pair(out, "error", LogEvents.message(thrown), Escape.FIELD_BYTES);
      pair(out, "stack_trace", LogEvents.trace(thrown), Escape.TRACE_BYTES);
    }
  }

  private static void pair(StringBuilder out, String name, String value, int mostBytes) {
    out.append(' ').append(name).append('=');
    int begin = out.length();
    Escape.QUOTED.write(out, value, mostBytes);
    if (out.length() == begin || needsQuotes(out, begin)) {
      out.insert(begin, '"').append('"');
    }
  }

  private static boolean needsQuotes(StringBuilder out, int begin) {
    for (int at = begin; at < out.length(); at++) {
      char one = out.charAt(at);
      if (one <= ' ' || one == '"' || one == '=' || one == '\\' || one > '~') {
        return true;
      }
    }
    return false;
  }
}
