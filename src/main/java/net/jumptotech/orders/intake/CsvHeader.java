package net.jumptotech.orders.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.mapping.StripHint;
import net.jumptotech.orders.runtime.Settings;

/**
 * The first record of a CSV file, which names the columns; reads the records below it (RFC 4180,
 * UTF-8). Blanks around a name or a value do not count unless they are quoted. {@code Order ID} is
 * {@code order_id}: case, blanks and underscores do not matter if no other column has that name.
 */
final class CsvHeader implements Rows {

  private static final char QUOTE = '"';
  private static final String NEEDED = String.join(", ", EventJson.REQUIRED);
  private static final String SEPARATORS = ",;\t|";
  private static final int MOST_SHOWN = 12;
  private static final int LONGEST_SHOWN = 40;

  private final List<String> names;
  private final CsvForm form;
  private final CsvCells cells;
  private final OurValues values;

  private CsvHeader(List<String> names, byte[] header, char separator) {
    this.names = names;
    this.form = new CsvForm(header, separator, QUOTE, StandardCharsets.UTF_8);
    this.cells = new CsvCells(separator, QUOTE);
    this.values = new OurValues(separator == ';');
  }

  /**
   * Takes the separator with which the required columns are there; a comma if it is none.
   *
   * @throws InvalidEvent if a column appears twice, or a required one is missing
   */
  static CsvHeader of(byte[] record) throws InvalidEvent {
    String line = CsvCells.text(record, StandardCharsets.UTF_8);
    for (char separator : SEPARATORS.toCharArray()) {
      List<String> names = line.indexOf(separator) < 0 ? List.of() : ours(given(line, separator));
      if (names.containsAll(EventJson.REQUIRED)) {
        if (new HashSet<>(names).size() < names.size()) {
          throw new InvalidEvent("", "expected each CSV column once, was " + shown(names));
        }
        return new CsvHeader(names, record, separator);
      }
    }
    List<String> given = given(line, SEPARATORS.charAt(0));
    throw new InvalidEvent("", foreign(line, given, ours(given)));
  }

  /** Empty if the line cannot be cut at that separator, which then is not the right one. */
  private static List<String> given(String line, char separator) throws InvalidEvent {
    try {
      return new CsvCells(separator, QUOTE).all(line).stream().map(String::strip).toList();
    } catch (InvalidEvent wrong) {
      if (separator == SEPARATORS.charAt(0)) {
        throw wrong;
      }
      return List.of();
    }
  }

  /** The names in the contract's spelling, if they are unambiguous. */
  private static List<String> ours(List<String> names) {
    List<String> ours = new ArrayList<>(names);
    for (String field : EventJson.ORDER) {
      List<String> meant = names.stream().filter(it -> plain(it).equals(plain(field))).toList();
      if (meant.size() == 1) {
        ours.set(names.indexOf(meant.get(0)), field);
      }
    }
    return ours;
  }

  private static String plain(String name) {
    return name.replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
  }

  /** What the first line is if it is no header of ours, and what to do. */
  private static String foreign(String line, List<String> given, List<String> names) {
    for (char separator : SEPARATORS.toCharArray()) {
      if (line.chars().filter(it -> it == separator).count() >= given.size()) {
        return "columns separated by %s, but not with the names %s; rename them, or write a mapping (docs/input.md) and give it with --mapping FILE"
            .formatted(
                separator == '\t' ? "tabs" : separator == ';' ? "semicolons" : "\"|\"", NEEDED);
      }
    }
    if (given.stream().anyMatch(it -> it.matches("[0-9]+([.,][0-9]+)?"))) {
      return "expected a CSV header, was values %s; put a line above them that names the columns: %s"
          .formatted(shown(given), NEEDED);
    }
    if (given.size() == 1) {
      return "expected one JSON object per line, or a CSV header with at least %s, was \"%s\""
          .formatted(NEEDED, cut(given.get(0)));
    }
    String missing =
        EventJson.REQUIRED.stream()
            .filter(it -> !names.contains(it))
            .map(it -> it + nearest(it, given))
            .collect(Collectors.joining(", "));
    String found =
        IntStream.range(0, names.size())
            .filter(it -> EventJson.ORDER.contains(names.get(it)))
            .mapToObj(given::get)
            .map(CsvHeader::cut)
            .collect(Collectors.joining(", "));
    return "a CSV header without %s (%s); rename the columns that hold it, or write a mapping (docs/input.md) and give it with --mapping FILE; they are %s"
        .formatted(
            missing,
            found.isEmpty() ? "it has none of the required columns" : "it has " + found,
            shown(given));
  }

  private static String nearest(String field, List<String> given) {
    return Settings.nearest(field, given).map(it -> " (is it \"" + it + "\"?)").orElse("");
  }

  private static String shown(List<String> names) {
    List<String> some = names.stream().limit(MOST_SHOWN).map(CsvHeader::cut).toList();
    int more = names.size() - some.size();
    return "[" + String.join(", ", some) + (more > 0 ? ", and " + more + " more" : "") + "]";
  }

  private static String cut(String name) {
    return Shown.cut(name, LONGEST_SHOWN);
  }

  /** Whether it is the line that tells Excel the separator, {@code sep=,}. */
  static boolean isSeparatorLine(byte[] record) {
    return new String(record, StandardCharsets.ISO_8859_1).matches("(?i)\"?sep=,\"?,*");
  }

  /** How the cells are separated. */
  char separator() {
    return form.separator();
  }

  @Override
  public Optional<Order> order(byte[] record, Instant received) throws InvalidEvent {
    Map<String, Object> fields = fields(record);
    try {
      return Optional.of(EventJson.order(fields, received));
    } catch (InvalidEvent wrong) {
      String id = fields.getOrDefault(EventJson.ORDER_ID, "").toString();
      throw StripHint.added(wrong, id, "add --mapping ours,strip=%s");
    }
  }

  /** The fields of one record; empty cells are absent. */
  private Map<String, Object> fields(byte[] record) throws InvalidEvent {
    List<String> row = cells.all(CsvCells.text(record, StandardCharsets.UTF_8));
    if (row.size() != names.size()) {
      throw new InvalidEvent("", "expected " + names.size() + " columns, was " + row.size());
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < row.size(); i++) {
      texts.put(names.get(i), meant(names.get(i), row.get(i)));
    }
    texts.remove(CsvForm.REASON);
    values.rewrite(texts);
    return EventJson.typed(texts);
  }

  /**
   * The value without the marks that keep a spreadsheet from reading text as a number: {@code
   * ="007"}, '007.
   */
  private static String meant(String name, String cell) {
    if (cell.length() > 3 && cell.startsWith("=\"") && cell.endsWith("\"")) {
      return cell.substring(2, cell.length() - 1);
    }
    return name.equals(EventJson.ORDER_ID) && cell.startsWith("'") ? cell.substring(1) : cell;
  }

  @Override
  public Optional<CsvForm> form() {
    return Optional.of(form);
  }

  @Override
  public int growth() {
    int characters = names.stream().mapToInt(String::length).sum();
    return 6 * (characters + names.size());
  }
}
