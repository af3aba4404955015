package net.jumptotech.orders.producer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.runtime.Settings;

/**
 * The first record of a CSV file, which names the columns; reads the records below it (RFC 4180,
 * UTF-8). Blanks around a name or a value do not count unless they are quoted. {@code Order ID} is
 * {@code order_id}: case, blanks and underscores do not matter if no other column has that name.
 */
final class CsvHeader {

  private static final ObjectReader CELLS =
      new CsvMapper()
          .readerForArrayOf(String.class)
          .with(CsvParser.Feature.WRAP_AS_ARRAY)
          .with(CsvParser.Feature.TRIM_SPACES);

  private static final String ORDER_ID = EventJson.REQUIRED.get(0);
  private static final String NEEDED = String.join(", ", EventJson.REQUIRED);
  private static final String OTHER_SEPARATORS = ";\t|";
  private static final int MOST_SHOWN = 12;
  private static final int LONGEST_SHOWN = 40;

  private final List<String> names;

  private CsvHeader(List<String> names) {
    this.names = names;
  }

  /**
   * @throws InvalidEvent if a column appears twice, or a required one is missing
   */
  static CsvHeader of(byte[] record) throws InvalidEvent {
    List<String> given = Arrays.stream(cells(record)).map(String::strip).toList();
    List<String> names = ours(given);
    if (!names.containsAll(EventJson.REQUIRED)) {
      throw new InvalidEvent("", foreign(text(record), given, names));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new InvalidEvent("", "expected each CSV column once, was " + shown(names));
    }
    return new CsvHeader(names);
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
    for (char separator : OTHER_SEPARATORS.toCharArray()) {
      if (line.chars().filter(it -> it == separator).count() >= given.size()) {
        return "columns separated by %s; save the file with commas between them and amounts with a point (12.50), the columns named %s"
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
    return "a CSV header without %s (%s); rename the columns that hold it (README, \"What goes in and out\"), they are %s"
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

  /** The fields of one record; empty cells are absent. */
  Map<String, Object> fields(byte[] record) throws InvalidEvent {
    String[] cells = cells(record);
    if (cells.length != names.size()) {
      throw new InvalidEvent("", "expected " + names.size() + " columns, was " + cells.length);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      texts.put(names.get(i), meant(names.get(i), cells[i]));
    }
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
    return name.equals(ORDER_ID) && cell.startsWith("'") ? cell.substring(1) : cell;
  }

  /** The most bytes that the names add to a record in JSON. */
  int growth() {
    int characters = names.stream().mapToInt(String::length).sum();
    return 6 * (characters + names.size());
  }

  private static String[] cells(byte[] record) throws InvalidEvent {
    try (MappingIterator<String[]> rows = CELLS.readValues(text(record))) {
      String[] cells = rows.nextValue();
      if (rows.hasNextValue()) {
        throw new InvalidEvent("", "not CSV: a carriage return outside quotes");
      }
      return cells;
    } catch (JacksonException wrong) {
      throw new InvalidEvent(
          "",
          wrong.getOriginalMessage().contains("Expected column separator")
              ? "not CSV: text after a closing quote; write a quote inside quotes twice"
              : "not CSV: " + wrong.getOriginalMessage());
    } catch (IOException wrong) {
      throw new InvalidEvent("", "not CSV: " + wrong.getMessage());
    }
  }

  private static String text(byte[] record) throws InvalidEvent {
    ByteBuffer bytes = ByteBuffer.wrap(record);
    CharBuffer text = CharBuffer.allocate(record.length);
    // not new String(bytes), which would silently replace invalid bytes
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, text, true);
    if (result.isError()) {
      throw new InvalidEvent(
          "",
          "not UTF-8: byte 0x%02X after %d characters; save the file as UTF-8 (from Windows: iconv -f WINDOWS-1252 -t UTF-8)"
              .formatted(record[bytes.position()], text.position()));
    }
    return text.flip().toString();
  }
}
