package net.jumptotech.orders.app;

import java.nio.file.Path;
import java.util.Optional;
import net.jumptotech.orders.runtime.Disk;
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

  /**
   * @param failed what needs the directory
   * @return present if it failed because the directory's disk is full
   */
  static Optional<StartFailure> ofDisk(Path directory, Throwable failed) {
    String reason = reason(failed);
    return reason.contains("No space left on device") || reason.contains("its disk is full")
        ? Optional.of(new StartFailure(Disk.full(directory)))
        : Optional.empty();
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
