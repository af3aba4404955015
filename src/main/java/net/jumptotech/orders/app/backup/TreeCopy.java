package net.jumptotech.orders.app.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Copies a directory to which others write. Each round copies what changed since the one before: of
 * a log of Kafka the records that were added, of any other file all of it. So the last round, for
 * which the writers are paused, is short.
 */
final class TreeCopy {

  /** Between two looks at whether to give up. */
  private static final long STEP = 4L << 20;

  /** Files get the time of their last change from a clock that may tick only every 10 ms. */
  private static final long CLOCK_MILLIS = 100;

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final FileAttribute<?>[] OUR_DIRECTORY = ours("rwx------");
  private static final FileAttribute<?>[] OUR_FILE = ours("rw-------");

  private final Path from;
  private final Path to;
  private final Consumer<Set<Path>> selection;
  private final Map<Path, Copied> copied = new HashMap<>();

  /** A file as it was when it was copied. */
  private record Copied(Optional<Object> key, long bytes, long modified, boolean settled) {

    static Copied of(BasicFileAttributes file) {
      long modified = file.lastModifiedTime().toMillis();
      return new Copied(
          Optional.ofNullable(file.fileKey()),
          file.size(),
          modified,
          modified + CLOCK_MILLIS < System.currentTimeMillis());
    }

    boolean isStill(Copied now) {
      return settled && key.equals(now.key) && bytes == now.bytes && modified == now.modified;
    }
  }

  /** The time for copying is over. */
  static final class TookTooLong extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** When to give up. */
  interface Limit {
    boolean isReached();
  }

  /**
   * @param selection removes the files that are not wanted, from their paths below {@code from}
   */
  TreeCopy(Path from, Path to, Consumer<Set<Path>> selection) {
    this.from = from;
    this.to = to;
    this.selection = selection;
  }

  static void createDirectory(Path directory) throws IOException {
    Files.createDirectories(directory, OUR_DIRECTORY);
  }

  static FileChannel create(Path file) throws IOException {
    createDirectory(file.getParent());
    return FileChannel.open(
        file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OUR_FILE);
  }

  /** What the next round would copy. */
  long pendingBytes() throws IOException {
    long pending = 0;
    for (Map.Entry<Path, Copied> file : files().entrySet()) {
      pending += file.getValue().bytes() - bytesThatStay(file.getKey(), file.getValue());
    }
    return pending;
  }

  /** Afterwards the copy is what the directory was, if nobody wrote to it in the meantime. */
  void round(Limit limit) throws IOException, TookTooLong {
    Map<Path, Copied> files = files();
    for (Map.Entry<Path, Copied> file : files.entrySet()) {
      try {
        copy(file.getKey(), file.getValue(), limit);
      } catch (NoSuchFileException deleted) {
        copied.remove(file.getKey());
        Files.deleteIfExists(to.resolve(file.getKey()));
      }
    }
    for (Iterator<Path> before = copied.keySet().iterator(); before.hasNext(); ) {
      Path file = before.next();
      if (!files.containsKey(file)) {
        Files.deleteIfExists(to.resolve(file));
        before.remove();
      }
    }
  }

  private void copy(Path file, Copied now, Limit limit) throws IOException, TookTooLong {
    long position = bytesThatStay(file, now);
    Copied before = copied.get(file);
    if (before != null && position == now.bytes() && before.bytes() == now.bytes()) {
      return;
    }
    copied.remove(file); // until it is whole
    try (FileChannel source = FileChannel.open(from.resolve(file), StandardOpenOption.READ);
        FileChannel target = create(to.resolve(file))) {
      target.truncate(position);
      target.position(position);
      while (position < now.bytes()) {
        if (limit.isReached()) {
          throw new TookTooLong();
        }
        long moved = source.transferTo(position, Math.min(STEP, now.bytes() - position), target);
        if (moved == 0) {
          return; // it became shorter: the next round copies it again
        }
        position += moved;
      }
    }
    copied.put(file, now);
  }

  /** Kafka only appends to a log. What replaces it is another file. */
  private long bytesThatStay(Path file, Copied now) {
    Copied before = copied.get(file);
    if (before == null) {
      return 0;
    }
    boolean grew =
        file.toString().endsWith(".log")
            && before.key().isPresent()
            && before.key().equals(now.key())
            && now.bytes() >= before.bytes();
    return grew || before.isStill(now) ? before.bytes() : 0;
  }

  private Map<Path, Copied> files() throws IOException {
    Map<Path, Copied> files = new TreeMap<>();
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
              files.put(from.relativize(file), Copied.of(attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
            return postVisitDirectory(file, failed);
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failed)
              throws IOException {
            if (failed == null || failed instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failed;
          }
        });
    selection.accept(files.keySet());
    return files;
  }

  /** Writes a tree to the disk, directories too. */
  static void force(Path tree) throws IOException {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isDirectory(each)) {
          forceDirectory(each);
        } else {
          force(each, StandardOpenOption.WRITE);
        }
      }
    }
  }

  /** What files are in it. */
  static void forceDirectory(Path directory) throws IOException {
    if (POSIX) { // elsewhere a directory cannot be opened
      force(directory, StandardOpenOption.READ);
    }
  }

  private static void force(Path file, StandardOpenOption access) throws IOException {
    try (FileChannel channel = FileChannel.open(file, access)) {
      channel.force(true);
    }
  }

  private static FileAttribute<?>[] ours(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
