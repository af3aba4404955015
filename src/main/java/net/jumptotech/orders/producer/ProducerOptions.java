package net.jumptotech.orders.producer;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;
import net.jumptotech.orders.runtime.Settings;

/**
 * @param inFlight how many orders may wait for Kafka's acknowledgement; at that number the source
 *     pauses
 */
public record ProducerOptions(Source source, int inFlight) {

  public static final int DEFAULT_RATE = 20;
  public static final int DEFAULT_IN_FLIGHT = 10_000;

  private static final String EXPECTED =
      "expected synthetic, sample, none, file:PATH or dir:PATH, was \"";

  public ProducerOptions {
    Objects.requireNonNull(source, "source");
    if (inFlight < 1) {
      throw new IllegalArgumentException("in-flight must be at least 1, was " + inFlight);
    }
  }

  /**
   * Reads {@code source}, {@code rate} (for files or the sample: absent means as fast as possible),
   * {@code mapping} (of files), {@code seed}, {@code risky-share} and {@code in-flight}; notes
   * every mistake.
   */
  public static ProducerOptions from(Settings settings, Workbooks workbooks) {
    int rate = settings.integer("rate", 0, 1, Source.MAX_RATE);
    long seed = settings.number("seed", 1, Long.MIN_VALUE, Long.MAX_VALUE);
    double share = settings.share("risky-share", 0.1);
    Source synthetic = new Source.Synthetic(rate == 0 ? DEFAULT_RATE : rate, seed, share);
    OptionalInt optionalRate = rate == 0 ? OptionalInt.empty() : OptionalInt.of(rate);
    Optional<Mapping> mapping =
        settings.value("mapping", text -> Optional.of(Mappings.find(text)), Optional.empty());
    FileFormat format = new FileFormat(mapping, workbooks);
    Source source =
        settings.value("source", text -> source(text, synthetic, optionalRate, format), synthetic);
    if (mapping.isPresent()
        && !(source instanceof Source.File || source instanceof Source.Directory)) {
      settings.mistake(
          "mapping", "only files have one; was given with the source " + source.name());
    }
    return new ProducerOptions(
        source, settings.integer("in-flight", DEFAULT_IN_FLIGHT, 1, 1_000_000));
  }

  /** The same, but a directory ends once no file is left in it. */
  public ProducerOptions endingWhenEmpty() {
    return source instanceof Source.Directory it
        ? new ProducerOptions(
            new Source.Directory(it.path(), it.rate(), it.format(), true), inFlight)
        : this;
  }

  private static Source source(String text, Source synthetic, OptionalInt rate, FileFormat format) {
    return switch (text) {
      case "synthetic" -> synthetic;
      case "sample" -> new Source.Sample(rate);
      case "none" -> new Source.None();
      default -> {
        if (text.startsWith(Source.Directory.PREFIX)) {
          Path path = Path.of(text.substring(Source.Directory.PREFIX.length()));
          yield new Source.Directory(path, rate, format, false);
        }
        if (!text.startsWith(Source.File.PREFIX)) {
          throw new IllegalArgumentException(EXPECTED + text + "\"");
        }
        yield new Source.File(text.substring(Source.File.PREFIX.length()), rate, format);
      }
    };
  }
}
