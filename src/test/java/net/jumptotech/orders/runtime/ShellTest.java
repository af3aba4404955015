package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShellTest {

  @Test
  void whatNoShellTakesApartStaysAsItIs() {
    assertThat(Shell.word("/tmp/a-b_1.csv")).isEqualTo("/tmp/a-b_1.csv");
    assertThat(Shell.word("ours,strip=#")).isEqualTo("ours,strip=#");
    assertThat(Shell.word("my orders.csv")).isEqualTo("'my orders.csv'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "my orders.csv",
        "it's.csv",
        "''",
        "$HOME",
        "a;b",
        "#1",
        "~",
        "*",
        "a\nb",
        "é.csv",
        "a\\b",
        "-n"
      })
  void aShellReadsTheWordThatWasMeant(String text) throws Exception {
    Process shell = new ProcessBuilder("sh", "-c", "printf %s " + Shell.word(text)).start();
    assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }
}
