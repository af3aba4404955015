package net.jumptotech.orders.app;

import net.jumptotech.orders.stream.KafkaUnusable;

/** Why the program cannot start, in a line that says what to do about it. */
final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message, null, false, false);
  }

  static StartFailure ofKafka(String bootstrapServers, Throwable failed) {
    return new StartFailure(
        failed instanceof KafkaUnusable known
            ? known.getMessage()
            : "Kafka at %s cannot be used (%s)".formatted(bootstrapServers, reason(failed)));
  }

  /** What is behind it all. */
  static String reason(Throwable failed) {
    Throwable root = failed;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
