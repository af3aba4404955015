package net.jumptotech.orders.producer.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory into which others put files. Each is taken once it is complete, and then moved to
 * {@code done} or {@code refused} in it, where nothing is ever overwritten. One process at a time
 * has it. Blocks; for one thread at a time.
 */
public final class DropDirectory implements Closeable {

  private static final Logger log = LoggerFactory.getLogger(DropDirectory.class);
  private static final String LOCK = ".orders.lock";
  private static final long LEAST_ROOM = 64 * 1024;
  private static final String REASON = ".reason.txt";

  private final Path directory;
  private final Path done;
  private final Path refused;
  private final FileChannel lock;
  private final Arrivals arrivals;
  private final Deque<Arrival> ready = new ArrayDeque<>();

  private DropDirectory(Path directory, FileChannel lock, Duration unchanged) {
    this.directory = directory;
    this.done = directory.resolve("done");
    this.refused = directory.resolve("refused");
    this.lock = lock;
    this.arrivals = new Arrivals(directory, unchanged, System::nanoTime);
  }

  /**
   * @param unchanged after this time without a change a file is complete
   * @throws IOException in one line, if files could not be taken from it or moved within it
   */
  public static DropDirectory open(Path path, Duration unchanged) throws IOException {
    Path directory = path.toAbsolutePath();
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "cannot read orders from %s: %s"
              .formatted(
                  directory, Files.exists(directory) ? "it is no directory" : "no such directory"));
    }
    FileChannel lock = lock(directory);
    DropDirectory opened = new DropDirectory(directory, lock, unchanged);
    try {
      opened.prepare();
      return opened;
    } catch (IOException failed) {
      opened.close();
      throw unusable(directory, failed);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException failed) {
      throw unusable(directory, failed);
    }
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return channel;
      }
    } catch (OverlappingFileLockException ours) {
      // as if another process had it
    } catch (IOException failed) {
      channel.close();
      throw unusable(directory, failed);
    }
    channel.close();
    throw new IOException(
        "another process reads orders from %s: stop it, or give this one another directory"
            .formatted(directory));
  }

  private static IOException unusable(Path directory, IOException failed) {
    return new IOException(
        "cannot use %s (%s): the process must be able to write there, since it moves files to done"
                .formatted(directory, DiskFailure.reason(failed))
            + " and refused in it",
        failed);
  }

  /** Tries now what would otherwise fail behind the first file. */
  private void prepare() throws IOException {
    for (Path each : List.of(done, refused)) {
      Files.createDirectories(each);
      Path probe = Files.createTempFile(directory, ".orders", ".tmp");
      Path moved = each.resolve(probe.getFileName());
      try {
        Files.move(probe, moved, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(probe);
        Files.deleteIfExists(moved);
      }
    }
    try (DirectoryStream<Path> left = Files.newDirectoryStream(refused, ".*.tmp")) {
      for (Path each : left) { // of a process that was killed
        Files.deleteIfExists(each);
      }
    }
  }

  /** Absolute. */
  public Path path() {
    return directory;
  }

  /** Where to keep lines that were refused. */
  public Path refused() {
    return refused;
  }

  /** The oldest file that is complete. */
  public Optional<Arrival> next() throws IOException {
    if (ready.isEmpty()) {
      try {
        ready.addAll(arrivals.look());
      } catch (IOException failed) {
        throw new DiskFailure(
            "cannot list %s (%s)".formatted(directory, DiskFailure.reason(failed)), failed);
      }
    }
    while (!ready.isEmpty()) {
      Arrival next = ready.poll();
      if (next.isUnchanged()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  /** Whether no file is left, after {@link #next} has found none. */
  public boolean isEmpty() {
    return arrivals.isEmpty();
  }

  /**
   * @return the file
   * @throws DiskFailure if its lines, were they refused, would not fit on the disk
   */
  public Arrival checkRoom(Arrival file) throws IOException {
    long free = Files.getFileStore(refused).getUsableSpace();
    if (free < Math.max(LEAST_ROOM, file.size())) {
      throw new DiskFailure(
          "the disk of %s is nearly full (%,d bytes free): %s takes more if its lines are refused"
              .formatted(refused, free, file.path()),
          null);
    }
    return file;
  }

  public boolean isUnchanged(Arrival file) throws IOException {
    return file.isUnchanged();
  }

  /**
   * Moves it to {@code done}.
   *
   * @return where it is now; empty if it has changed or is gone, and was not moved
   */
  public Optional<Path> done(Arrival file) throws IOException {
    return move(file, done, List.of());
  }

  /**
   * Moves it to {@code refused}, and puts the reason beside it.
   *
   * @return as {@link #done}
   */
  public Optional<Path> refuse(Arrival file, String reason) throws IOException {
    Optional<Path> moved = move(file, refused, List.of(REASON));
    if (moved.isPresent()) {
      try {
        Path text = Files.createTempFile(refused, ".reason", ".tmp"); // for its owner only
        Files.writeString(text, reason);
        Files.move(text, FreeName.behind(moved.get(), REASON), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failed) {
        log.error("cannot write why {} was refused ({}): {}", moved.get(), failed, reason);
      }
    }
    return moved;
  }

  private Optional<Path> move(Arrival file, Path to, List<String> alsoFree) throws IOException {
    try {
      if (!file.isUnchanged()) {
        return Optional.empty();
      }
      Files.createDirectories(to);
      Path target = FreeName.in(to, file.path(), alsoFree);
      Files.move(file.path(), target, StandardCopyOption.ATOMIC_MOVE);
      if (file.isAt(target)) {
        return Optional.of(target);
      }
      // another one took its place just now, and was never read
      Files.move(
          target, FreeName.in(directory, file.path(), List.of()), StandardCopyOption.ATOMIC_MOVE);
      return Optional.empty();
    } catch (IOException failed) {
      if (!Files.exists(file.path(), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.empty();
      }
      throw new DiskFailure(
          "cannot move %s to %s (%s)".formatted(file.path(), to, DiskFailure.reason(failed)),
          failed);
    }
  }

  /** Leaves it to another process. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
