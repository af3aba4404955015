package net.jumptotech.orders.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/** How a line of the log is written. */
public enum LogFormat {
  /** For people; a stack trace takes lines of its own. */
  TEXT(TextLine::write),
  /** {@code key=value} pairs, one line an event. */
  LOGFMT(LogfmtLine::write),
  /** JSON with the field names of the Elastic Common Schema, one line an event. */
  ECS(EcsLine::write);

  private final BiConsumer<StringBuilder, ILoggingEvent> line;

  LogFormat(BiConsumer<StringBuilder, ILoggingEvent> line) {
    this.line = line;
  }

  /**
   * @throws IllegalArgumentException for any other name
   */
  public static LogFormat parse(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException("expected text, logfmt or ecs, was \"" + name + "\""));
  }

  static Optional<LogFormat> find(String name) {
    return Arrays.stream(values()).filter(format -> format.toString().equals(name)).findAny();
  }

  void write(StringBuilder out, ILoggingEvent event) {
    line.accept(out, event);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
