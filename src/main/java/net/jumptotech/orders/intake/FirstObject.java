package net.jumptotech.orders.intake;

import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.container.Records;
import net.jumptotech.orders.intake.mapping.Mapping;

/**
 * What the first object of a JSON file tells of the others.
 *
 * @param preset that reads them; empty if they are ours, or nobody's
 * @param notice what the person who gave the file should know of that
 */
record FirstObject(Optional<Mapping> preset, Optional<String> notice) {

  private static final int MOST_SHOWN = 12;
  private static final int LONGEST_SHOWN = 40;
  private static final FirstObject OURS = new FirstObject(Optional.empty(), Optional.empty());

  /**
   * @param name of the file, for messages
   * @throws IOException that names the nearest preset, if it is not certain
   */
  static FirstObject of(Optional<Records.Record> first, String name) throws IOException {
    Map<String, Object> object = Map.of();
    try {
      object = first.isPresent() ? Json.object(first.get().bytes()) : object;
    } catch (InvalidEvent refusedLater) {
      return OURS;
    }
    if (object.isEmpty() || object.containsKey(EventJson.ORDER_ID)) {
      return OURS;
    }
    try {
      Optional<Mapping> preset = Recognition.of(object);
      if (preset.isPresent()) {
        return new FirstObject(
            preset, Optional.of(Recognition.notice(name, "fields", preset.get())));
      }
    } catch (InvalidEvent wrong) {
      throw new IOException(
          "%s, line %d: %s".formatted(name, first.get().line(), wrong.getMessage()), wrong);
    }
    return Collections.disjoint(object.keySet(), EventJson.REQUIRED)
        ? new FirstObject(Optional.empty(), Optional.of(foreign(name, object)))
        : OURS;
  }

  private static String foreign(String name, Map<String, Object> object) {
    String names =
        object.keySet().stream()
            .limit(MOST_SHOWN)
            .map(it -> Shown.cut(it, LONGEST_SHOWN))
            .collect(Collectors.joining(", "));
    return "%s: the first object has none of %s, but [%s%s]; write a mapping that says which they are (docs/input.md), and give it with --mapping FILE"
        .formatted(
            name,
            String.join(", ", EventJson.REQUIRED),
            names,
            object.size() > MOST_SHOWN ? ", …" : "");
  }
}
