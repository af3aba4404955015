package net.jumptotech.orders.producer;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mapping;

/** What the producer sends. */
public sealed interface Source {

  int MAX_RATE = 100_000;

  /** The name on the command line and in dead letters. */
  String name();

  <R> R match(
      Function<Synthetic, R> synthetic,
      Function<File, R> file,
      Function<Sample, R> sample,
      Function<None, R> none);

  /**
   * Endless generated orders. Each is a pure function of the seed and its id, except for its time.
   *
   * @param rate orders a second
   * @param riskyShare from 0 to 1: the share of them that the default fraud rule suspects
   */
  record Synthetic(int rate, long seed, double riskyShare) implements Source {
    public Synthetic {
      checkRate(rate);
      if (!(riskyShare >= 0 && riskyShare <= 1)) {
        throw new IllegalArgumentException("risky-share must be 0 to 1, was " + riskyShare);
      }
    }

    @Override
    public String name() {
      return "synthetic";
    }

    @Override
    public String toString() {
      return name(); // as in the configuration
    }

    @Override
    public <R> R match(
        Function<Synthetic, R> synthetic,
        Function<File, R> file,
        Function<Sample, R> sample,
        Function<None, R> none) {
      return synthetic.apply(this);
    }
  }

  /**
   * The orders of a file, in its order, once: CSV with a header, JSON, or what {@link
   * net.jumptotech.orders.intake.container.Container} makes that of.
   *
   * @param path {@link #STANDARD_INPUT} for standard input
   * @param rate orders a second; empty: as fast as Kafka accepts them
   * @param mapping as in {@link net.jumptotech.orders.intake.OrderReader#open}
   * @param workbooks finds the plugin that reads them
   */
  record File(String path, OptionalInt rate, Optional<Mapping> mapping, Workbooks workbooks)
      implements Source {

    public static final String STANDARD_INPUT = "-";

    static final String PREFIX = "file:";

    public File {
      Objects.requireNonNull(rate, "rate");
      Objects.requireNonNull(mapping, "mapping");
      if (path.isBlank()) {
        throw new IllegalArgumentException("expected file:PATH, was \"file:" + path + "\"");
      }
      rate.ifPresent(Source::checkRate);
    }

    /** A file with our own names, or those of a preset. */
    public File(String path, OptionalInt rate) {
      this(path, rate, Optional.empty(), Workbooks.NONE);
    }

    /** Without the directory, which a browser should not show. */
    @Override
    public String name() {
      return PREFIX + path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public <R> R match(
        Function<Synthetic, R> synthetic,
        Function<File, R> file,
        Function<Sample, R> sample,
        Function<None, R> none) {
      return file.apply(this);
    }
  }

  /**
   * The sample orders that come with Orders, once.
   *
   * @param rate orders a second; empty: as fast as Kafka accepts them
   */
  record Sample(OptionalInt rate) implements Source {
    public Sample {
      rate.ifPresent(Source::checkRate);
    }

    @Override
    public String name() {
      return "sample";
    }

    @Override
    public <R> R match(
        Function<Synthetic, R> synthetic,
        Function<File, R> file,
        Function<Sample, R> sample,
        Function<None, R> none) {
      return sample.apply(this);
    }
  }

  /** Nothing: orders come over HTTP or from elsewhere. */
  record None() implements Source {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public <R> R match(
        Function<Synthetic, R> synthetic,
        Function<File, R> file,
        Function<Sample, R> sample,
        Function<None, R> none) {
      return none.apply(this);
    }
  }

  private static void checkRate(int rate) {
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate must be 1 to " + MAX_RATE + ", was " + rate);
    }
  }
}
