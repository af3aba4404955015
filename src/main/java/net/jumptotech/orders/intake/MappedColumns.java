package net.jumptotech.orders.intake;

import java.nio.charset.Charset;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.mapping.Layout;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.runtime.Settings;

/** The columns of a CSV file that a mapping reads. All others are not even cut out. */
final class MappedColumns implements Rows, CsvCells.Sink {

  private static final int NONE = -1;
  private static final int LONGEST_SHOWN = 40;
  private static final int MOST_SHOWN = 40;

  private final Mapping mapping;
  private final CsvForm form;
  private final CsvCells cells;

  /** For each column of the file its index in a row of the mapping, or {@link #NONE}. */
  private final int[] slots;

  private final String[] row;

  private MappedColumns(Mapping mapping, CsvForm form, CsvCells cells, int[] slots, String[] row) {
    this.mapping = mapping;
    this.form = form;
    this.cells = cells;
    this.slots = slots;
    this.row = row;
  }

  /** The names in a header, as the layout has it written. */
  static List<String> names(byte[] header, Layout layout, Charset charset) throws InvalidEvent {
    return new CsvCells(layout.separator(), layout.quote()).all(CsvCells.text(header, charset));
  }

  /**
   * @throws InvalidEvent if the mapping needs a column that is not there, or is there twice
   */
  static MappedColumns of(byte[] header, Mapping mapping, Charset charset) throws InvalidEvent {
    List<String> names = names(header, mapping.layout(), charset);
    List<String> wanted = mapping.columns();
    int[] slots = new int[names.size()];
    Arrays.fill(slots, NONE);
    boolean[] there = new boolean[wanted.size()];
    for (int slot = 0; slot < wanted.size(); slot++) {
      int column = find(wanted.get(slot), names);
      if (column != NONE) {
        slots[column] = slot;
        there[slot] = true;
      }
    }
    Map<String, String> missing = mapping.missing(there);
    if (!missing.isEmpty()) {
      throw new InvalidEvent("", missing(mapping, missing, names));
    }
    Layout layout = mapping.layout();
    return new MappedColumns(
        mapping,
        new CsvForm(header, layout.separator(), layout.quote(), charset),
        new CsvCells(layout.separator(), layout.quote()),
        slots,
        row(there));
  }

  private static String[] row(boolean[] there) {
    String[] row = new String[there.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = there[i] ? "" : null;
    }
    return row;
  }

  /** The column with that name; if there is none, the only one that differs in case and blanks. */
  static int find(String name, List<String> names) throws InvalidEvent {
    int first = names.indexOf(name);
    if (first >= 0) {
      if (names.lastIndexOf(name) != first) {
        throw new InvalidEvent("", "the column \"" + name + "\" is there twice");
      }
      return first;
    }
    int found = NONE;
    for (int i = 0; i < names.size(); i++) {
      if (plain(names.get(i)).equals(plain(name))) {
        if (found != NONE) {
          return NONE;
        }
        found = i;
      }
    }
    return found;
  }

  private static String plain(String name) {
    return name.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
  }

  private static String missing(Mapping mapping, Map<String, String> missing, List<String> names) {
    String what =
        missing.entrySet().stream()
            .map(
                it ->
                    "%s for %s".formatted(it.getValue(), it.getKey())
                        + nearest(it.getValue(), names))
            .collect(Collectors.joining(", "));
    String found =
        names.stream()
            .limit(MOST_SHOWN)
            .map(it -> Shown.cut(it, LONGEST_SHOWN))
            .collect(Collectors.joining(", "));
    return "the mapping %s needs a column %s; the columns are [%s]%s"
        .formatted(
            mapping.name(),
            what,
            found,
            mapping.note().isEmpty() ? "" : " (" + mapping.note() + ")");
  }

  private static String nearest(String column, List<String> names) {
    return Settings.nearest(column.replace("\"", ""), names)
        .map(near -> " (is it \"" + near + "\"?)")
        .orElse("");
  }

  @Override
  public Optional<Order> order(byte[] record, Instant received) throws InvalidEvent {
    for (int i = 0; i < row.length; i++) {
      row[i] = row[i] == null ? null : "";
    }
    int columns = cells.split(CsvCells.text(record, form.charset()), this);
    if (mapping.whyNoOrder(row).isPresent()) {
      return Optional.empty();
    }
    if (columns != slots.length) {
      throw new InvalidEvent("", "expected " + slots.length + " columns, was " + columns);
    }
    return Optional.of(mapping.order(row, received));
  }

  @Override
  public boolean wants(int column) {
    return column < slots.length && slots[column] != NONE;
  }

  @Override
  public void put(int column, String cell) {
    row[slots[column]] = cell;
  }

  @Override
  public Optional<CsvForm> form() {
    return Optional.of(form);
  }

  @Override
  public String whyNone() {
    return mapping.whyNoOrder(row).orElse("");
  }
}
