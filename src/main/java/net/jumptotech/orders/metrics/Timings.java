package net.jumptotech.orders.metrics;

import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How long a kind of thing takes, as a histogram from 1 ms to 1 minute. Safe for use by several
 * threads; recording takes well under a microsecond.
 */
public final class Timings {

  /** Nothing is measured. */
  public static final Timings NONE = new Timings(Optional.empty());

  private static final Duration[] BOUNDS =
      Stream.of(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Optional<Timer> timer;

  private Timings(Optional<Timer> timer) {
    this.timer = timer;
  }

  /**
   * The same each time for the same name and labels.
   *
   * @param metrics empty if nothing is measured
   * @param name with dots: {@code orders.turn} is {@code orders_turn_seconds} for Prometheus
   * @param labels names and values in turn
   */
  public static Timings of(
      Optional<ProcessMetrics> metrics, String name, String help, String... labels) {
    return metrics
        .map(
            it ->
                new Timings(
                    Optional.of(
                        Timer.builder(name)
                            .description(help)
                            .tags(labels)
                            .serviceLevelObjectives(BOUNDS)
                            .register(it.registry()))))
        .orElse(NONE);
  }

  /**
   * @param began as {@link System#nanoTime} told it
   */
  public void recordSince(long began) {
    timer.ifPresent(it -> it.record(System.nanoTime() - began, TimeUnit.NANOSECONDS));
  }
}
