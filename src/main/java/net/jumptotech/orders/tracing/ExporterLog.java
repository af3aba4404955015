package net.jumptotech.orders.tracing;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * What OpenTelemetry says, in our log: each of its classes once a minute at most, and without stack
 * traces. A collector that does not answer would be several lines a second.
 */
final class ExporterLog extends SLF4JBridgeHandler {

  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  // java.util.logging forgets a logger, and what was set there, once nobody holds it
  private final Logger logger = Logger.getLogger("io.opentelemetry");
  private final LongSupplier nanos;
  private final Map<String, Long> last = new HashMap<>();

  /**
   * @param nanos a clock that only goes forward
   */
  ExporterLog(LongSupplier nanos) {
    this.nanos = nanos;
    logger.setUseParentHandlers(false);
    logger.setLevel(Level.WARNING);
    logger.addHandler(this);
  }

  @Override
  public void publish(LogRecord line) {
    if (line == null || !isDue(String.valueOf(line.getLoggerName()))) {
      return;
    }
    Throwable thrown = line.getThrown();
    if (thrown != null) {
      line.setMessage(line.getMessage() + " (" + thrown + ")");
      line.setThrown(null);
    }
    line.setLevel(Level.WARNING); // spans that are lost lose no order
    super.publish(line);
  }

  private synchronized boolean isDue(String name) {
    long now = nanos.getAsLong();
    Long before = last.get(name);
    if (before != null && now - before < MINUTE_NANOS) {
      return false;
    }
    last.put(name, now);
    return true;
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
