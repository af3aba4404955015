package net.jumptotech.orders.app.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.runtime.StartFailure;

/** Makes a data directory from a backup, after it has read all of the backup and found it whole. */
public final class Restore {

  private static final String INCOMPLETE = "restore.incomplete";

  /**
   * @param version of Orders that made the backup
   * @param at the moment whose data it has
   * @param hasBroker whether it had topics
   */
  public record Report(
      String version, Instant at, Path data, int files, long bytes, boolean hasBroker) {}

  private Restore() {}

  /**
   * @param fresh whether to delete first what is in the data directory
   * @throws StartFailure if the backup is damaged, or the data directory is in use or not empty;
   *     neither is changed then
   */
  public static Report make(Path backup, Path target, boolean fresh) throws IOException {
    Path from = backup.toAbsolutePath().normalize();
    Manifest manifest = Manifest.verified(from);
    try (DataDirectory data = DataDirectory.open(target)) {
      if (!data.otherProcesses().isEmpty()) {
        throw new StartFailure(
            "data directory %s is in use by process %s: stop it first, or choose another directory with --data DIR"
                .formatted(data.path(), Pause.names(data.otherProcesses())));
      }
      data.keepBrokersOut("which restores a backup");
      if (!fresh && !data.isEmpty()) {
        throw new StartFailure(
            "data directory %s is not empty: choose another with --data DIR, or delete its contents with --fresh"
                .formatted(data.path()));
      }
      Path incomplete = data.path().resolve(INCOMPLETE);
      DataDirectory.deleteTree(incomplete);
      copy(from, incomplete, manifest);
      data.deleteContents();
      moveIntoPlace(incomplete, data);
      return new Report(
          manifest.version(),
          manifest.at(),
          data.path(),
          manifest.files().size(),
          manifest.bytes(),
          manifest.has(DataFiles.BROKER_MARK));
    } catch (IOException failed) {
      throw StartFailure.ofDisk(target, failed).orElseThrow(() -> failed);
    }
  }

  private static void copy(Path from, Path to, Manifest manifest) throws IOException {
    TreeCopy.createDirectory(to);
    try {
      new TreeCopy(from, to, files -> files.remove(Path.of(Manifest.FILE))).round(() -> false);
      if (!Manifest.of(to, manifest.version(), manifest.at()).equals(manifest)) {
        throw new StartFailure("the backup %s changed while it was read".formatted(from));
      }
      TreeCopy.force(to);
    } catch (TreeCopy.TookTooLong never) {
      throw new AssertionError(never);
    } catch (IOException | RuntimeException failed) {
      DataDirectory.deleteTree(to);
      throw failed;
    }
  }

  /** The topics last: without them the directory is as good as empty. */
  private static void moveIntoPlace(Path incomplete, DataDirectory data) throws IOException {
    for (Path part : new Path[] {DataFiles.ID, DataFiles.STORE, DataFiles.BROKER}) {
      if (Files.exists(incomplete.resolve(part))) {
        Files.move(
            incomplete.resolve(part), data.path().resolve(part), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    DataDirectory.deleteTree(incomplete);
    TreeCopy.forceDirectory(data.idFile().getParent());
    TreeCopy.forceDirectory(data.path());
  }
}
