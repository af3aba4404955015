package net.jumptotech.orders.stream.operations;

import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.event.Json;

/**
 * A root that a process recorded after a day. It also names the last record of each writer, so that
 * records that are cut off the end of a chain can be named. A later check may begin behind what it
 * covers ({@link ChainCheck}).
 *
 * @param day the last day that it covers completely, in UTC
 * @param records it covers so many, from the first one on
 * @param offset of the first record that it does not cover
 * @param at when it was recorded
 * @param writers since the root before: the number of the last record of each
 */
public record DailyRoot(
    String day, String root, long records, long offset, String at, Map<String, Long> writers) {

  static final String ACTION = "root";

  /** As an operation. */
  static Operation of(
      String day, String root, long records, long offset, Map<String, Long> writers) {
    return Operation.of(
        "",
        "",
        ACTION,
        Operation.Outcome.DONE,
        Map.of("day", day, "root", root, "records", records, "offset", offset, "writers", writers));
  }

  /** Reads a record; fails if it was written by somebody else. */
  static DailyRoot read(Map<String, Object> fields) {
    Map<String, Object> what = Json.asObject(fields.get("what"));
    Map<String, Long> writers = new HashMap<>();
    Json.asObject(what.get("writers"))
        .forEach((writer, number) -> writers.put(writer, ((Number) number).longValue()));
    return new DailyRoot(
        (String) what.get("day"),
        (String) what.get("root"),
        ((Number) what.get("records")).longValue(),
        ((Number) what.get("offset")).longValue(),
        (String) fields.get("at"),
        writers);
  }
}
