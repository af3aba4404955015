package net.jumptotech.orders.producer.directory;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Which files of a directory are complete: they did not change for some time between two looks.
 * Keeps at most {@value #MOST} names. Blocks.
 */
final class Arrivals {

  static final int MOST = 10_000;

  /** Names that programs give to what they have not finished. */
  private static final Pattern UNFINISHED =
      Pattern.compile(
          "\\..*|.*(\\.(tmp|part|filepart|partial|crdownload)|~)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final Path directory;
  private final long unchangedNanos;
  private final LongSupplier nanoTime;

  /** When each was first seen as it is. */
  private Map<Arrival, Long> since = Map.of();

  /**
   * @param unchanged after this time without a change a file is complete
   */
  Arrivals(Path directory, Duration unchanged, LongSupplier nanoTime) {
    this.directory = directory;
    this.unchangedNanos = unchanged.toNanos();
    this.nanoTime = nanoTime;
  }

  /** The complete ones, oldest first; of very many only the oldest. */
  List<Arrival> look() throws IOException {
    NavigableSet<Arrival> oldest = oldest();
    long now = nanoTime.getAsLong();
    Map<Arrival, Long> seen = new HashMap<>();
    List<Arrival> complete = new ArrayList<>();
    for (Arrival each : oldest) {
      long first = since.getOrDefault(each, now);
      seen.put(each, first);
      if (now - first >= unchangedNanos) {
        complete.add(each);
      }
    }
    since = seen;
    return complete;
  }

  private NavigableSet<Arrival> oldest() throws IOException {
    NavigableSet<Arrival> oldest = new TreeSet<>(Arrival.OLDEST_FIRST);
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path each : paths) {
        if (!UNFINISHED.matcher(each.getFileName().toString()).matches()) {
          Arrival.of(each).ifPresent(oldest::add);
        }
        if (oldest.size() > MOST) {
          oldest.pollLast();
        }
      }
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    return oldest;
  }

  /** Whether there was none at the last look, not even one that is still written. */
  boolean isEmpty() {
    return since.isEmpty();
  }
}
