package net.jumptotech.orders.app.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.runtime.Version;

/**
 * Copies a data directory, also while processes use it.
 *
 * <p>The copy is of one moment: topics, offsets, open transactions and documents in it belong
 * together. Most of it is copied while the processes run. For the last changes they are paused. The
 * copy is then what {@code kill -9} would have left at that moment, from which every start
 * recovers.
 *
 * <p>A backup is complete if it has its name; until then it has another.
 */
public final class Backup {

  /** Copying while paused; less than what a client or the broker's groups mind. */
  static final Duration LONGEST_COPY = Duration.ofSeconds(2);

  /** Is copied in far less than that. */
  private static final long LITTLE = 128L << 20;

  private static final int ROUNDS = 5;
  private static final int ATTEMPTS = 3;
  private static final long SPARE_BYTES = 64L << 20;
  private static final TreeCopy.Limit NONE = () -> false;

  private final DataDirectory data;
  private final Path target;
  private final Path incomplete;

  /**
   * @param at the moment whose data it has
   * @param paused the processes that were paused for it
   * @param pause how long they were paused; zero if there were none
   * @param hasBroker whether it has topics
   * @param hasStore whether it has documents
   */
  public record Report(
      Instant at,
      int files,
      long bytes,
      SortedSet<Long> paused,
      Duration pause,
      boolean hasBroker,
      boolean hasStore) {}

  private record Copied(Instant at, SortedSet<Long> paused, Duration pause) {}

  private Backup(DataDirectory data, Path target) {
    this.data = data;
    this.target = target;
    this.incomplete = target.resolveSibling(target.getFileName() + ".incomplete");
  }

  /**
   * @param source a data directory
   * @param target must not exist, or be empty
   * @throws StartFailure if something is in the way, saying what
   */
  public static Report make(Path source, Path target) throws IOException {
    if (!Files.isDirectory(source.resolve("processes"))) {
      throw new StartFailure(
          "%s is no data directory of Orders: name it with --data DIR".formatted(source));
    }
    try (DataDirectory data = DataDirectory.open(source)) {
      if (!data.lockFor("backup")) {
        throw new StartFailure("another backup of %s is being made".formatted(data.path()));
      }
      Path absolute = target.toAbsolutePath().normalize();
      if (absolute.startsWith(data.path())) {
        throw new StartFailure("%s is inside of the data directory".formatted(target));
      }
      return new Backup(data, absolute).make();
    } catch (IOException failed) {
      throw StartFailure.ofDisk(target.toAbsolutePath().getParent(), failed)
          .orElseThrow(() -> failed);
    }
  }

  private Report make() throws IOException {
    refuseToOverwrite();
    DataDirectory.deleteTree(incomplete);
    TreeCopy.createDirectory(incomplete);
    try {
      data.keepBrokersOut("which backs it up");
      Copied copied = copy();
      Manifest manifest = Manifest.of(incomplete, Version.text(), copied.at());
      if (manifest.files().isEmpty()) {
        throw new StartFailure("there is nothing in %s to back up".formatted(data.path()));
      }
      manifest.write(incomplete);
      TreeCopy.force(incomplete);
      Files.move(incomplete, target, StandardCopyOption.ATOMIC_MOVE);
      TreeCopy.forceDirectory(target.getParent());
      return new Report(
          copied.at(),
          manifest.files().size(),
          manifest.bytes(),
          copied.paused(),
          copied.pause(),
          manifest.has(DataFiles.BROKER_MARK),
          manifest.has(DataFiles.STORE_MARK));
    } catch (IOException | RuntimeException failed) {
      DataDirectory.deleteTree(incomplete);
      throw failed;
    }
  }

  private void refuseToOverwrite() throws IOException {
    if (!isEmptyOrAbsent(target)) {
      throw new StartFailure(
          "%s is not empty: name a directory that does not exist yet".formatted(target));
    }
    Set<String> ours = Set.of("broker", "store", "processes", Manifest.FILE);
    if (Files.exists(incomplete) && !ours.containsAll(entries(incomplete))) {
      throw new StartFailure(
          "%s is in the way: it looks like no backup that was broken off".formatted(incomplete));
    }
  }

  private static boolean isEmptyOrAbsent(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return true;
    }
    return Files.isDirectory(directory) && entries(directory).isEmpty();
  }

  private static Set<String> entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** Again if a process starts or ends meanwhile, or if too much changed at once. */
  private Copied copy() throws IOException {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      SortedSet<Long> processes = data.otherProcesses();
      Optional<Copied> copied = processes.isEmpty() ? copyAtRest() : copyInUse(processes);
      if (copied.isPresent()) {
        return copied.get();
      }
    }
    throw new StartFailure(
        ("too much changed in %s at once, or processes kept starting: a pause would have taken"
                + " more than %d s; try again when there is less to do, or stop Orders for the"
                + " backup")
            .formatted(data.path(), LONGEST_COPY.toSeconds()));
  }

  private Optional<Copied> copyAtRest() throws IOException {
    TreeCopy copy = new TreeCopy(data.path(), incomplete, DataFiles::select);
    makeSureOfSpace(copy);
    Instant at = now();
    try {
      copy.round(NONE);
    } catch (TreeCopy.TookTooLong never) {
      throw new AssertionError(never);
    }
    return Optional.of(new Copied(at, data.otherProcesses(), Duration.ZERO))
        .filter(copied -> copied.paused().isEmpty());
  }

  private Optional<Copied> copyInUse(SortedSet<Long> processes) throws IOException {
    TreeCopy copy = new TreeCopy(data.path(), incomplete, DataFiles::selectInUse);
    makeSureOfSpace(copy);
    try {
      for (int round = 0; round < ROUNDS && copy.pendingBytes() > LITTLE || round == 0; round++) {
        copy.round(NONE);
      }
      return copyPaused(copy, processes);
    } catch (TreeCopy.TookTooLong tooMuchAtOnce) {
      return Optional.empty();
    }
  }

  private Optional<Copied> copyPaused(TreeCopy copy, SortedSet<Long> processes)
      throws IOException, TreeCopy.TookTooLong {
    Instant at;
    boolean isOfOneMoment;
    Pause pause = Pause.of(processes);
    try {
      at = now();
      copy.round(() -> pause.length().compareTo(LONGEST_COPY) > 0);
      isOfOneMoment = pause.isInEffect() && data.otherProcesses().equals(processes);
    } finally {
      pause.close();
    }
    Copied copied = new Copied(at, processes, pause.length());
    return Optional.of(copied).filter(any -> isOfOneMoment);
  }

  private void makeSureOfSpace(TreeCopy copy) throws IOException {
    long needed = copy.pendingBytes() + SPARE_BYTES;
    long free = Files.getFileStore(incomplete).getUsableSpace();
    if (free < needed) {
      throw new StartFailure(
          "the backup needs %d MB, but the disk of %s has only %d MB free"
              .formatted(needed >> 20, target, free >> 20));
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
