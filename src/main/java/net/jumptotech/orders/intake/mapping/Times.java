package net.jumptotech.orders.intake.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jumptotech.orders.event.Shown;

/**
 * Times as another system writes them, in the first of several formats that fits. The zone counts
 * only for times without one. A date is its first moment.
 */
final class Times {

  /** A time in the order of ISO 8601, usually with an offset. */
  static final String ISO = "iso";

  /** The same without an offset. */
  static final String ISO_LOCAL = "iso-local";

  private static final String SECONDS = "epoch-seconds";
  private static final String MILLIS = "epoch-millis";
  private static final int LONGEST = 64;

  private final List<String> names;
  private final List<Format> formats;
  private final boolean needsZone;
  private final Optional<ZoneId> zone;

  /** Reads a time, or returns null if it has another format. */
  private interface Format {
    Instant read(String text);
  }

  /**
   * @param names {@code iso}, {@code iso-local}, {@code epoch-seconds}, {@code epoch-millis}, or
   *     patterns of {@link DateTimeFormatter}
   * @throws IllegalArgumentException if a pattern is none
   */
  Times(List<String> names, Locale locale, Optional<ZoneId> zone) {
    this.names = List.copyOf(names);
    this.zone = zone;
    this.needsZone = names.stream().anyMatch(Times::isLocal);
    List<Format> all = new ArrayList<>();
    for (String name : names) {
      all.add(
          switch (name) {
            case ISO, ISO_LOCAL -> this::iso;
            case SECONDS -> text -> epoch(text, 0);
            case MILLIS -> text -> epoch(text, 3);
            default -> pattern(name, locale);
          });
    }
    this.formats = all;
  }

  private static boolean isLocal(String name) {
    return switch (name) {
      case ISO, SECONDS, MILLIS -> false;
      case ISO_LOCAL -> true;
      default -> !name.replaceAll("'[^']*'", "").matches(".*[VvzOXxZ].*");
    };
  }

  private Format pattern(String pattern, Locale locale) {
    DateTimeFormatter format;
    try {
      // strict, so that there is no 30 February; strict years are u
      format =
          new DateTimeFormatterBuilder()
              .parseCaseInsensitive()
              .appendPattern(pattern.replace('y', 'u'))
              .toFormatter(locale)
              .withResolverStyle(ResolverStyle.STRICT);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "expected iso, iso-local, epoch-seconds, epoch-millis or a pattern such as dd.MM.yyyy"
              + " HH:mm, was \"%s\" (%s)".formatted(pattern, wrong.getMessage()),
          wrong);
    }
    return text -> {
      TemporalAccessor read;
      try {
        read = format.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
      } catch (DateTimeException other) {
        return null;
      }
      if (read instanceof ZonedDateTime time) {
        return time.toInstant();
      }
      return read instanceof LocalDateTime time
          ? instant(time)
          : instant(((LocalDate) read).atStartOfDay());
    };
  }

  private Instant iso(String text) {
    Optional<IsoTime.Read> read = IsoTime.read(text);
    return read.isEmpty() ? null : read.get().instant().orElseGet(() -> instant(read.get().time()));
  }

  private static Instant epoch(String text, int scale) {
    try {
      BigInteger nanos = new BigDecimal(text).movePointRight(9 - scale).toBigIntegerExact();
      BigInteger[] parts = nanos.divideAndRemainder(BigInteger.valueOf(1_000_000_000));
      return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValue());
    } catch (ArithmeticException | DateTimeException | NumberFormatException other) {
      return null;
    }
  }

  private Instant instant(LocalDateTime time) {
    ZoneId there =
        zone.orElseThrow(
            () -> new IllegalArgumentException("has no zone; give it with zone=Europe/Berlin"));
    if (there instanceof ZoneOffset offset) {
      return time.toInstant(offset);
    }
    if (there.getRules().getValidOffsets(time).isEmpty()) {
      throw new IllegalArgumentException("does not exist in " + there + " (clocks were set ahead)");
    }
    return time.atZone(there).toInstant();
  }

  /** Whether one of the formats has no zone. */
  boolean needsZone() {
    return needsZone && zone.isEmpty();
  }

  /**
   * @throws IllegalArgumentException if no format fits
   */
  Instant read(String text) {
    // PHP and Java write special blanks before AM and PM
    String bare = text.replace('\u202F', ' ').replace('\u00A0', ' ');
    if (text.length() <= LONGEST) {
      for (Format format : formats) {
        try {
          Instant at = format.read(bare);
          if (at != null) {
            return at;
          }
        } catch (IllegalArgumentException wrong) {
          throw new IllegalArgumentException(Shown.value(text) + " " + wrong.getMessage(), wrong);
        }
      }
    }
    throw new IllegalArgumentException(
        "expected a time as " + String.join(" or ", names) + ", was " + Shown.value(text));
  }
}
