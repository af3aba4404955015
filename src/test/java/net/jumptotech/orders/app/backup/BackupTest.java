package net.jumptotech.orders.app.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.runtime.StartFailure;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BackupTest {

  private static final String LOG = "broker/orders-0/00000000000000000000.log";

  @TempDir private Path temporary;

  private Path data;
  private Path backup;
  private Path restored;

  @BeforeEach
  void fill() throws IOException {
    data = temporary.resolve("data");
    backup = temporary.resolve("backup");
    restored = temporary.resolve("restored");
    DataDirectory.open(data).close();
    write(data.resolve("broker/meta.properties"), "node.id=1");
    write(data.resolve(LOG), "records");
    write(data.resolve("broker/orders-0/00000000000000000000.index"), "index");
    write(data.resolve("broker/orders-0/00000000000000000007.log.deleted"), "old");
    write(data.resolve("broker/.lock"), "");
    write(data.resolve("store/orders.db"), "documents");
    write(data.resolve("store/orders.db-wal"), "changes");
    write(data.resolve("store/orders.db-shm"), "shared");
    write(data.resolve("store/orders.db.lock"), "1");
  }

  @Test
  void whatIsRestoredIsWhatWasBackedUpWithoutLocks() throws IOException {
    Backup.Report made = Backup.make(data, backup);
    assertThat(made.hasBroker()).isTrue();
    assertThat(made.hasStore()).isTrue();
    assertThat(made.paused()).isEmpty();
    assertThat(backup.resolveSibling("backup.incomplete")).doesNotExist();

    Restore.Report restore = Restore.make(backup, restored, false);
    assertThat(restore.at()).isEqualTo(made.at());
    assertThat(contents(restored.resolve("broker")).keySet())
        .containsExactly(
            "meta.properties",
            "orders-0/00000000000000000000.index",
            "orders-0/00000000000000000000.log");
    assertThat(contents(restored.resolve("store")))
        .containsOnlyKeys("orders.db", "orders.db-wal")
        .containsValues("documents", "changes");
    assertThat(restored.resolve("processes/id"))
        .hasSameTextualContentAs(data.resolve("processes/id"));
    assertThat(restored.resolve("restore.incomplete")).doesNotExist();
  }

  @Test
  void noOtherUserSeesABackup() throws IOException {
    Backup.make(data, backup);
    try (Stream<Path> all = Files.walk(backup)) {
      for (Path each : all.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .as("%s", each)
            .endsWith("------");
      }
    }
  }

  @Test
  void theNamesOfProcessesGoWithTheTopics() throws IOException {
    DataDirectory.deleteTree(data.resolve("broker"));
    Backup.Report made = Backup.make(data, backup);
    assertThat(made.hasBroker()).isFalse();
    assertThat(contents(backup)).doesNotContainKey("processes/id");
  }

  @Test
  void aBackupGoesWhereNothingIs() throws IOException {
    Files.createDirectory(backup);
    Backup.make(data, backup);
    assertThatThrownBy(() -> Backup.make(data, backup))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> Backup.make(data, data.resolve("backup")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("inside of the data directory");
    Path foreign = Files.createDirectory(temporary.resolve("other.incomplete"));
    Files.createFile(foreign.resolve("letter"));
    assertThatThrownBy(() -> Backup.make(data, temporary.resolve("other")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is in the way");
    assertThat(foreign.resolve("letter")).exists();
  }

  @Test
  void whatABrokenOffBackupLeftIsReplaced() throws IOException {
    write(temporary.resolve("backup.incomplete/store/orders.db"), "half");
    Backup.make(data, backup);
    assertThat(backup.resolve("store/orders.db")).hasContent("documents");
    assertThat(temporary.resolve("backup.incomplete")).doesNotExist();
  }

  @Test
  void onlyADataDirectoryIsBackedUp() {
    assertThatThrownBy(() -> Backup.make(temporary.resolve("nowhere"), backup))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is no data directory of Orders");
    assertThat(temporary.resolve("nowhere")).doesNotExist();
  }

  @Test
  void aDamagedBackupIsRefusedBeforeAnythingIsTouched() throws IOException {
    Backup.make(data, backup);
    write(restored.resolve("store/orders.db"), "mine");
    Path manifest = backup.resolve(Manifest.FILE);
    String text = Files.readString(manifest);

    write(backup.resolve(LOG), "recorts");
    refuses("the checksum of " + LOG + " is wrong");
    write(backup.resolve(LOG), "record");
    refuses(LOG + " has 6 bytes instead of 7");
    Files.delete(backup.resolve(LOG));
    refuses(LOG + " is missing");
    write(backup.resolve(LOG), "records");

    write(backup.resolve("store/more"), "");
    refuses("store/more is not in its manifest");
    Files.delete(backup.resolve("store/more"));

    for (String wrong : List.of("", "{}", text.substring(0, text.length() / 2), "[1]")) {
      write(manifest, wrong);
      refuses("its manifest.json cannot be read");
    }
    write(manifest, text.replace("broker/meta.properties", "../data/broker/meta.properties"));
    refuses("broker/meta.properties is not in its manifest");
    write(manifest, text.replace("\"format\" : 1", "\"format\" : 2"));
    refuses("which is newer than this version");
    Files.delete(manifest);
    refuses("is no backup of Orders");

    write(manifest, text);
    Restore.make(backup, restored, true);
    assertThat(restored.resolve("store/orders.db")).hasContent("documents");
  }

  private void refuses(String why) throws IOException {
    assertThatThrownBy(() -> Restore.make(backup, restored, true))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(why);
    assertThat(contents(restored)).isEqualTo(new TreeMap<>(Map.of("store/orders.db", "mine")));
  }

  @Test
  void aDirectoryThatIsNotEmptyIsReplacedOnlyIfAskedTo() throws IOException {
    Backup.make(data, backup);
    write(data.resolve(LOG), "later");
    assertThatThrownBy(() -> Restore.make(backup, data, false))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("is not empty")
        .hasMessageContaining("--fresh");
    assertThat(data.resolve(LOG)).hasContent("later");
    Restore.make(backup, data, true);
    assertThat(data.resolve(LOG)).hasContent("records");
  }

  @Test
  void aRoundCopiesOnlyWhatChanged() throws Exception {
    Path copied = temporary.resolve("copied");
    TreeCopy copy = new TreeCopy(data, copied, DataFiles::selectInUse);
    copy.round(() -> false);
    assertThat(copied.resolve("broker/orders-0/00000000000000000000.index")).doesNotExist();

    write(copied.resolve(LOG), "RECORDS"); // shows that they are not copied again
    Files.writeString(data.resolve(LOG), "+2", StandardOpenOption.APPEND);
    write(data.resolve("broker/orders-0/00000000000000000009.log"), "next");
    Files.delete(data.resolve("store/orders.db-wal"));
    write(data.resolve("store/orders.db"), "other documents");
    copy.round(() -> false);

    assertThat(copied.resolve(LOG)).hasContent("RECORDS+2");
    assertThat(copied.resolve("broker/orders-0/00000000000000000000.index")).hasContent("index");
    assertThat(copied.resolve("broker/orders-0/00000000000000000009.log")).hasContent("next");
    assertThat(copied.resolve("store/orders.db")).hasContent("other documents");
    assertThat(copied.resolve("store/orders.db-wal")).doesNotExist();
  }

  @Test
  void aRoundThatTakesTooLongIsBrokenOff() {
    TreeCopy copy = new TreeCopy(data, temporary.resolve("copied"), DataFiles::select);
    assertThatThrownBy(() -> copy.round(() -> true)).isInstanceOf(TreeCopy.TookTooLong.class);
  }

  @Test
  void aLogThatWasReplacedIsCopiedWhole() throws Exception {
    TreeCopy copy = new TreeCopy(data, temporary.resolve("copied"), DataFiles::select);
    copy.round(() -> false);
    Path cleaned = data.resolve("broker/orders-0/cleaned");
    write(cleaned, "cleaned and longer");
    Files.move(cleaned, data.resolve(LOG), StandardCopyOption.REPLACE_EXISTING);
    copy.round(() -> false);
    assertThat(temporary.resolve("copied").resolve(LOG)).hasContent("cleaned and longer");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static SortedMap<String, String> contents(Path tree) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(tree.relativize(file).toString(), Files.readString(file));
      }
    }
    return contents;
  }
}
