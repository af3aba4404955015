package net.jumptotech.orders.producer;

import java.time.Duration;

/**
 * How long a producer waits before it does something.
 *
 * @param flush at a stop, for what is in flight, and for its source and its writer to close
 * @param refused before what Kafka did not take is sent again; doubles with each refusal
 * @param longestRefused the most that it grows to
 * @param reserveAgain before order ids that could not be reserved are asked for again
 * @param look before it looks again what is in a directory
 * @param unchanged before it takes a file there for complete
 */
record ProducerTimeouts(
    Duration flush,
    Duration refused,
    Duration longestRefused,
    Duration reserveAgain,
    Duration look,
    Duration unchanged) {

  static final ProducerTimeouts STANDARD =
      new ProducerTimeouts(
          Duration.ofSeconds(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5));
}
