package net.jumptotech.orders.producer.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {

  private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

  @TempDir private Path directory;

  private long now;

  @Test
  void aFileIsCompleteOnceItHasNotChangedForTheTime() throws IOException {
    Arrivals arrivals = new Arrivals(directory, Duration.ofSeconds(5), () -> now);
    put("a.csv", "1", 0);
    assertThat(arrivals.look()).isEmpty();
    pass(4);
    assertThat(arrivals.look()).isEmpty();
    put("a.csv", "12", 0); // longer
    pass(2);
    assertThat(arrivals.look()).isEmpty();
    put("a.csv", "34", 1); // written again
    pass(4);
    assertThat(arrivals.look()).isEmpty();
    pass(5);
    assertThat(names(arrivals.look())).containsExactly("a.csv");
  }

  @Test
  void oneThatGrowsDoesNotHoldBackTheOthersAndTheOldestComesFirst() throws IOException {
    Arrivals arrivals = new Arrivals(directory, Duration.ofSeconds(5), () -> now);
    put("a.csv", "1", 9);
    put("c.csv", "1", 3);
    put("b.csv", "1", 3);
    put("grows.csv", "1", 0);
    arrivals.look();
    pass(5);
    put("grows.csv", "12", 1);
    assertThat(names(arrivals.look())).containsExactly("b.csv", "c.csv", "a.csv");
    assertThat(arrivals.isEmpty()).isFalse();
  }

  @Test
  void whatIsNotFinishedOrNoFileIsPassedOver() throws IOException {
    Arrivals arrivals = new Arrivals(directory, Duration.ZERO, () -> now);
    for (String each : List.of(".hidden", "a.tmp", "b.PART", "c.filepart", "d.crdownload", "e~")) {
      put(each, "1", 0);
    }
    put("empty.csv", "", 0);
    Files.createDirectory(directory.resolve("inner"));
    Files.createSymbolicLink(directory.resolve("link.csv"), directory.resolve("a.tmp"));
    assertThat(arrivals.look()).isEmpty();
    assertThat(arrivals.isEmpty()).isTrue();
    put("part.csv", "1", 0);
    assertThat(names(arrivals.look())).containsExactly("part.csv");
  }

  @Test
  void ofVeryManyTheOldestAreKept() throws IOException {
    Arrivals arrivals = new Arrivals(directory, Duration.ZERO, () -> now);
    for (int i = 0; i < Arrivals.MOST + 5; i++) {
      put("%05d.csv".formatted(i), "1", Arrivals.MOST - i);
    }
    assertThat(names(arrivals.look()))
        .hasSize(Arrivals.MOST)
        .doesNotContain("00000.csv")
        .startsWith("10004.csv");
  }

  private void put(String name, String text, long second) throws IOException {
    Path file = Files.writeString(directory.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(second)));
  }

  private void pass(long seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }

  private static List<String> names(List<Arrival> files) {
    return files.stream().map(Arrival::name).toList();
  }
}
