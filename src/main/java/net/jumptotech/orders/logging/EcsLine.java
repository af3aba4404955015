package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import net.jumptotech.orders.runtime.LogFields;

/**
 * One JSON object with the names of the Elastic Common Schema, in the order that its logging
 * specification asks for. All values are text.
 *
 * @see <a href="https://github.com/elastic/ecs-logging/blob/main/spec/spec.json">ecs-logging</a>
 */
final class EcsLine {

  private static final String VERSION = "8.11.0";

  private EcsLine() {}

  static void write(StringBuilder out, ILoggingEvent event) {
    out.append("{\"@timestamp\":\"").append(LogEvents.time(event));
    out.append("\",\"log.level\":\"").append(event.getLevel()).append('"');
    pair(out, "message", LogEvents.message(event), Escape.MESSAGE_BYTES);
    pair(out, "ecs.version", VERSION, Escape.FIELD_BYTES);
    pair(out, "log.logger", event.getLoggerName(), Escape.FIELD_BYTES);
    pair(out, "process.thread.name", event.getThreadName(), Escape.FIELD_BYTES);
    LogEvents.named(event)
        .forEach((name, value) -> pair(out, name(name), value, Escape.FIELD_BYTES));
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      pair(out, "error.type", thrown.getClassName(), Escape.FIELD_BYTES);
      pair(out, "error.message", LogEvents.message(thrown), Escape.FIELD_BYTES);
      pair(out, "error.stack_trace", LogEvents.trace(thrown), Escape.TRACE_BYTES);
    }
    out.append('}');
  }

  private static String name(String name) {
    return switch (name) {
      case LogFields.TRACE_ID -> "trace.id";
      case LogFields.PATH -> "url.path";
      default -> "labels." + name;
    };
  }

  private static void pair(StringBuilder out, String name, String value, int mostBytes) {
    out.append(",\"").append(name).append("\":\"");
    Escape.QUOTED.write(out, String.valueOf(value), mostBytes);
    out.append('"');
  }
}
