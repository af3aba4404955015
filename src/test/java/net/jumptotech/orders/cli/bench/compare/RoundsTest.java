package net.jumptotech.orders.cli.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import org.junit.jupiter.api.Test;

final class RoundsTest {

  private static final Measure RATE = Measure.of("rate", "orders/s");
  private static final Measure UNKNOWN = Measure.of("memory", "MB");

  private final List<String> calls = new ArrayList<>();
  private double next;

  @Test
  void oursAndTheReferenceTakeTurnsAndEachIsFirstInEverySecondRound() throws Exception {
    List<Result> results = rounds(3).of("part", compared(1));
    assertThat(calls)
        .containsExactly(
            "ours",
            "calibration",
            "reference",
            "calibration", // warms up
            "calibration",
            "ours",
            "calibration",
            "reference",
            "calibration",
            "reference",
            "calibration",
            "ours",
            "calibration",
            "ours",
            "calibration",
            "reference",
            "calibration");
    assertThat(results).hasSize(1);
    assertThat(results.get(0).values().values()).containsExactly(3.0, 6.0, 7.0);
    assertThat(results.get(0).reference().orElseThrow().values()).containsExactly(4.0, 5.0, 8.0);
    assertThat(results.get(0).noise().calibrationMillis().values()).hasSize(7);
  }

  @Test
  void aMeasureThatTheMachineCannotTellIsLeftOut() throws Exception {
    Comparison alone =
        new Comparison("alone", List.of(RATE, UNKNOWN), 0, () -> run("ours"), Optional.empty());
    List<Result> results = rounds(2).of("part", alone);
    assertThat(results).extracting(Result::measure).containsExactly(RATE);
    assertThat(results.get(0).reference()).isEmpty();
  }

  private Comparison compared(int warmUps) {
    return new Comparison(
        "compared",
        List.of(RATE),
        warmUps,
        () -> run("ours"),
        Optional.of(new Reference("other", () -> run("reference"))));
  }

  private Map<Measure, Double> run(String who) {
    calls.add(who);
    return Map.of(RATE, ++next);
  }

  private Rounds rounds(int number) {
    Progress silent =
        new Progress(new PrintStream(PrintStream.nullOutputStream()), false, System::nanoTime);
    return new Rounds(
        number,
        silent,
        () -> {
          calls.add("calibration");
          return 80.0;
        });
  }
}
