package net.jumptotech.orders.cli.bench.compare;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one measure came to.
 *
 * @param reference of the same rounds, in the same order
 */
public record Result(Measure measure, Series values, Optional<Series> reference, Noise noise) {

  /** One round proves nothing, and two do not show which of them was the odd one. */
  public static final int FEWEST_ROUNDS = 3;

  /** Whether the target was reached. */
  public enum Verdict {
    MET("met"),
    MISSED("missed"),
    /** The machine was too noisy, or there were too few rounds, to know. */
    NONE("no verdict");

    private final String text;

    Verdict(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Ours to the reference, of each round. None if the reference was too small for this clock. */
  Optional<Series> ratios() {
    return reference
        .filter(it -> it.least() > 0)
        .map(
            it ->
                new Series(
                    IntStream.range(0, values.values().size())
                        .mapToObj(round -> values.values().get(round) / it.values().get(round))
                        .toList()));
  }

  /** Empty if there is no target. */
  Optional<Verdict> verdict() {
    return measure
        .target()
        .map(
            target ->
                !reasons().isEmpty()
                    ? Verdict.NONE
                    : target.isMetBy(median(target)) ? Verdict.MET : Verdict.MISSED);
  }

  private double median(Target target) {
    return (target.of() == Target.Of.RATIO ? ratios().orElseThrow() : values).median();
  }

  /** Why there can be no verdict; empty if there can. */
  List<String> reasons() {
    List<String> reasons = new ArrayList<>(noise.reasons(reference));
    int rounds = values.values().size();
    if (rounds < FEWEST_ROUNDS) {
      reasons.add("a verdict needs %d rounds, there were %d".formatted(FEWEST_ROUNDS, rounds));
    }
    if (reference.isPresent() && ratios().isEmpty()) {
      reasons.add("the reference was too small to be measured");
    }
    return reasons;
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("name", measure.name())
            .put("unit", measure.unit())
            .put("values", Figures.json(values))
            .put("median", Figures.rounded(values.median()));
    reference.ifPresent(
        it ->
            json.put("reference_values", Figures.json(it))
                .put("reference_median", Figures.rounded(it.median()))
                .put("reference_spread", Figures.rounded(it.spread())));
    ratios()
        .ifPresent(
            it ->
                json.put("ratios", Figures.json(it))
                    .put("ratio_median", Figures.rounded(it.median()))
                    .put("ratio_spread", Figures.rounded(it.spread())));
    measure.target().ifPresent(it -> json.put("target", it.json()));
    verdict()
        .ifPresent(
            it ->
                json.put("verdict", it.name().toLowerCase(Locale.ROOT))
                    .put("reasons_for_no_verdict", reasons()));
    return json;
  }
}
