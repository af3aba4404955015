package net.jumptotech.orders.producer.directory;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import net.jumptotech.orders.runtime.Failure;

/** A file could not be read, written or moved, for a reason that is not in its content. */
public final class DiskFailure extends IOException {

  private static final long serialVersionUID = 1L;

  public DiskFailure(String message, IOException cause) {
    super(message, cause);
  }

  /** Whether the content of a file has nothing to do with it: then the file stays where it is. */
  public static boolean isBehind(Throwable failed) {
    return failed instanceof Error
        || Failure.causes(failed).anyMatch(DiskFailure.class::isInstance)
        || Failure.describeRoot(failed).contains("No space left on device"); // of a temporary file
  }

  /** In words, without the name of the file. */
  public static String reason(IOException failed) {
    if (failed instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failed instanceof NoSuchFileException) {
      return "no such file";
    }
    return failed instanceof FileSystemException known && known.getReason() != null
        ? known.getReason()
        : String.valueOf(failed.getMessage());
  }
}
