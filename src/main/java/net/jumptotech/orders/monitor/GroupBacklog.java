package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * What waits for a group, and how that changes, in words.
 *
 * @param unit what waits, in the singular: {@code order} or {@code record}
 * @param behind how far the group is behind; empty while that is not known
 * @param atLeast whether it may be further behind than that
 * @param money of the orders that wait, by currency; empty where it is not known or nothing waits
 * @param estimated whether the money is extrapolated from the oldest orders
 * @param arriving records a second over {@code over}; empty while that is not known
 * @param processed likewise
 */
record GroupBacklog(
    String group,
    String unit,
    long waiting,
    Optional<Duration> behind,
    boolean atLeast,
    Map<String, BigDecimal> money,
    boolean estimated,
    Optional<Double> arriving,
    Optional<Double> processed,
    Duration over) {

  /** A group that is further behind is late. */
  static final Duration LATE = Duration.ofSeconds(5);

  private static final Duration RATES = Duration.ofMinutes(1);

  /** Where the trend of this time is another one, it has just turned. */
  private static final Duration NOW = Duration.ofSeconds(10);

  /** Over so short a time, rates that differ by less are the same. */
  private static final double STEADY = 0.1;

  private static final Duration LEAST_FOR_RATES = Duration.ofSeconds(5);
  private static final int MOST_CURRENCIES = 3;

  /**
   * @param oldest when the oldest record that waits was written; empty if that is not known
   */
  static GroupBacklog of(
      String group,
      String unit,
      LagHistory lags,
      Optional<Instant> oldest,
      Map<String, BigDecimal> money,
      boolean estimated) {
    Predicate<PartitionLag> its = lag -> lag.group().equals(group);
    Duration covered = lags.covered();
    Optional<Instant> asked = lags.newest().map(LagHistory.Sample::at);
    Optional<Duration> known =
        lags.completeUpTo(its)
            .or(() -> oldest)
            .flatMap(since -> asked.map(now -> Duration.between(since, now)));
    boolean atLeast = known.isEmpty() && !covered.isZero();
    boolean turned = growth(lags, its, NOW, STEADY) * growth(lags, its, RATES, 0) < 0;
    Duration over = turned ? NOW : covered.compareTo(RATES) < 0 ? covered : RATES;
    boolean ratesAreKnown = covered.compareTo(LEAST_FOR_RATES) >= 0;
    return new GroupBacklog(
        group,
        unit,
        lags.newest().map(it -> it.sum(its, PartitionLag::lag)).orElse(0L),
        known.or(() -> Optional.of(covered).filter(any -> atLeast)),
        atLeast,
        money,
        estimated,
        lags.perSecond(its, PartitionLag::end, over).filter(any -> ratesAreKnown),
        lags.perSecond(its, PartitionLag::committed, over).filter(any -> ratesAreKnown),
        over);
  }

  /** Positive if more arrives than is processed, negative if less; 0 if they are about the same. */
  private static double growth(
      LagHistory lags, Predicate<PartitionLag> its, Duration over, double steady) {
    double arriving = lags.perSecond(its, PartitionLag::end, over).orElse(0.0);
    double processed = lags.perSecond(its, PartitionLag::committed, over).orElse(0.0);
    double growth = arriving - processed;
    return Math.abs(growth) > steady * Math.max(arriving, processed) ? growth : 0;
  }

  boolean isLate() {
    return waiting > 0 && behind.filter(it -> it.compareTo(LATE) >= 0).isPresent();
  }

  /** Whether more arrives than is processed. */
  boolean grows() {
    return arriving.isPresent() && processed.isPresent() && arriving.get() > processed.get();
  }

  /** Until nothing waits, at the rates of the last minute; empty if never, or not known. */
  Optional<Duration> caughtUpIn() {
    if (arriving.isEmpty() || processed.isEmpty() || processed.get() <= arriving.get()) {
      return Optional.empty();
    }
    double seconds = Math.max(1, waiting / (processed.get() - arriving.get()));
    return Optional.of(Duration.ofSeconds((long) seconds));
  }

  /** {@code 11 min 3 s behind and falling further behind}. */
  String headline() {
    return "%s is %s%s behind%s"
        .formatted(
            group,
            atLeast ? "more than " : "",
            behind.map(Numbers::duration).orElseThrow(),
            grows() ? " and falling further behind" : "");
  }

  /** What waits, what it is worth, and when it will be processed. */
  String sentences() {
    return waits() + outlook();
  }

  /** As above, where nobody is there who could process it. */
  String sentencesWithoutProcess() {
    return waits()
        + arriving
            .map(
                it ->
                    " In the last %s, %s %ss/s arrived.".formatted(span(), Numbers.rate(it), unit))
            .orElse("")
        + " None is processed until a process runs.";
  }

  private String waits() {
    String what = waiting == 1 ? "1 " + unit + " waits" : Numbers.count(waiting, unit) + " wait";
    return what + worth() + ".";
  }

  private String span() {
    return over.equals(RATES) ? "minute" : Numbers.duration(over);
  }

  private String worth() {
    if (money.isEmpty()) {
      return "";
    }
    List<String> sums =
        money.entrySet().stream()
            .limit(MOST_CURRENCIES)
            .map(it -> it.getKey() + " " + Numbers.amount(it.getValue()))
            .toList();
    int more = money.size() - sums.size();
    return ", worth %s%s%s"
        .formatted(
            estimated ? "about " : "",
            listed(sums),
            more == 0
                ? ""
                : " and more in " + (more == 1 ? "another currency" : more + " other currencies"));
  }

  private static String listed(List<String> sums) {
    int last = sums.size() - 1;
    return last == 0
        ? sums.get(0)
        : String.join(", ", sums.subList(0, last)) + " and " + sums.get(last);
  }

  private String outlook() {
    if (arriving.isEmpty() || processed.isEmpty()) {
      return " Whether it catches up is known in a few seconds.";
    }
    String rates =
        " In the last %s, %s %ss/s arrived and %s"
            .formatted(
                span(),
                Numbers.rate(arriving.get()),
                unit,
                processed.get() == 0
                    ? "none was processed"
                    : Numbers.rate(processed.get()) + "/s were processed");
    return caughtUpIn()
        .map(it -> "%s: it catches up in about %s.".formatted(rates, Numbers.duration(it)))
        .orElse(rates + ": at this rate it never catches up.");
  }
}
