package net.jumptotech.orders.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessMetricsTest {

  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  private final ProcessMetrics metrics = ProcessMetrics.open();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Test
  void timesAreAHistogramWithLabels() {
    Timings turns = Timings.of(Optional.of(metrics), "some.turn", "Some help", "group", "g");
    turns.recordSince(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(150));

    assertThat(scrape())
        .contains(
            "# HELP some_turn_seconds Some help",
            "# TYPE some_turn_seconds histogram",
            "some_turn_seconds_bucket{group=\"g\",le=\"0.1\"} 0",
            "some_turn_seconds_bucket{group=\"g\",le=\"60.0\"} 1",
            "some_turn_seconds_count{group=\"g\"} 1");
  }

  @Test
  void aHistogramNamesATraceInOpenMetricsOnlyAndOnlyWhileThereIsOne() {
    AtomicReference<Optional<SampledSpan>> current = new AtomicReference<>(Optional.empty());
    ProcessMetrics traced = ProcessMetrics.open(current::get);
    try {
      Timings untraced = Timings.of(Optional.of(traced), "other.turn", "Some help");
      untraced.recordSince(System.nanoTime());
      assertThat(traced.exposition(OPEN_METRICS).text()).doesNotContain("trace_id");

      current.set(Optional.of(new SampledSpan("ab".repeat(16), "cd".repeat(8))));
      Timings turns = Timings.of(Optional.of(traced), "some.turn", "Some help");
      turns.recordSince(System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(150));

      assertThat(traced.exposition(OPEN_METRICS).text().lines())
          .filteredOn(line -> line.contains("trace_id"))
          .first()
          .asString()
          .startsWith("some_turn_seconds_bucket{le=")
          .contains(
              " 1 # {span_id=\"%s\",trace_id=\"%s\"} 0."
                  .formatted("cd".repeat(8), "ab".repeat(16)));
      assertThat(traced.exposition(null).text()).doesNotContain("trace_id");
    } finally {
      traced.close();
    }
  }

  @Test
  void withoutTracesOpenMetricsIsAnsweredAsWell() {
    Timings.of(Optional.of(metrics), "some.turn", "Some help").recordSince(System.nanoTime());

    assertThat(metrics.exposition(OPEN_METRICS).text().lines())
        .contains("some_turn_seconds_count 1")
        .last()
        .isEqualTo("# EOF");
  }

  @Test
  void theSameTimesFromTwoPlacesAreOneHistogram() {
    Timings one = Timings.of(Optional.of(metrics), "some.turn", "Some help", "group", "g");
    Timings other = Timings.of(Optional.of(metrics), "some.turn", "Some help", "group", "g");
    one.recordSince(System.nanoTime());
    other.recordSince(System.nanoTime());

    assertThat(scrape()).contains("some_turn_seconds_count{group=\"g\"} 2");
  }

  @Test
  void valuesOfSeveralSourcesAreOneFamily() {
    metrics.add(scrape -> scrape.gauge("some", "Some help", 1, "from", "a"));
    metrics.add(scrape -> scrape.gauge("some", "Some help", 2, "from", "b"));
    metrics.add(scrape -> scrape.gauge("some", "Some help", 3, "from", "b"));

    assertThat(scrape())
        .containsOnlyOnce("# HELP some Some help")
        .contains("some{from=\"a\"} 1.0", "some{from=\"b\"} 3.0")
        .doesNotContain("some{from=\"b\"} 2.0");
  }

  @Test
  void aSourceThatIsRemovedLeavesNothing() {
    Runnable remove = metrics.add(scrape -> scrape.counter("some", "Some help", 1));
    assertThat(scrape()).contains("some_total 1.0");

    remove.run();

    assertThat(scrape()).noneMatch(line -> line.contains("some"));
  }

  @Test
  void sourcesAddABoundedNumberOfSeries() {
    metrics.add(
        scrape ->
            IntStream.range(0, 10_000)
                .forEach(i -> scrape.gauge("some", "Some help", i, "i", String.valueOf(i))));

    assertThat(scrape().stream().filter(line -> line.startsWith("some{"))).hasSize(800);
  }

  private List<String> scrape() {
    return metrics.exposition(null).text().lines().toList();
  }
}
