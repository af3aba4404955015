package net.jumptotech.orders.runtime;

import java.nio.file.Path;
import java.util.Optional;

/** Why the program cannot start, in one line that says what to do about it. */
public final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StartFailure(String message) {
    super(message, null, false, false);
  }

  /**
   * @param failed the step that needs the directory
   * @return present if it failed because the directory's disk is full
   */
  public static Optional<StartFailure> ofDisk(Path directory, Throwable failed) {
    String reason = Failure.describeRoot(failed);
    return reason.contains("No space left on device") || reason.contains("its disk is full")
        ? Optional.of(new StartFailure(Disk.full(directory)))
        : Optional.empty();
  }
}
