package net.jumptotech.orders.intake.mapping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where the value of a field is: in the first of several alternatives that is not blank. An
 * alternative is a column (or a JSON pointer), or several with {@code " + "} between them, which
 * are joined by a blank; amounts are added, or with {@code " - "} subtracted.
 */
final class FieldSource {

  /**
   * @param slot index of the column among the values of a row
   */
  record Part(String column, int slot, boolean minus) {}

  private final List<List<Part>> alternatives;

  private FieldSource(List<List<Part>> alternatives) {
    this.alternatives = alternatives;
  }

  /**
   * @param adds whether it is an amount
   * @param slots the columns of all fields, each with its index; new ones are added
   */
  static FieldSource of(List<String> texts, boolean adds, Map<String, Integer> slots) {
    List<List<Part>> alternatives = new ArrayList<>();
    for (String text : texts) {
      List<Part> parts = new ArrayList<>();
      for (String each : text.split(adds ? "(?= [+-] )" : "(?= \\+ )")) {
        boolean first = parts.isEmpty();
        String column = first ? each.strip() : each.substring(3).strip();
        slots.putIfAbsent(column, slots.size());
        parts.add(new Part(column, slots.get(column), !first && each.startsWith(" -")));
      }
      alternatives.add(parts);
    }
    return new FieldSource(alternatives);
  }

  /** The first alternative of a row that is not blank; empty if there is none. */
  List<Part> in(String[] values) {
    for (List<Part> parts : alternatives) {
      if (isGiven(parts, values)) {
        return parts;
      }
    }
    return List.of();
  }

  private static boolean isGiven(List<Part> parts, String[] values) {
    boolean given = false;
    for (Part part : parts) {
      String value = values[part.slot];
      if (value == null) {
        return false; // a column that this file does not have
      }
      given |= !value.isEmpty();
    }
    return given;
  }

  /** The text of the first alternative that is not blank, or an empty one. */
  String text(String[] values) {
    List<Part> parts = in(values);
    if (parts.size() == 1) {
      return values[parts.get(0).slot];
    }
    return parts.stream()
        .map(part -> values[part.slot])
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining(" "));
  }

  /** Whether a file with these columns can have a value. */
  boolean isIn(boolean[] there) {
    return alternatives.stream()
        .anyMatch(parts -> parts.stream().allMatch(part -> there[part.slot]));
  }

  /** All columns, for messages. */
  String columns() {
    return alternatives.stream()
        .map(
            parts ->
                parts.stream()
                    .map(part -> '"' + part.column + '"')
                    .collect(Collectors.joining(" and ")))
        .collect(Collectors.joining(" or "));
  }

  /** Whether the only column has the name of the field itself. */
  boolean isNamed(String field) {
    return columns().equals('"' + field + '"');
  }

  @Override
  public String toString() {
    return Arrays.toString(alternatives.toArray());
  }
}
