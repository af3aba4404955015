package net.jumptotech.orders.producer.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropDirectoryTest {

  @TempDir private Path directory;

  private DropDirectory drop;

  @BeforeEach
  void open() throws IOException {
    drop = DropDirectory.open(directory, Duration.ZERO);
  }

  @AfterEach
  void close() throws IOException {
    drop.close();
  }

  @Test
  void aFileIsMovedAndReplacesNoOther() throws IOException {
    for (String text : List.of("one", "two", "three")) {
      put("orders.csv.gz", text);
      assertThat(drop.done(drop.next().orElseThrow())).isPresent();
    }
    assertThat(drop.next()).isEmpty();
    assertThat(drop.isEmpty()).isTrue();
    assertThat(directory.resolve("done/orders.csv.gz")).hasContent("one");
    assertThat(directory.resolve("done/orders-2.csv.gz")).hasContent("two");
    assertThat(directory.resolve("done/orders-3.csv.gz")).hasContent("three");
  }

  @Test
  void aRefusedFileHasItsReasonBesideItUnderTheSameName() throws IOException {
    put("orders.csv", "one");
    drop.refuse(drop.next().orElseThrow(), "first");
    Files.delete(directory.resolve("refused/orders.csv")); // somebody corrects it
    put("orders.csv", "two");
    assertThat(drop.refuse(drop.next().orElseThrow(), "second"))
        .hasValue(directory.resolve("refused/orders-2.csv"));
    assertThat(directory.resolve("refused/orders.csv.reason.txt")).hasContent("first");
    assertThat(directory.resolve("refused/orders-2.csv.reason.txt")).hasContent("second");
  }

  @Test
  void whatHasChangedSinceItWasTakenStaysToBeReadAgain() throws IOException {
    put("orders.csv", "one");
    Arrival taken = drop.next().orElseThrow();
    put("orders.csv", "one and more");
    assertThat(drop.isUnchanged(taken)).isFalse();
    assertThat(drop.done(taken)).isEmpty();
    assertThat(drop.next()).map(Arrival::size).hasValue(12L);
  }

  @Test
  void whatIsTakenAwayIsNoError() throws IOException {
    put("orders.csv", "one");
    Arrival taken = drop.next().orElseThrow();
    Files.delete(taken.path());
    assertThat(drop.done(taken)).isEmpty();
    assertThat(drop.next()).isEmpty();
  }

  @Test
  void aFileThatCannotBeMovedIsADiskFailureThatNamesBothPlaces() throws IOException {
    put("orders.csv", "one");
    Arrival taken = drop.next().orElseThrow();
    Files.delete(directory.resolve("done"));
    Files.writeString(directory.resolve("done"), "in the way");
    assertThatThrownBy(() -> drop.done(taken))
        .isInstanceOf(DiskFailure.class)
        .hasMessageStartingWith(
            "cannot move " + directory.resolve("orders.csv") + " to " + directory.resolve("done"));
    assertThat(directory.resolve("orders.csv")).exists();
  }

  @Test
  void aFileThatDoesNotFitOnTheDiskIsNotReadAgain() throws IOException {
    put("orders.csv", "one");
    Arrival file = drop.next().orElseThrow();
    assertThat(drop.checkRoom(file)).isEqualTo(file);
    Arrival huge = new Arrival(file.path(), Long.MAX_VALUE, file.modified());
    assertThatThrownBy(() -> drop.checkRoom(huge))
        .isInstanceOf(DiskFailure.class)
        .hasMessageContaining("is nearly full")
        .hasMessageContaining(file.path().toString());
  }

  @Test
  void anotherProcessCannotHaveItAtTheSameTime() throws IOException {
    assertThatThrownBy(() -> DropDirectory.open(directory, Duration.ZERO))
        .hasMessageStartingWith("another process reads orders from " + directory);
    drop.close();
    drop = DropDirectory.open(directory, Duration.ZERO);
  }

  @Test
  void whatAKilledProcessLeftIsDeletedAndNothingElse() throws IOException {
    Files.writeString(directory.resolve("refused/.refused123.tmp"), "half");
    Files.writeString(directory.resolve("refused/orders.csv"), "whole");
    drop.close();
    drop = DropDirectory.open(directory, Duration.ZERO);
    try (Stream<Path> left = Files.list(directory.resolve("refused"))) {
      assertThat(left).containsExactly(directory.resolve("refused/orders.csv"));
    }
  }

  @Test
  void whatIsNoDirectoryIsSaidInOneLine() throws IOException {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> DropDirectory.open(missing, Duration.ZERO))
        .hasMessage("cannot read orders from " + missing + ": no such directory");
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> DropDirectory.open(file, Duration.ZERO))
        .hasMessage("cannot read orders from " + file + ": it is no directory");
  }

  private void put(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }
}
