package net.jumptotech.orders.cli.bench.compare;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The same work done in two ways, which take turns in one run: ours, and a reference.
 *
 * @param name what is done
 * @param warmUps rounds before those that count
 * @param reference empty if nothing else does this work
 */
public record Comparison(
    String name, List<Measure> measures, int warmUps, Run ours, Optional<Reference> reference) {

  /** Does the work once, in less than ten seconds or for a time that the user chose. */
  public interface Run {
    /**
     * @return the values; a measure is missing where this machine cannot tell it
     */
    Map<Measure, Double> go() throws Exception;
  }

  /**
   * @param name who does the work
   */
  public record Reference(String name, Run run) {}
}
