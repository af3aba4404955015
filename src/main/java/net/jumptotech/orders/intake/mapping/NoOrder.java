package net.jumptotech.orders.intake.mapping;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows are no orders: those in which all of some fields are blank, and those with a certain
 * value in a column.
 */
record NoOrder(Map<String, FieldSource> ifBlank, List<Column> columns) {

  /**
   * @param slot index of the column among the values of a row
   * @param values in lower case; a row with one of them is no order
   */
  record Column(String name, int slot, Set<String> values) {}

  boolean never() {
    return ifBlank.isEmpty() && columns.isEmpty();
  }

  /**
   * @param row a column that the file does not have is null
   * @return empty if it is an order
   */
  Optional<String> why(String[] row) {
    for (Column column : columns) {
      String value = row[column.slot];
      if (value != null && column.values.contains(value.strip().toLowerCase(Locale.ROOT))) {
        return Optional.of("\"%s\" is \"%s\"".formatted(column.name, value.strip()));
      }
    }
    boolean blank = !ifBlank.isEmpty();
    for (FieldSource source : ifBlank.values()) {
      blank = blank && source.text(row).isEmpty();
    }
    return blank
        ? Optional.of(String.join(", ", ifBlank.keySet()) + " are blank")
        : Optional.empty();
  }
}
