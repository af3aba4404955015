package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory for the driver's copy of SQLite's shared library. A killed process leaves that
 * megabyte behind, so every process has a directory of its own, named by its pid, and removes those
 * of dead processes.
 */
final class NativeLibrary {

  private static final String PROPERTY = "org.sqlite.tmpdir";
  private static boolean placed;

  private NativeLibrary() {}

  /** Call it before the driver is first used; later calls change nothing. */
  static synchronized void placeIn(Path directory) throws IOException {
    if (placed) {
      return;
    }
    Files.createDirectories(directory);
    for (Path other : list(directory)) {
      if (isLeftBehind(other)) {
        delete(other);
      }
    }
    Path own = directory.resolve(Long.toString(ProcessHandle.current().pid()));
    Files.createDirectories(own);
    System.setProperty(PROPERTY, own.toString());
    placed = true;
  }

  /** Also true for our own pid: in a container, the previous process had it too. */
  static boolean isLeftBehind(Path directory) {
    String name = directory.getFileName().toString();
    if (!name.matches("\\d{1,18}")) {
      return false;
    }
    long pid = Long.parseLong(name);
    return pid == ProcessHandle.current().pid()
        || ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
  }

  private static void delete(Path directory) {
    try {
      for (Path file : list(directory)) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    } catch (IOException stays) {
      // another starting process deletes it at the same time; the next one removes what is left
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.toList();
    }
  }
}
