package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Lag of one partition or of many: in records, in seconds, in money.
 *
 * @param current whether Kafka's last answer is recent enough to report as current; if not, nothing
 *     is known
 * @param waiting empty if Kafka does not answer
 */
record LagReport(
    LagHistory lags, boolean current, Optional<List<Backlog>> waiting, String ordersTopic) {

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
        isEstimated(which),
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

  private List<Backlog> waiting(Predicate<PartitionLag> which) {
    return waiting.orElse(List.of()).stream().filter(it -> which.test(it.lag())).toList();
  }

  private Optional<Instant> oldest(Predicate<PartitionLag> which) {
    return waiting(which).stream().flatMap(it -> it.oldest().stream()).min(Instant::compareTo);
  }

  private boolean isEstimated(Predicate<PartitionLag> which) {
    return waiting(which).stream()
        .anyMatch(it -> isOfOrders(it.lag()) && it.read() > 0 && it.read() < it.lag().lag());
  }

  /**
   * Null if unknown, as when an open transaction blocks everything that waits, or if there are no
   * orders.
   */
  private List<Amount> money(Predicate<PartitionLag> which) {
    boolean orders =
        lags.newest().stream()
            .flatMap(it -> it.lags().stream())
            .anyMatch(it -> which.test(it) && isOfOrders(it));
    if (waiting.isEmpty() || !orders || waiting(which).stream().anyMatch(this::isUnreadable)) {
      return null;
    }
    Map<String, BigDecimal> sums = new TreeMap<>();
    for (Backlog each : waiting(which)) {
      each.amounts()
          .forEach(
              (currency, minorUnits) ->
                  sums.merge(
                      currency.getCurrencyCode(),
                      amount(currency, minorUnits, each),
                      BigDecimal::add));
    }
    return sums.entrySet().stream().map(it -> new Amount(it.getKey(), it.getValue())).toList();
  }

  /** Assumes that unread orders are worth as much as those that were read. */
  private static BigDecimal amount(Currency currency, long minorUnits, Backlog waiting) {
    int digits = currency.getDefaultFractionDigits();
    BigDecimal read = BigDecimal.valueOf(minorUnits, digits);
    return waiting.read() >= waiting.lag().lag()
        ? read
        : read.multiply(BigDecimal.valueOf(waiting.lag().lag()))
            .divide(BigDecimal.valueOf(waiting.read()), digits, RoundingMode.HALF_UP);
  }

  private boolean isUnreadable(Backlog each) {
    return isOfOrders(each.lag()) && each.lag().lag() > 0 && each.read() == 0;
  }

  private boolean isOfOrders(PartitionLag lag) {
    return lag.topic().equals(ordersTopic);
  }
}
