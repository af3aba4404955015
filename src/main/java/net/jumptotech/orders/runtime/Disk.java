package net.jumptotech.orders.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room there is on the disk of a directory, in words. Asking it may block. */
public final class Disk {

  /** Below it, readers and broker still work, and somebody should make room. */
  static final long NEARLY_FULL = 256L << 20;

  /** What a broker needs to open its logs, their indexes and the store, with nothing to spare. */
  static final long LEAST_FOR_A_BROKER = 32L << 20;

  private Disk() {}

  /** DEGRADED while little is left; UP where it cannot be asked. */
  public static Health health(Path directory) {
    try {
      long free = free(directory);
      return free < NEARLY_FULL
          ? Health.degraded(
              "the disk of %s is nearly full (%s free): free some space before everything here stops"
                  .formatted(directory, megabytes(free)))
          : Health.UP;
    } catch (IOException unknown) {
      return Health.UP;
    }
  }

  public static boolean isFullForABroker(Path directory) {
    try {
      return free(directory) < LEAST_FOR_A_BROKER;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** The sentence for a person, where something failed because it is full. */
  public static String full(Path directory) {
    return "the disk of %s is full (%s free, the broker alone needs %s to start): free some space"
        .formatted(directory, free(directory, "little"), megabytes(LEAST_FOR_A_BROKER));
  }

  private static String free(Path directory, String unknown) {
    try {
      return megabytes(free(directory));
    } catch (IOException gone) {
      return unknown;
    }
  }

  private static long free(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private static String megabytes(long bytes) {
    return (bytes >> 20) + " MB";
  }
}
