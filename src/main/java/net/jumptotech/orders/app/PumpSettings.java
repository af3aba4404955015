package net.jumptotech.orders.app;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.stream.pump.PumpOptions;

/**
 * The settings of a reader.
 *
 * @param instances verticle instances in this process; each owns its share of the partitions
 */
record PumpSettings(
    int instances, int inFlight, Duration commitInterval, Duration drain, Duration horizon) {

  private static final int MOST_INSTANCES = 256;

  /** More than the other readers: the larger a batch of the store, the less each record costs. */
  private static final int STORE_IN_FLIGHT = 16_384;

  private static final int MOST_IN_FLIGHT = 1_000_000;

  /** Settings of a reader that settles orders, so it must know which ones are settled. */
  static PumpSettings settling(Settings section) {
    return read(
        section,
        PumpOptions.DEFAULT_IN_FLIGHT,
        section.duration(
            "horizon", PumpOptions.DEFAULT_HORIZON, Duration.ofMinutes(1), Duration.ofDays(3_650)));
  }

  /** Settings of a reader that may read everything again. */
  static PumpSettings repeating(Settings section) {
    return read(section, STORE_IN_FLIGHT, PumpOptions.DEFAULT_HORIZON);
  }

  private static PumpSettings read(Settings section, int inFlight, Duration horizon) {
    return new PumpSettings(
        section.integer("instances", 1, 1, MOST_INSTANCES),
        section.integer("in-flight", inFlight, 1, MOST_IN_FLIGHT),
        section
            .renamed("window", "commit-interval")
            .duration(
                "commit-interval",
                PumpOptions.DEFAULT_COMMIT_INTERVAL,
                Duration.ofMillis(1),
                Duration.ofSeconds(5)),
        section.duration("drain", PumpOptions.DEFAULT_DRAIN, Duration.ZERO, Duration.ofSeconds(5)),
        horizon);
  }

  PumpOptions options(
      String group, int instance, List<String> inputs, Optional<String> settledIn, Topics topics) {
    return new PumpOptions(
        group,
        instance,
        inputs,
        List.of(topics.replays()),
        settledIn,
        topics.deadLetters(),
        inFlight,
        commitInterval,
        drain,
        horizon);
  }
}
