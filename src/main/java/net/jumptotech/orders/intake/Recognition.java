package net.jumptotech.orders.intake;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.intake.mapping.Layout;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;

/** Finds the preset whose columns a foreign header has, or whose fields an object of JSON. */
final class Recognition {

  private static final int LEAST_NEAR = 2;

  /** Objects of ours have some names that those of shops have too. */
  private static final double HALF = 0.5;

  private Recognition() {}

  /** A preset, and those of its telling columns that the header does not have. */
  private record Match(Mapping preset, List<String> missing) {
    int found() {
      return preset.recognisedBy().size() - missing.size();
    }
  }

  /**
   * Takes a preset only if the header has all of its telling columns, no other preset fits, and
   * nothing is left for the user to give.
   *
   * @param charset the encoding of the header if a layout is right
   * @param notOurs why it is no header of ours
   * @throws InvalidEvent that names the nearest preset and what to type
   */
  static Mapping of(byte[] header, Function<Layout, Charset> charset, InvalidEvent notOurs)
      throws InvalidEvent {
    List<Match> matches = new ArrayList<>();
    for (Mapping preset : recognisable(false)) {
      matches.add(new Match(preset, missing(header, charset, preset)));
    }
    Optional<Mapping> certain = certain(matches, "columns");
    if (certain.isEmpty()) {
      throw nearest(matches, notOurs).orElse(notOurs);
    }
    return certain.get();
  }

  /**
   * As above, by the fields of the first object of a file.
   *
   * @return empty if it has no field that only another system has
   */
  static Optional<Mapping> of(Map<String, Object> object) throws InvalidEvent {
    List<Match> matches = new ArrayList<>();
    for (Mapping preset : recognisable(true)) {
      matches.add(new Match(preset, preset.lackingOf(object)));
    }
    Optional<Mapping> certain = certain(matches, "fields");
    if (certain.isEmpty()) {
      List<Match> near = matches.stream().filter(it -> share(it) >= HALF).toList();
      InvalidEvent notOurs =
          new InvalidEvent("", "objects without " + EventJson.ORDER_ID + ", which is required");
      Optional<InvalidEvent> refusal = nearest(near, notOurs);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
    }
    return certain;
  }

  private static List<Mapping> recognisable(boolean json) {
    return Mappings.PRESETS.stream()
        .map(Mappings::preset)
        .filter(it -> it.layout().json() == json && !it.recognisedBy().isEmpty())
        .toList();
  }

  /**
   * @param what the presets are told by
   */
  private static Optional<Mapping> certain(List<Match> matches, String what) throws InvalidEvent {
    List<Match> full = matches.stream().filter(it -> it.missing.isEmpty()).toList();
    if (full.size() > 1) {
      throw new InvalidEvent(
          "",
          "has the %s of several mappings; say which, with %s"
              .formatted(
                  what,
                  full.stream()
                      .map(it -> "--mapping " + it.preset)
                      .collect(Collectors.joining(" or "))));
    }
    if (full.isEmpty()) {
      return Optional.empty();
    }
    Mapping preset = full.get(0).preset;
    List<String> lacking = preset.lacking();
    if (!lacking.isEmpty()) {
      throw new InvalidEvent(
          "",
          "has the %s of %s, but none with the %s; add --mapping %s%s with your values%s"
              .formatted(
                  what,
                  preset,
                  String.join(" or the ", lacking),
                  preset,
                  Mappings.examples(lacking),
                  Mappings.remark(preset)));
    }
    if (preset.isAskedFor()) {
      throw new InvalidEvent(
          "",
          "has the %s of %s; if that is right, add --mapping %s%s"
              .formatted(what, preset, preset, Mappings.remark(preset)));
    }
    return Optional.of(preset);
  }

  private static List<String> missing(
      byte[] header, Function<Layout, Charset> charset, Mapping preset) {
    List<String> missing = new ArrayList<>(preset.recognisedBy());
    try {
      List<String> names =
          MappedColumns.names(header, preset.layout(), charset.apply(preset.layout()));
      for (String column : preset.recognisedBy()) {
        if (MappedColumns.find(column, names) >= 0) {
          missing.remove(column);
        }
      }
    } catch (InvalidEvent otherLayout) {
      return preset.recognisedBy();
    }
    return missing;
  }

  private static Optional<InvalidEvent> nearest(List<Match> matches, InvalidEvent notOurs) {
    return matches.stream()
        .filter(it -> it.found() >= LEAST_NEAR)
        .max((one, other) -> Double.compare(share(one), share(other)))
        .map(
            it ->
                new InvalidEvent(
                    "",
                    "%s. The nearest mapping is %s, for which it lacks %s; to try it, add --mapping %s"
                        .formatted(
                            notOurs.getMessage(),
                            it.preset,
                            it.missing.stream()
                                .map(column -> '"' + column + '"')
                                .collect(Collectors.joining(", ")),
                            it.preset)));
  }

  private static double share(Match match) {
    return (double) match.found() / match.preset.recognisedBy().size();
  }

  /** For the person who gave the file. */
  static String notice(String name, String what, Mapping preset) {
    return "%s: has the %s of %s, read with --mapping %s".formatted(name, what, preset, preset);
  }
}
