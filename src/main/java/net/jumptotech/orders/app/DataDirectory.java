package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where everything lies that outlives a process.
 *
 * <p>Processes on one machine may share it: the broker's part belongs to one of them at a time, and
 * every process holds a number of its own. Both are file locks, so whoever dies gives them back.
 */
final class DataDirectory implements AutoCloseable {

  private static final int MOST_PROCESSES = 1_000;
  private static final int LONGEST_NOTE = 200;

  private final Path directory;
  private final List<FileChannel> held = new ArrayList<>();
  private final int process;
  private final String id;

  private DataDirectory(Path directory) throws IOException {
    this.directory = directory;
    this.process = takeProcessNumber();
    this.id = readOrDrawId(directory.resolve("processes").resolve("id"));
  }

  /**
   * @throws StartFailure if it cannot be written
   */
  static DataDirectory open(Path directory) {
    try {
      Files.createDirectories(directory.resolve("processes"));
      return new DataDirectory(directory.toRealPath());
    } catch (IOException failed) {
      throw new StartFailure(
          "data directory %s cannot be used (%s): choose another with --data DIR"
              .formatted(directory, reason(failed)));
    }
  }

  Path path() {
    return directory;
  }

  Path broker() {
    return directory.resolve("broker");
  }

  Path store() {
    return directory.resolve("store").resolve("orders.db");
  }

  Path natives() {
    return directory.resolve("native");
  }

  /**
   * Names this process: the same again after a restart, and no other living process on this or any
   * other machine has it.
   */
  String processName(String host) {
    return host.replaceAll("[^A-Za-z0-9.-]", "-") + "-" + id + "-" + process;
  }

  /** Drawn once for the directory: two machines may have one name, and the same paths. */
  private static String readOrDrawId(Path file) throws IOException {
    try {
      String drawn = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
      Files.writeString(file, drawn, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException drawnBefore) {
      // and so it stays
    }
    return Files.readString(file).strip();
  }

  /**
   * Takes the broker's part of the directory.
   *
   * @throws StartFailure if another process has it
   */
  void lockBroker() {
    Path file = directory.resolve("broker.lock");
    try {
      Optional<FileChannel> lock = lock(file);
      if (lock.isEmpty()) {
        throw new StartFailure(
            ("data directory %s is in use by another process (%s): stop it, choose another with"
                    + " --data DIR, or use its broker by setting KAFKA_BOOTSTRAP_SERVERS")
                .formatted(directory, Files.readString(file).strip()));
      }
      note(lock.get(), "pid " + ProcessHandle.current().pid());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Tells whoever finds the broker's part locked where that broker listens. */
  void brokerListens(String address) {
    try {
      note(
          held.get(held.size() - 1),
          "pid %d, its broker is %s".formatted(ProcessHandle.current().pid(), address));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Deletes orders, outcomes and documents: everything but the locks.
   *
   * @throws StartFailure if another process lives in it
   */
  void deleteContents() {
    for (int other = 1; other <= MOST_PROCESSES; other++) {
      Path file = processFile(other);
      if (other != process && Files.exists(file) && !isFree(file)) {
        throw new StartFailure(
            "data directory %s is in use by another process: stop it before --fresh, or choose another with --data DIR"
                .formatted(directory));
      }
    }
    deleteTree(broker());
    deleteTree(store().getParent());
  }

  private int takeProcessNumber() throws IOException {
    for (int number = 1; number <= MOST_PROCESSES; number++) {
      if (lock(processFile(number)).isPresent()) {
        return number;
      }
    }
    throw new IOException("more than " + MOST_PROCESSES + " processes use it");
  }

  private Path processFile(int number) {
    return directory.resolve("processes").resolve(number + ".lock");
  }

  private boolean isFree(Path file) {
    try {
      Optional<FileChannel> lock = lock(file);
      if (lock.isPresent()) {
        held.remove(lock.get());
        lock.get().close();
      }
      return lock.isPresent();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Optional<FileChannel> lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        held.add(channel);
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException byThisProcess) {
      // as good as another process
    }
    channel.close();
    return Optional.empty();
  }

  private static void note(FileChannel file, String text) throws IOException {
    file.truncate(0);
    file.write(
        ByteBuffer.wrap(text.substring(0, Math.min(LONGEST_NOTE, text.length())).getBytes(UTF_8)),
        0);
  }

  static void deleteTree(Path tree) {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String reason(IOException failed) {
    return failed.getClass().getSimpleName() + ": " + failed.getMessage();
  }

  @Override
  public void close() {
    for (FileChannel channel : held) {
      try {
        channel.close();
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    held.clear();
  }
}
