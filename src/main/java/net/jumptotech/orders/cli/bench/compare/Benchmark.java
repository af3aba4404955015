package net.jumptotech.orders.cli.bench.compare;

import java.util.List;

/** A part of the benchmark. */
public interface Benchmark extends AutoCloseable {

  /** Opens what they need, and may take some seconds. Called once. */
  List<Comparison> comparisons() throws Exception;

  @Override
  default void close() {}
}
