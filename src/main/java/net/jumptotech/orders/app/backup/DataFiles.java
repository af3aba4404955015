package net.jumptotech.orders.app.backup;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which files of a data directory are worth keeping. */
final class DataFiles {

  static final Path BROKER = Path.of("broker");
  static final Path STORE = Path.of("store");
  static final Path ID = Path.of("processes", "id");

  /** A broker's files start with it; a store has the other. */
  static final Path BROKER_MARK = BROKER.resolve("meta.properties");

  static final Path STORE_MARK = STORE.resolve("orders.db");

  private static final int OFFSET_DIGITS = 20;

  private DataFiles() {}

  /** Leaves the files without which the data would not be what they are. */
  static void select(Set<Path> files) {
    boolean hasBroker = files.contains(BROKER_MARK);
    files.removeIf(
        file ->
            !(file.startsWith(BROKER) || file.startsWith(STORE) || file.equals(ID) && hasBroker)
                || isOfTheMoment(file.getFileName().toString()));
  }

  /** Locks, what SQLite shares among processes, and what Kafka is about to delete. */
  private static boolean isOfTheMoment(String name) {
    return name.endsWith(".lock") || name.endsWith("-shm") || name.endsWith(".deleted");
  }

  /**
   * While a broker runs. The index of a log's last segment is large and mostly empty, and written
   * without a trace in the time of its last change. A broker that was not shut down makes it anew.
   */
  static void selectInUse(Set<Path> files) {
    select(files);
    Map<Path, String> last = new HashMap<>();
    for (Path file : files) {
      if (file.toString().endsWith(".log")) {
        last.merge(
            file.getParent(), offset(file), (one, two) -> one.compareTo(two) > 0 ? one : two);
      }
    }
    files.removeIf(
        file ->
            file.toString().endsWith("index")
                && offset(file).compareTo(last.getOrDefault(file.getParent(), "")) >= 0);
  }

  /** The first in a segment, which its files have as their name. */
  private static String offset(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, Math.min(OFFSET_DIGITS, name.length()));
  }
}
