package net.jumptotech.orders;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a logger says until this is closed, kept from the test's own output. */
public final class LogCapture implements AutoCloseable {

  private final Logger logger;
  private final Level before;
  private final List<Appender<ILoggingEvent>> own = new ArrayList<>(); // the root's: the console
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  /** Of {@code logger} and those below it, from {@code level} on. */
  public LogCapture(String logger, Level level) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    this.before = this.logger.getLevel();
    this.logger.iteratorForAppenders().forEachRemaining(own::add);
    own.forEach(this.logger::detachAppender);
    logged.start();
    this.logger.addAppender(logged);
    this.logger.setLevel(level);
    this.logger.setAdditive(false);
  }

  /** The messages so far. */
  public List<String> lines() {
    return List.copyOf(logged.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Those of the loggers that spoke which also speak, from this level on, in the product. */
  public List<String> shipped(Level from) throws JoranException {
    LoggerContext context = product();
    return List.copyOf(logged.list).stream()
        .map(ILoggingEvent::getLoggerName)
        .distinct()
        .filter(it -> context.getLogger(it).isEnabledFor(from))
        .toList();
  }

  /** What of it is written in the product, with its level and its logger. */
  public List<String> shipped() throws JoranException {
    LoggerContext context = product();
    return List.copyOf(logged.list).stream()
        .filter(it -> context.getLogger(it.getLoggerName()).isEnabledFor(it.getLevel()))
        .map(
            it ->
                "%s %s: %s".formatted(it.getLevel(), it.getLoggerName(), it.getFormattedMessage()))
        .toList();
  }

  private static LoggerContext product() throws JoranException {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(LogCapture.class.getResource("/logback.xml"));
    return context;
  }

  @Override
  public void close() {
    logger.detachAppender(logged);
    own.forEach(logger::addAppender);
    logger.setLevel(before);
    logger.setAdditive(true);
  }
}
