package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {

  @TempDir private Path temporary;

  @Test
  void noOtherUserSeesWhatIsInIt() throws IOException {
    Path directory = temporary.resolve("data");
    try (DataDirectory data = DataDirectory.open(directory)) {
      data.lockBroker();
      assertThat(wide(directory)).isEmpty();
      assertThat(data.broker()).isDirectory();
    }
  }

  @Test
  void whatAnOlderVersionLeftOpenIsClosed() throws IOException {
    Path directory = temporary.resolve("data");
    Files.createDirectories(directory.resolve("store"));
    allow("rwxr-xr-x", directory, directory.resolve("store"));

    DataDirectory.open(directory).close();

    assertThat(wide(directory)).isEmpty();
  }

  @Test
  void aDirectoryThatHoldsOtherThingsIsNotClosedButOurPartsAre() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("home"));
    Files.createDirectory(directory.resolve("public_html"));
    allow("rwxr-xr-x", directory, directory.resolve("public_html"));

    DataDirectory.open(directory).close();

    assertThat(wide(directory))
        .containsExactlyInAnyOrder(directory, directory.resolve("public_html"));
  }

  @Test
  void deletedContentsAreMadeAnewForUsAlone() throws IOException {
    Path directory = temporary.resolve("data");
    try (DataDirectory data = DataDirectory.open(directory)) {
      Files.writeString(data.broker().resolve("meta.properties"), "");
      data.deleteContents();
      assertThat(data.broker()).isEmptyDirectory();
      assertThat(wide(directory)).isEmpty();
    }
  }

  @Test
  void anIdThatWasLeftEmptyIsDrawnAnew() throws IOException {
    Path directory = temporary.resolve("data");
    DataDirectory.open(directory).close();
    Path file = directory.resolve("processes").resolve("id");
    String drawn = Files.readString(file);
    assertThat(drawn).matches("[0-9a-f]{8}");

    DataDirectory.open(directory).close();
    assertThat(Files.readString(file)).isEqualTo(drawn);

    Files.writeString(file, "");
    try (DataDirectory data = DataDirectory.open(directory)) {
      assertThat(data.processName("host")).matches("host-[0-9a-f]{8}-1");
    }
  }

  @Test
  void anotherProcessFindsTheBrokerWhileItRuns() throws IOException {
    Path directory = temporary.resolve("data");
    assertThat(RunningBroker.address(directory)).isEmpty();
    try (DataDirectory data = DataDirectory.open(directory)) {
      data.lockBroker();
      assertThat(RunningBroker.address(directory)).isEmpty();
      data.brokerListens("127.0.0.1:41234");
      assertThat(RunningBroker.address(directory)).hasValue("127.0.0.1:41234");
    }
    assertThat(RunningBroker.address(directory)).isEmpty();
  }

  private static void allow(String permissions, Path... files) throws IOException {
    for (Path file : files) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
  }

  /** What others may read, write or enter. */
  private static List<Path> wide(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(
              file -> {
                try {
                  String may = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                  return !may.endsWith("------");
                } catch (IOException failed) {
                  throw new AssertionError(failed);
                }
              })
          .toList();
    }
  }
}
