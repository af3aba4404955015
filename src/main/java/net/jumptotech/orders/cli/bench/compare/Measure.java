package net.jumptotech.orders.cli.bench.compare;

import java.util.Optional;

/**
 * What is measured.
 *
 * @param name one of its part: {@code rate, gateway 0 ms}
 * @param unit of the value, not of the ratio
 * @param target what it should reach, if that was ever decided
 */
public record Measure(String name, String unit, Optional<Target> target) {

  public static Measure of(String name, String unit) {
    return new Measure(name, unit, Optional.empty());
  }

  public Measure aimsAt(Target aim) {
    return new Measure(name, unit, Optional.of(aim));
  }
}
