package net.jumptotech.orders.cli.bench.compare;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jumptotech.orders.cli.bench.compare.Comparison.Run;

/**
 * Runs a comparison: rounds in which ours and the reference take turns, each first in every second
 * one, and calibrations between them.
 */
public final class Rounds {

  private final int rounds;
  private final Progress progress;
  private final Callable<Double> calibration;

  /** What both have shown so far, each figure in the order of the rounds. */
  private static final class Shown {
    final Map<Measure, List<Double>> ours = new HashMap<>();
    final Map<Measure, List<Double>> reference = new HashMap<>();
    final List<Double> calibrations = new ArrayList<>();
  }

  public Rounds(int rounds, Progress progress) {
    this(rounds, progress, Calibration::run);
  }

  /**
   * @param calibration milliseconds of a fixed piece of work
   */
  Rounds(int rounds, Progress progress, Callable<Double> calibration) {
    this.rounds = rounds;
    this.progress = progress;
    this.calibration = calibration;
  }

  /**
   * @param part for the progress line
   */
  public List<Result> of(String part, Comparison comparison) throws Exception {
    for (int i = 1; i <= comparison.warmUps(); i++) {
      progress.step(part + ", warming up", Duration.ZERO, comparison.name());
      round(comparison, i, new Shown());
    }
    Shown shown = new Shown();
    shown.calibrations.add(calibration.call());
    Optional<ProcessorTime> before = ProcessorTime.now();
    long begunNanos = System.nanoTime();
    for (int round = 1; round <= rounds; round++) {
      Duration each = Duration.ofNanos((System.nanoTime() - begunNanos) / Math.max(1, round - 1));
      progress.step(
          "%s, round %d of %d".formatted(part, round, rounds),
          round == 1 ? Duration.ZERO : each.multipliedBy(rounds - round + 1),
          comparison.name());
      round(comparison, round, shown);
    }
    Optional<Double> others =
        before.flatMap(then -> ProcessorTime.now().map(now -> now.othersSince(then)));
    Noise noise = new Noise(Series.of(shown.calibrations), others);
    return comparison.measures().stream()
        .filter(shown.ours::containsKey)
        .map(
            it ->
                new Result(
                    it,
                    Series.of(shown.ours.get(it)),
                    Optional.ofNullable(shown.reference.get(it)).map(Series::of),
                    noise))
        .toList();
  }

  private void round(Comparison comparison, int number, Shown shown) throws Exception {
    if (comparison.reference().isEmpty()) {
      run(comparison.ours(), shown.ours, shown);
      return;
    }
    Run reference = comparison.reference().get().run();
    if (number % 2 == 1) {
      run(comparison.ours(), shown.ours, shown);
      run(reference, shown.reference, shown);
    } else {
      run(reference, shown.reference, shown);
      run(comparison.ours(), shown.ours, shown);
    }
  }

  private void run(Run run, Map<Measure, List<Double>> values, Shown shown) throws Exception {
    run.go()
        .forEach(
            (measure, value) ->
                values.computeIfAbsent(measure, first -> new ArrayList<>()).add(value));
    shown.calibrations.add(calibration.call());
  }
}
