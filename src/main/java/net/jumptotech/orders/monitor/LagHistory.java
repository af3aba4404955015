package net.jumptotech.orders.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Kafka's answers about the groups' offsets over the last hour: every answer of the last minute,
 * and one per 10 seconds before. They show how fast records arrive and are processed, and up to
 * when everything written is processed. Used on one event loop.
 */
public final class LagHistory {

  static final Duration TREND = Duration.ofSeconds(60);
  private static final Duration RATES = Duration.ofSeconds(10);
  private static final Duration SPARSE = Duration.ofSeconds(10);

  /** Kafka is asked once a second; after so long without an answer, it was away. */
  private static final Duration MOST_BETWEEN = Duration.ofSeconds(10);

  private static final Duration KEPT = Duration.ofHours(1);

  private final ArrayDeque<Sample> samples = new ArrayDeque<>(); // oldest first

  /**
   * @param at when Kafka was asked, so the ends are from this time or later
   */
  public record Sample(Instant at, List<PartitionLag> lags) {

    long sum(Predicate<PartitionLag> which, ToLongFunction<PartitionLag> what) {
      return lags.stream().filter(which).mapToLong(what).sum();
    }

    private Map<String, Long> ends(Predicate<PartitionLag> which) {
      Map<String, Long> ends = new HashMap<>();
      lags.stream().filter(which).forEach(it -> ends.put(name(it), it.end()));
      return ends;
    }

    /** Whether a record that waits now already waited then. */
    private boolean hadWaiting(PartitionLag now) {
      return lags.stream()
          .anyMatch(it -> it.isOfSame(now) && it.committed() == now.committed() && it.lag() > 0);
    }

    private static String name(PartitionLag lag) {
      return lag.group() + " " + lag.topic() + "-" + lag.partition();
    }
  }

  public void add(Instant at, List<PartitionLag> lags) {
    samples.addLast(new Sample(at, List.copyOf(lags)));
    Instant newestSparse = Instant.MIN;
    Iterator<Sample> each = samples.iterator();
    while (each.hasNext()) {
      Sample sample = each.next();
      Duration age = Duration.between(sample.at, at);
      if (age.compareTo(TREND) <= 0) {
        return;
      }
      if (age.compareTo(KEPT) > 0 || sample.at.isBefore(newestSparse.plus(SPARSE))) {
        each.remove();
      } else {
        newestSparse = sample.at;
      }
    }
  }

  public Optional<Sample> newest() {
    return Optional.ofNullable(samples.peekLast());
  }

  /**
   * Everything that was in Kafka at this time is processed; empty if that is longer ago than the
   * history.
   */
  Optional<Instant> completeUpTo(Predicate<PartitionLag> which) {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    List<PartitionLag> now = samples.getLast().lags.stream().filter(which).toList();
    Iterator<Sample> newestFirst = samples.descendingIterator();
    while (newestFirst.hasNext()) {
      Sample sample = newestFirst.next();
      Map<String, Long> ends = sample.ends(which);
      if (now.stream().allMatch(it -> isHandled(it, ends))) {
        return Optional.of(sample.at);
      }
    }
    return Optional.empty();
  }

  /** A partition that did not exist then was empty. */
  private static boolean isHandled(PartitionLag lag, Map<String, Long> ends) {
    return lag.committed() >= ends.getOrDefault(Sample.name(lag), 0L);
  }

  /** The growth of a number per second, over the last 10 seconds; empty if unknown. */
  Optional<Double> perSecond(Predicate<PartitionLag> which, ToLongFunction<PartitionLag> what) {
    return perSecond(which, what, RATES);
  }

  /** As above, over a time of up to an hour, or since the oldest sample if that is less. */
  Optional<Double> perSecond(
      Predicate<PartitionLag> which, ToLongFunction<PartitionLag> what, Duration span) {
    if (samples.size() < 2) {
      return Optional.empty();
    }
    Sample last = samples.getLast();
    Sample first = last;
    Iterator<Sample> newestFirst = samples.descendingIterator();
    while (newestFirst.hasNext()) {
      Sample sample = newestFirst.next();
      if (sample.at.isBefore(last.at.minus(span))) {
        break;
      }
      first = sample;
    }
    long nanos = Duration.between(first.at, last.at).toNanos();
    long grown = last.sum(which, what) - first.sum(which, what);
    return nanos <= 0 ? Optional.empty() : Optional.of(Math.max(0, grown * 1e9 / nanos));
  }

  /** How much time the samples cover. */
  Duration covered() {
    return samples.isEmpty()
        ? Duration.ZERO
        : Duration.between(samples.getFirst().at, samples.getLast().at);
  }

  /** Until what waits now is handled, at the rate of the last 10 seconds. */
  Optional<Double> drainSeconds(Predicate<PartitionLag> which) {
    if (samples.isEmpty()) {
      return Optional.empty();
    }
    long lag = samples.getLast().sum(which, PartitionLag::lag);
    return lag == 0
        ? Optional.of(0.0)
        : perSecond(which, PartitionLag::committed).filter(it -> it > 0).map(it -> lag / it);
  }

  /**
   * Partitions without a processed record in the last minute, although some waited all the time;
   * none while Kafka did not answer all the time.
   */
  List<PartitionLag> standingStill(Predicate<PartitionLag> which) {
    if (samples.isEmpty()) {
      return List.of();
    }
    Sample now = samples.getLast();
    Instant aMinuteAgo = now.at.minus(TREND);
    return samples.stream()
        .takeWhile(sample -> !sample.at.isAfter(aMinuteAgo))
        .reduce((older, newer) -> newer)
        .filter(before -> isWithoutHole(before.at))
        .map(before -> now.lags.stream().filter(which).filter(before::hadWaiting).toList())
        .orElse(List.of());
  }

  private boolean isWithoutHole(Instant since) {
    Instant last = since;
    for (Sample sample : samples) {
      if (sample.at.isAfter(last)) {
        if (Duration.between(last, sample.at).compareTo(MOST_BETWEEN) > 0) {
          return false;
        }
        last = sample.at;
      }
    }
    return true;
  }

  /** The samples of the last minute, oldest first. */
  List<Sample> trend() {
    List<Sample> trend = new ArrayList<>();
    for (Sample sample : samples) {
      if (!sample.at.isBefore(samples.getLast().at.minus(TREND))) {
        trend.add(sample);
      }
    }
    return trend;
  }
}
