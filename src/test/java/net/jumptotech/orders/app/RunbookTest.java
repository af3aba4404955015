package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.ProblemKind;
import org.junit.jupiter.api.Test;

/** The page in docs/ to which the state line and the alerts send whoever is on call. */
class RunbookTest {

  private static final Pattern SECTION =
      Pattern.compile("^### (\\S+)$(.*?)(?=^##)", Pattern.MULTILINE | Pattern.DOTALL);

  private static Map<String, String> sections() throws IOException {
    return SECTION
        .matcher(Files.readString(Path.of("docs/operate.md")))
        .results()
        .collect(Collectors.toMap(it -> it.group(1), (MatchResult it) -> it.group(2)));
  }

  @Test
  void everyKindOfProblemHasItsSectionAndNoSectionIsOfAnother() throws IOException {
    List<String> kinds = Arrays.stream(ProblemKind.values()).map(ProblemKind::toString).toList();
    assertThat(sections().keySet()).containsExactlyInAnyOrderElementsOf(kinds);
  }

  @Test
  void everySectionSaysWhatItMeansWhatToDoAndHowToSeeThatItWorked() throws IOException {
    assertThat(sections())
        .allSatisfy(
            (kind, text) ->
                assertThat(text.lines().filter(line -> line.startsWith("**")).map(START).toList())
                    .containsExactly("Meaning.", "What to do.", "It worked when"));
  }

  private static final Function<String, String> START =
      line -> line.substring(2, line.indexOf("**", 2));
}
