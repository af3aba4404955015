package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;

class LagHistoryTest {

  private static final Instant T = Instant.parse("2026-01-05T10:00:00Z");
  private static final Predicate<PartitionLag> ALL = any -> true;

  private final LagHistory history = new LagHistory();

  @Test
  void itIsCompleteUpToTheNewestTimeWhoseEndsAllPartitionsHavePassed() {
    assertThat(history.completeUpTo(ALL)).isEmpty();
    sample(0, lag(0, 0, 10), lag(1, 0, 10));
    assertThat(history.completeUpTo(ALL)).as("behind what was there at first").isEmpty();
    sample(1, lag(0, 10, 20), lag(1, 5, 20));
    assertThat(history.completeUpTo(ALL)).isEmpty();
    assertThat(history.completeUpTo(it -> it.partition() == 0)).contains(T);
    sample(2, lag(0, 25, 30), lag(1, 10, 30));
    assertThat(history.completeUpTo(ALL)).contains(T);
    sample(3, lag(0, 30, 30), lag(1, 30, 30));
    assertThat(history.completeUpTo(ALL)).contains(T.plusSeconds(3));
  }

  @Test
  void ratesAreThoseOfTheLastTenSeconds() {
    assertThat(history.perSecond(ALL, PartitionLag::end)).isEmpty();
    for (int second = 0; second <= 30; second++) {
      long end = second < 15 ? 0 : (second - 15) * 100L;
      sample(second, lag(0, end / 2, end));
    }
    assertThat(history.perSecond(ALL, PartitionLag::end)).contains(100.0);
    assertThat(history.perSecond(ALL, PartitionLag::committed)).contains(50.0);
    assertThat(history.drainSeconds(ALL)).contains(15.0);
  }

  @Test
  void nothingWaitsIsDrainedAndNothingHandledNeverIs() {
    sample(0, lag(0, 5, 5));
    assertThat(history.drainSeconds(ALL)).contains(0.0);
    sample(1, lag(0, 5, 9));
    assertThat(history.drainSeconds(ALL)).isEmpty();
  }

  @Test
  void aPartitionStandsStillThatHandledNothingForAMinuteWhileSomethingWaited() {
    assertThat(history.standingStill(ALL)).isEmpty();
    eachSecond(0, 29, lag(0, 5, 9), lag(1, 5, 5), lag(2, 5, 9));
    eachSecond(30, 59, lag(0, 5, 9), lag(1, 5, 9), lag(2, 5, 9));
    assertThat(history.standingStill(ALL)).as("not remembered for a minute").isEmpty();
    sample(60, lag(0, 5, 19), lag(1, 5, 19), lag(2, 6, 19));
    assertThat(history.standingStill(ALL)).containsExactly(lag(0, 5, 19));
    eachSecond(61, 90, lag(0, 19, 19), lag(1, 5, 19), lag(2, 6, 19));
    assertThat(history.standingStill(ALL)).containsExactly(lag(1, 5, 19));
    assertThat(history.standingStill(it -> it.partition() == 2)).isEmpty();
  }

  @Test
  void whileKafkaWasAwayNobodyStoodStill() {
    eachSecond(0, 30, lag(0, 5, 9));
    eachSecond(100, 130, lag(0, 5, 19));
    assertThat(history.standingStill(ALL)).isEmpty();
    eachSecond(131, 160, lag(0, 5, 19));
    assertThat(history.standingStill(ALL)).containsExactly(lag(0, 5, 19));
  }

  @Test
  void anHourIsRememberedSparselyAndTheLastMinuteWhole() {
    for (int second = 0; second < 4 * 3_600; second++) {
      sample(second, lag(0, 0, second));
    }
    assertThat(history.trend()).hasSize(61);
    // the group stands at what was written half an hour before
    int last = 4 * 3_600;
    sample(last, lag(0, last - 1_800, last));
    assertThat(history.completeUpTo(ALL).orElseThrow())
        .isBetween(T.plusSeconds(last - 1_811), T.plusSeconds(last - 1_800));
    sample(last + 1, lag(0, last - 4_000, last));
    assertThat(history.completeUpTo(ALL)).as("longer ago than an hour").isEmpty();
  }

  private void eachSecond(int from, int to, PartitionLag... lags) {
    for (int second = from; second <= to; second++) {
      sample(second, lags);
    }
  }

  private void sample(int second, PartitionLag... lags) {
    history.add(T.plusSeconds(second), List.of(lags));
  }

  private static PartitionLag lag(int partition, long committed, long end) {
    return new PartitionLag("g", "orders", partition, committed, end);
  }
}
