package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * @param group the consumer group
 * @param instance distinguishes the pumps of one group in one process
 * @param inputs topics to read
 * @param sideInputs topics whose partitions belong to the owner of the partition with the same
 *     number of the first input: records of one order come in one line of work from all of them
 * @param settledIn topic whose keys are the settled orders: an order found there is not processed
 *     again. It has at least as many partitions as the one input, and the pump writes each outcome
 *     to the partition with the input's number
 * @param deadLetters topic for what cannot be processed
 * @param inFlight the most records in work at the same time. Limits the rate: {@code inFlight /
 *     time to process}. Finished records that wait for an earlier one are limited by their memory
 * @param commitInterval how often finished records are committed; earlier once there are {@code
 *     inFlight} of them
 * @param drain how long {@code stop} waits for records in flight
 * @param horizon how far back {@code settledIn} is read
 */
public record PumpOptions(
    String group,
    int instance,
    List<String> inputs,
    List<String> sideInputs,
    Optional<String> settledIn,
    String deadLetters,
    int inFlight,
    Duration commitInterval,
    Duration drain,
    Duration horizon) {

  public static final int DEFAULT_IN_FLIGHT = 4_096;
  public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(50);
  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(2);
  public static final Duration DEFAULT_HORIZON = Duration.ofDays(7);

  private static final int MOST_POLL_RECORDS = 2_000;

  public PumpOptions {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(deadLetters, "deadLetters");
    inputs = List.copyOf(inputs);
    sideInputs = List.copyOf(sideInputs);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a pump needs a topic to read");
    }
    if (settledIn.isPresent() && inputs.size() > 1) {
      throw new IllegalArgumentException(
          "settled orders can be kept by partition for one input only, not for " + inputs);
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException("in-flight must be at least 1, was " + inFlight);
    }
    if (commitInterval.toMillis() < 1) {
      throw new IllegalArgumentException(
          "commit-interval must be at least 1ms, was " + commitInterval);
    }
    if (drain.isNegative()) {
      throw new IllegalArgumentException("drain must not be negative, was " + drain);
    }
    if (horizon.isNegative()) {
      throw new IllegalArgumentException("horizon must not be negative, was " + horizon);
    }
  }

  /** Without side inputs. */
  public PumpOptions(
      String group,
      int instance,
      List<String> inputs,
      Optional<String> settledIn,
      String deadLetters,
      int inFlight,
      Duration commitInterval,
      Duration drain,
      Duration horizon) {
    this(
        group,
        instance,
        inputs,
        List.of(),
        settledIn,
        deadLetters,
        inFlight,
        commitInterval,
        drain,
        horizon);
  }

  /** The most records that one poll may return; as long as there is no room for them, none is. */
  int pollRecords() {
    return Math.max(1, Math.min(MOST_POLL_RECORDS, inFlight / 8));
  }

  String name() {
    return group + "-" + instance;
  }
}
