package net.jumptotech.orders.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class NativeLibraryTest {

  @Test
  void onlyDirectoriesOfDeadProcessesAreLeftBehind() throws IOException {
    Process alive = new ProcessBuilder("sleep", "60").start();
    Path directory = Path.of("native", Long.toString(alive.pid()));
    assertThat(NativeLibrary.isLeftBehind(directory)).isFalse();

    alive.destroyForcibly().onExit().join();

    assertThat(NativeLibrary.isLeftBehind(directory)).isTrue();
    assertThat(NativeLibrary.isLeftBehind(Path.of("native", "anything"))).isFalse();
  }
}
