package net.jumptotech.orders.producer;

import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;

/** What the producer sends. */
public sealed interface Source {

  int MAX_RATE = 100_000;

  /** The name on the command line and in dead letters. */
  String name();

  /** Orders a second; empty: as fast as Kafka accepts them. */
  OptionalInt rate();

  /** Whether somebody wants to know what became of its lines: it was not made up. */
  boolean isReported();

  /**
   * Endless generated orders. Each is a pure function of the seed and its id, except for its time.
   *
   * @param perSecond how many
   * @param riskyShare from 0 to 1: the share of them that the default fraud rule suspects
   */
  record Synthetic(int perSecond, long seed, double riskyShare) implements Source {
    public Synthetic {
      checkRate(perSecond);
      if (!(riskyShare >= 0 && riskyShare <= 1)) {
        throw new IllegalArgumentException("risky-share must be 0 to 1, was " + riskyShare);
      }
    }

    @Override
    public String name() {
      return "synthetic";
    }

    @Override
    public OptionalInt rate() {
      return OptionalInt.of(perSecond);
    }

    @Override
    public boolean isReported() {
      return false;
    }

    @Override
    public String toString() {
      return name(); // as in the configuration
    }
  }

  /**
   * The orders of a file, in its order, once: CSV with a header, JSON, or what {@link
   * net.jumptotech.orders.intake.container.Container} makes that of.
   *
   * @param path {@link #STANDARD_INPUT} for standard input
   */
  record File(String path, OptionalInt rate, FileFormat format) implements Source {

    public static final String STANDARD_INPUT = "-";

    static final String PREFIX = "file:";

    public File {
      Objects.requireNonNull(rate, "rate");
      Objects.requireNonNull(format, "format");
      if (path.isBlank()) {
        throw new IllegalArgumentException("expected file:PATH, was \"file:" + path + "\"");
      }
      rate.ifPresent(Source::checkRate);
    }

    boolean isStandardInput() {
      return path.equals(STANDARD_INPUT);
    }

    /** Without the directory, which a browser should not show. */
    @Override
    public String name() {
      return PREFIX + path.substring(path.lastIndexOf('/') + 1);
    }

    @Override
    public boolean isReported() {
      return true;
    }
  }

  /**
   * The files that others put into a directory, one after another, each once.
   *
   * @param endsWhenEmpty whether it ends once no file is left; otherwise it never does
   */
  record Directory(Path path, OptionalInt rate, FileFormat format, boolean endsWhenEmpty)
      implements Source {

    static final String PREFIX = "dir:";

    public Directory {
      Objects.requireNonNull(rate, "rate");
      Objects.requireNonNull(format, "format");
      if (path.toString().isBlank()) {
        throw new IllegalArgumentException("expected dir:PATH, was \"dir:" + path + "\"");
      }
      rate.ifPresent(Source::checkRate);
    }

    /** Without the directories around it, which a browser should not show. */
    @Override
    public String name() {
      return PREFIX + path.toAbsolutePath().normalize().getFileName();
    }

    @Override
    public boolean isReported() {
      return true;
    }
  }

  /** The sample orders that come with Orders, once. */
  record Sample(OptionalInt rate) implements Source {
    public Sample {
      rate.ifPresent(Source::checkRate);
    }

    @Override
    public String name() {
      return "sample";
    }

    @Override
    public boolean isReported() {
      return true;
    }
  }

  /** Nothing: orders come over HTTP or from elsewhere. */
  record None() implements Source {

    @Override
    public String name() {
      return "none";
    }

    @Override
    public OptionalInt rate() {
      return OptionalInt.empty();
    }

    @Override
    public boolean isReported() {
      return false;
    }
  }

  private static void checkRate(int rate) {
    if (rate < 1 || rate > MAX_RATE) {
      throw new IllegalArgumentException("rate must be 1 to " + MAX_RATE + ", was " + rate);
    }
  }
}
