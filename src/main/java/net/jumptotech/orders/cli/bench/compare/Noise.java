package net.jumptotech.orders.cli.bench.compare;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How quiet the machine was during a comparison. Beyond any of the limits a verdict would say more
 * about the machine than about Orders.
 *
 * @param calibrationMillis the same work before, between and after the rounds
 * @param others share of all processors that other processes used, from 0 to 1; empty where the
 *     system does not tell
 */
public record Noise(Series calibrationMillis, Optional<Double> others) {

  static final double MOST_CALIBRATION_SPREAD = 0.10;
  static final double MOST_REFERENCE_SPREAD = 0.25;
  static final double MOST_OTHERS = 0.05;

  /**
   * Why there can be no verdict.
   *
   * @param reference its values in all rounds
   * @return empty if the machine was quiet enough
   */
  List<String> reasons(Optional<Series> reference) {
    List<String> reasons = new ArrayList<>();
    double calibrations = calibrationMillis.spread();
    if (calibrations > MOST_CALIBRATION_SPREAD) {
      reasons.add(
          "a fixed piece of work took between %.0f and %.0f ms, %s apart (at most %s)"
              .formatted(
                  calibrationMillis.least(),
                  calibrationMillis.most(),
                  Figures.percent(calibrations),
                  Figures.percent(MOST_CALIBRATION_SPREAD)));
    }
    reference
        .map(Series::spread)
        .filter(spread -> spread > MOST_REFERENCE_SPREAD)
        .ifPresent(
            spread ->
                reasons.add(
                    "the reference differed by %s between rounds (at most %s)"
                        .formatted(
                            Figures.percent(spread), Figures.percent(MOST_REFERENCE_SPREAD))));
    others
        .filter(share -> share > MOST_OTHERS)
        .ifPresent(
            share ->
                reasons.add(
                    "other processes used %s of the processors (at most %s)"
                        .formatted(Figures.percent(share), Figures.percent(MOST_OTHERS))));
    return reasons;
  }

  JsonObject json() {
    return new JsonObject()
        .put("calibrations_ms", Figures.json(calibrationMillis))
        .put("calibration_spread", Figures.rounded(calibrationMillis.spread()))
        .put("others_processor_share", others.map(Figures::rounded).orElse(null));
  }

  String text() {
    return "calibrations %s apart%s"
        .formatted(
            Figures.percent(calibrationMillis.spread()),
            others
                .map(
                    it ->
                        ", other processes used %s of the processors"
                            .formatted(Figures.percent(it)))
                .orElse(""));
  }
}
