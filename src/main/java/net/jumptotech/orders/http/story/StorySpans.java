package net.jumptotech.orders.http.story;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Where the time of an order went. A span whose end is before its begin says only that the clocks
 * of two machines differ, and is left out.
 */
final class StorySpans {

  /** What a shop dates further back was not on its way all the time: a file that is read again. */
  private static final Duration LONGEST_ARRIVAL = Duration.ofHours(1);

  private final List<Span> spans = new ArrayList<>();
  private boolean clocksDiffer;
  private boolean datedBack;

  record Span(String step, String kind, Instant from, Instant to, BigDecimal ms, String words) {}

  void arrival(Instant createdAt, Optional<Instant> writtenAt) {
    if (writtenAt.isEmpty()) {
      return;
    }
    Instant placed = createdAt.truncatedTo(ChronoUnit.MILLIS); // Kafka's clock has no more
    Duration took = Duration.between(placed, writtenAt.get());
    if (took.isNegative() || took.compareTo(LONGEST_ARRIVAL) > 0) {
      datedBack = true;
      return;
    }
    add(
        "placed",
        "both",
        placed,
        writtenAt.get(),
        "From the date that the shop gave until it arrived in Kafka.");
  }

  Optional<Duration> waiting(String step, Optional<Instant> from, Instant to) {
    return from.flatMap(begin -> add(step, "waiting", begin, to, "Waiting to be processed."));
  }

  Optional<Duration> working(String step, Instant from, Instant to) {
    return add(step, "working", from, to, "Being processed.");
  }

  void both(String step, Optional<Instant> from, Instant to) {
    from.ifPresent(begin -> add(step, "both", begin, to, "Waiting and being processed."));
  }

  private Optional<Duration> add(String step, String kind, Instant from, Instant to, String words) {
    Duration took = Duration.between(from, to);
    if (took.isNegative()) {
      clocksDiffer = true;
      return Optional.empty();
    }
    spans.add(new Span(step, kind, from, to, StoryStep.ms(took), words));
    return Optional.of(took);
  }

  List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    if (datedBack) {
      doubts.add(
          "How long it took to reach us is not known: its created_at is too far from its arrival.");
    }
    if (clocksDiffer) {
      doubts.add(
          "The duration of a step that ends before it begins is not known: the clocks of two"
              + " machines differ.");
    }
    return doubts;
  }

  /** The spans by their begin. */
  List<Span> sorted() {
    return spans.stream().sorted(Comparator.comparing(Span::from)).toList();
  }
}
