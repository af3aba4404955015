package net.jumptotech.orders.stream;

import java.time.Duration;

/**
 * How long a pump waits before it does, or says, something.
 *
 * @param revoked for records in flight in a partition that is being taken away; the others of the
 *     group wait as long
 * @param newSession before beginning again from the log
 * @param stuck until a record at work makes the health DEGRADED
 * @param silent until no answer from Kafka does
 */
record Patience(Duration revoked, Duration newSession, Duration stuck, Duration silent) {

  static final Patience STANDARD =
      new Patience(
          Duration.ofMillis(300),
          Duration.ofMillis(500),
          Duration.ofSeconds(60),
          Duration.ofSeconds(15));
}
