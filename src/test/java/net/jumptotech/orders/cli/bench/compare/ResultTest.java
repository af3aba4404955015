package net.jumptotech.orders.cli.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Optional;
import net.jumptotech.orders.cli.bench.compare.Result.Verdict;
import org.junit.jupiter.api.Test;

final class ResultTest {

  private static final Noise QUIET = new Noise(series(80, 81, 80), Optional.of(0.01));
  private static final Measure RATE = Measure.of("rate", "orders/s");

  @Test
  void theRatioIsThatOfEachRoundAndItsMedianDecides() {
    Result result =
        result(Target.ratioAtLeast(0.5), series(50, 60, 40), series(100, 100, 99), QUIET);
    assertThat(result.ratios().orElseThrow().values()).containsExactly(0.5, 0.6, 40.0 / 99);
    assertThat(result.verdict()).contains(Verdict.MET);
    assertThat(result.reasons()).isEmpty();
    assertThat(
            result(Target.ratioAtLeast(0.51), series(50, 60, 40), series(100, 100, 99), QUIET)
                .verdict())
        .contains(Verdict.MISSED);
  }

  @Test
  void aLowRatioCanBeTheTarget() {
    Target target = Target.ratioAtMost(1.6);
    assertThat(result(target, series(16, 15, 17), series(10, 10, 10), QUIET).verdict())
        .contains(Verdict.MET);
    assertThat(result(target, series(17, 15, 17), series(10, 10, 10), QUIET).verdict())
        .contains(Verdict.MISSED);
  }

  @Test
  void aTargetOfTheValueNeedsNoReference() {
    Result result =
        new Result(
            RATE.aimsAt(Target.valueAtLeast(34_000)),
            series(33_000, 34_000, 35_000),
            Optional.empty(),
            QUIET);
    assertThat(result.verdict()).contains(Verdict.MET);
    assertThat(result.ratios()).isEmpty();
  }

  @Test
  void withoutATargetThereIsNoVerdict() {
    assertThat(new Result(RATE, series(1, 2, 3), Optional.empty(), QUIET).verdict()).isEmpty();
  }

  @Test
  void fewerThanThreeRoundsAllowNoVerdict() {
    Result result = result(Target.ratioAtLeast(0.5), series(50, 60), series(100, 100), QUIET);
    assertThat(result.verdict()).contains(Verdict.NONE);
    assertThat(result.reasons()).containsExactly("a verdict needs 3 rounds, there were 2");
  }

  @Test
  void calibrationsThatDifferAllowNoVerdict() {
    Noise noise = new Noise(series(80, 100, 82), Optional.of(0.01));
    Result result =
        result(Target.ratioAtLeast(0.5), series(50, 60, 70), series(100, 99, 98), noise);
    assertThat(result.verdict()).contains(Verdict.NONE);
    assertThat(result.reasons())
        .containsExactly(
            "a fixed piece of work took between 80 and 100 ms, 24 % apart (at most 10 %)");
  }

  @Test
  void aReferenceThatDiffersBetweenRoundsAllowsNoVerdict() {
    Result result =
        result(Target.ratioAtLeast(0.5), series(50, 60, 70), series(100, 70, 98), QUIET);
    assertThat(result.verdict()).contains(Verdict.NONE);
    assertThat(result.reasons())
        .containsExactly("the reference differed by 31 % between rounds (at most 25 %)");
  }

  @Test
  void otherProcessesAllowNoVerdict() {
    Noise noise = new Noise(series(80, 81, 80), Optional.of(0.2));
    Result result =
        result(Target.ratioAtLeast(0.5), series(50, 60, 70), series(100, 99, 98), noise);
    assertThat(result.verdict()).contains(Verdict.NONE);
    assertThat(result.reasons())
        .containsExactly("other processes used 20 % of the processors (at most 5 %)");
  }

  @Test
  void whereTheSystemDoesNotTellOfOthersTheCalibrationsDecide() {
    Noise noise = new Noise(series(80, 81, 80), Optional.empty());
    assertThat(
            result(Target.ratioAtLeast(0.5), series(50, 60, 70), series(100, 99, 98), noise)
                .verdict())
        .contains(Verdict.MET);
  }

  @Test
  void aReferenceOfNothingHasNoRatio() {
    Result result = result(Target.ratioAtMost(2), series(1, 2, 3), series(0, 1, 0), QUIET);
    assertThat(result.ratios()).isEmpty();
    assertThat(result.verdict()).contains(Verdict.NONE);
    assertThat(result.reasons()).contains("the reference was too small to be measured");
    assertThat(result.json().containsKey("ratio_median")).isFalse();
  }

  private static Result result(Target target, Series ours, Series reference, Noise noise) {
    return new Result(RATE.aimsAt(target), ours, Optional.of(reference), noise);
  }

  static Series series(double... values) {
    return new Series(Arrays.stream(values).boxed().toList());
  }
}
