package net.jumptotech.orders.cli.bench.compare;

import java.util.Collection;
import java.util.List;

/**
 * The values of one figure, one for each round.
 *
 * @param values at least one
 */
public record Series(List<Double> values) {

  public Series {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a series needs at least one value");
    }
  }

  static Series of(Collection<Double> values) {
    return new Series(List.copyOf(values));
  }

  /** The middle value, or the mean of the two in the middle. */
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
  }

  double least() {
    return values.stream().min(Double::compare).orElseThrow();
  }

  double most() {
    return values.stream().max(Double::compare).orElseThrow();
  }

  /** From the least to the most, as a share of the median. */
  double spread() {
    return most() == least() ? 0 : (most() - least()) / median();
  }
}
