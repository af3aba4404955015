package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.ProblemKind;
import org.junit.jupiter.api.Test;

/** The alerts for Prometheus, as text; {@code PrometheusIT} lets Prometheus read them. */
class AlertsTest {

  private static final Path ALERTS = Path.of("conf/prometheus/alerts.yaml");

  @Test
  void everyKindOfProblemHasOneAlert() throws IOException {
    Set<ProblemKind> otherwise =
        Set.of(ProblemKind.GROUP_BEHIND, ProblemKind.STARTING, ProblemKind.WELL);
    List<String> alerted = new ArrayList<>(found("kind=~\"([^\"]*)\"", ALERTS));
    List<String> kinds =
        alerted.stream().flatMap(it -> Arrays.stream(it.split("\\|"))).sorted().toList();
    assertThat(kinds)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(ProblemKind.values())
                .filter(kind -> !otherwise.contains(kind))
                .map(ProblemKind::toString)
                .collect(Collectors.toCollection(() -> new ArrayList<>(List.of("other")))));
  }

  @Test
  void everyAlertSendsToASectionOfTheRunbook() throws IOException {
    List<String> sections =
        found("(?m)^##+ (.*)$", Path.of("docs/operate.md")).stream()
            .map(it -> it.toLowerCase(Locale.ROOT).replace(' ', '-'))
            .toList();
    List<String> runbooks = found("runbook: docs/operate.md#(.*)", ALERTS);
    assertThat(runbooks).hasSameSizeAs(found("- alert: (.*)", ALERTS));
    assertThat(runbooks)
        .filteredOn(it -> !it.equals("{{ $labels.kind }}"))
        .isNotEmpty()
        .allMatch(sections::contains);
  }

  private static List<String> found(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(it -> it.group(1))
        .toList();
  }
}
