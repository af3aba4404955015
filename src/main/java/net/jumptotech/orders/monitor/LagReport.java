package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.jumptotech.orders.monitor.frames.Rate;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Lag of one partition or of many: in records, in seconds, in money.
 *
 * @param current whether Kafka's last answer is recent enough to report as current; if not, nothing
 *     is known
 * @param waiting empty if Kafka does not answer
 */
record LagReport(LagHistory lags, boolean current, Optional<Backlogs> waiting, String ordersTopic) {

  /**
   * Unknown values are null.
   *
   * @param moneyWaiting by currency; also null if the partitions contain no orders
   * @param moneyEstimated whether some of what waits was not read
   */
  record Lag(
      Long lag,
      BigDecimal secondsBehind,
      BigDecimal drainSeconds,
      BigDecimal handledRate,
      BigDecimal arrivingRate,
      List<Amount> moneyWaiting,
      boolean moneyEstimated,
      Optional<Instant> oldestWaitingAt) {}

  record Amount(String currency, BigDecimal amount) {}

  Lag of(Predicate<PartitionLag> which) {
    if (!current) {
      return new LagReport(new LagHistory(), true, Optional.empty(), ordersTopic).of(which);
    }
    Optional<Instant> oldest = oldest(which);
    return new Lag(
        lags.newest().map(it -> it.sum(which, PartitionLag::lag)).orElse(null),
        secondsBehind(which, oldest),
        Rate.rounded(lags.drainSeconds(which)),
        Rate.rounded(lags.perSecond(which, PartitionLag::committed)),
        Rate.rounded(lags.perSecond(which, PartitionLag::end)),
        money(which),
        waiting.filter(it -> it.isEstimated(which)).isPresent(),
        oldest);
  }

  /** Determined by Kafka's end offsets; if those are too old, by the oldest record that waits. */
  Optional<Instant> completeUpTo(Predicate<PartitionLag> which) {
    return lags.completeUpTo(which).or(() -> oldest(which));
  }

  private BigDecimal secondsBehind(Predicate<PartitionLag> which, Optional<Instant> oldest) {
    return Rate.rounded(
        lags.completeUpTo(which)
            .or(() -> oldest)
            .flatMap(
                since ->
                    lags.newest()
                        .map(
                            it -> Math.max(0, Duration.between(since, it.at()).toMillis() / 1e3))));
  }

  private Optional<Instant> oldest(Predicate<PartitionLag> which) {
    return waiting.flatMap(it -> it.oldest(which));
  }

  /** Null where it is not known, or no partition of orders is among them. */
  private List<Amount> money(Predicate<PartitionLag> which) {
    boolean orders =
        lags.newest().stream()
            .flatMap(it -> it.lags().stream())
            .anyMatch(it -> which.test(it) && it.topic().equals(ordersTopic));
    return waiting
        .filter(any -> orders)
        .flatMap(it -> it.money(which))
        .map(
            sums ->
                sums.entrySet().stream().map(it -> new Amount(it.getKey(), it.getValue())).toList())
        .orElse(null);
  }
}
