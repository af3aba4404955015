package net.jumptotech.orders.logging;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.jumptotech.orders.runtime.LogFields;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/**
 * Where every line goes: what {@link StartLog} keeps back does not get through, of what {@link
 * RepeatLimit} takes for the same, one a second does, and {@link LogEncoder} writes it. Any thread.
 */
public final class LogAppender extends ConsoleAppender<ILoggingEvent> {

  /** A line that is held back is told after two seconds at the latest. */
  private static final long LOOK_MS = 1_000;

  private final RepeatLimit limit = new RepeatLimit(System::nanoTime);
  private final AtomicBoolean looks = new AtomicBoolean();

  /** From now on every line has this format; until then what {@code logback.xml} says. */
  public static void use(LogFormat format) {
    ofThisProcess(appender -> appender.setFormat(format));
  }

  /** Before this process ends: writes how often what was held back came. */
  public static void tellRest() {
    ofThisProcess(appender -> appender.limit.rest().forEach(appender::write));
  }

  private static void ofThisProcess(Consumer<LogAppender> action) {
    ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
    if (loggers instanceof LoggerContext context) {
      Iterator<Appender<ILoggingEvent>> appenders =
          context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
      while (appenders.hasNext()) {
        if (appenders.next() instanceof LogAppender ours) {
          action.accept(ours);
        }
      }
    }
  }

  private void setFormat(LogFormat format) {
    Encoder<ILoggingEvent> encoder = getEncoder();
    if (encoder instanceof LogEncoder ours) {
      ours.use(format);
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    String trace = CurrentTrace.id();
    if (!trace.isEmpty() && event instanceof LoggingEvent own) {
      own.addKeyValuePair(new KeyValuePair(LogFields.TRACE_ID, trace));
    }
    for (ILoggingEvent passed : StartLog.pass(event)) {
      limit.pass(passed).ifPresentOrElse(this::write, this::lookLater);
    }
  }

  private void write(ILoggingEvent event) {
    super.append(event);
  }

  private void lookLater() {
    if (!looks.getAndSet(true)) {
      getContext()
          .getScheduledExecutorService() // of daemons
          .schedule(this::look, LOOK_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    limit.due().forEach(this::write);
    looks.set(false);
    if (limit.isHolding()) {
      lookLater();
    }
  }

  @Override
  public void stop() {
    if (isStarted()) {
      limit.rest().forEach(this::write);
    }
    super.stop();
  }
}
