package net.jumptotech.orders.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much space is left on the disk of a directory, in words. These calls may block. */
public final class Disk {

  /** Below this, readers and broker still work, but somebody should make room. */
  static final long NEARLY_FULL = 256L << 20;

  /** The minimum a broker needs to open its logs, their indexes and the store. */
  static final long LEAST_FOR_A_BROKER = 32L << 20;

  private Disk() {}

  /** DEGRADED while little space is left; UP if that cannot be determined. */
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

  /** The message for people when something failed because the disk is full. */
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
