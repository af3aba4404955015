package net.jumptotech.orders.stream.pump;

import java.time.Duration;

/**
 * How long a pump waits before it acts or reports something.
 *
 * @param revoked for records in flight in a partition that is being taken away; the other members
 *     wait as long
 * @param newSession before it starts over from the log
 * @param fenced the same, after another producer took our transactional id: if that is a living
 *     process with the same name, both would fence each other in turns and make no progress
 * @param refused the same, after Kafka has refused us
 * @param stuck until a record in progress makes the health DEGRADED
 * @param silent until a missing answer from Kafka does
 * @param leftOver without a partition, until it reports that the group has more members than
 *     partitions
 * @param noticed how long moved offsets are still reported once all that waited is read
 */
record PumpTimeouts(
    Duration revoked,
    Duration newSession,
    Duration fenced,
    Duration refused,
    Duration stuck,
    Duration silent,
    Duration leftOver,
    Duration noticed) {

  static final PumpTimeouts STANDARD =
      new PumpTimeouts(
          Duration.ofMillis(300),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofMinutes(5));
}
