package net.jumptotech.orders.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/**
 * Measures how late a timer fires on its event loop. What blocks the loop makes the timer late.
 * Deploy one instance for each event loop.
 */
public final class EventLoopLag extends VerticleBase {

  private static final long INTERVAL_MS = 100;
  private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(INTERVAL_MS);

  private final Timer lag;

  public EventLoopLag(MeterRegistry registry) {
    lag =
        Timer.builder("orders.event.loop.lag")
            .description("How late a timer fires on an event loop")
            .register(registry);
  }

  @Override
  public Future<?> start() {
    measure();
    return Future.succeededFuture();
  }

  private void measure() {
    long due = System.nanoTime() + INTERVAL;
    vertx.setTimer(
        INTERVAL_MS,
        fired -> {
          lag.record(Math.max(0, System.nanoTime() - due), TimeUnit.NANOSECONDS);
          measure();
        });
  }
}
