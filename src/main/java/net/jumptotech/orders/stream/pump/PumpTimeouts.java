package net.jumptotech.orders.stream.pump;

import java.time.Duration;

/**
 * How long a pump waits before it does, or says, something.
 *
 * @param revoked for records in flight in a partition that is being taken away; the others of the
 *     group wait as long
 * @param newSession before beginning again from the log
 * @param fenced the same, once another producer had our transactional id: if that is a process of
 *     the same name which is alive, we would fence each other in turns and get nowhere
 * @param refused the same, once Kafka said that it will not have us
 * @param stuck until a record at work makes the health DEGRADED
 * @param silent until no answer from Kafka does
 * @param leftOver without a partition, until it is said that the group has more members than there
 *     are partitions
 * @param noticed once all that waited is read, how long it is still said that offsets were moved
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
