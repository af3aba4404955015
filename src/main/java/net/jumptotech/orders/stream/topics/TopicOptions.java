package net.jumptotech.orders.stream.topics;

import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.stream.pump.PumpOptions;

/**
 * The requirements for our topics.
 *
 * @param partitions of topics that are created
 * @param replication of topics that are created, empty for the cluster's default
 * @param horizon how far back settled orders are recognised: outcomes are kept for twice that
 * @param embedded whether the broker is the embedded one, which shares its heap with readers
 * @param instances the largest number of instances of a reader in this process
 */
public record TopicOptions(
    int partitions, OptionalInt replication, Duration horizon, boolean embedded, int instances) {

  public TopicOptions {
    Objects.requireNonNull(replication, "replication");
    Objects.requireNonNull(horizon, "horizon");
    if (partitions < 1 || instances < 1) {
      throw new IllegalArgumentException(
          "expected at least one partition and one instance, was %d and %d"
              .formatted(partitions, instances));
    }
  }

  /**
   * Reads from the section {@code kafka} how topics are created, and notes mistakes in it.
   *
   * @param embedded whether the broker is one of this process
   */
  public static TopicOptions from(Settings kafka, boolean embedded) {
    return new TopicOptions(
        kafka.integer("partitions", 3, 1, 10_000),
        replication(kafka, embedded),
        PumpOptions.DEFAULT_HORIZON,
        embedded,
        1);
  }

  /** The same options, with the requirements of these readers. */
  public TopicOptions forReaders(Duration longestHorizon, int mostInstances) {
    return new TopicOptions(partitions, replication, longestHorizon, embedded, mostInstances);
  }

  private static OptionalInt replication(Settings kafka, boolean embedded) {
    int replication = kafka.integer("replication", 0, 1, 100);
    if (embedded && replication > 1) {
      kafka.mistake("replication", "must be 0 or 1 with the embedded broker, was " + replication);
    }
    return replication == 0 ? OptionalInt.empty() : OptionalInt.of(replication);
  }

  TopicOptions onEmbedded() {
    return new TopicOptions(partitions, replication, horizon, true, instances);
  }

  /** For one instance and the default horizon. */
  public static TopicOptions of(int partitions) {
    return new TopicOptions(partitions, OptionalInt.empty(), PumpOptions.DEFAULT_HORIZON, false, 1);
  }
}
