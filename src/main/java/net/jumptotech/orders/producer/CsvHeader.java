package net.jumptotech.orders.producer;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;

/**
 * The first record of a CSV file, which names the columns; reads the records below it (RFC 4180,
 * UTF-8).
 */
final class CsvHeader {

  private static final ObjectReader CELLS =
      new CsvMapper().readerForArrayOf(String.class).with(CsvParser.Feature.WRAP_AS_ARRAY);

  private final List<String> names;

  private CsvHeader(List<String> names) {
    this.names = names;
  }

  /**
   * @throws InvalidEvent if a column is named twice, or one that every order needs is not there
   */
  static CsvHeader of(byte[] record) throws InvalidEvent {
    List<String> names = Arrays.stream(cells(record)).map(String::trim).toList();
    if (!names.containsAll(EventJson.REQUIRED)) {
      throw new InvalidEvent(
          "",
          "expected a JSON object a line, or a CSV header with at least "
              + EventJson.REQUIRED
              + ", was "
              + names);
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new InvalidEvent("", "expected every CSV column once, was " + names);
    }
    return new CsvHeader(names);
  }

  /** The fields of one record; empty cells are absent. */
  Map<String, Object> fields(byte[] record) throws InvalidEvent {
    String[] cells = cells(record);
    if (cells.length != names.size()) {
      throw new InvalidEvent("", "expected " + names.size() + " columns, was " + cells.length);
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < cells.length; i++) {
      texts.put(names.get(i), cells[i]);
    }
    return EventJson.typed(texts);
  }

  /** At most how many bytes its names add to a record in JSON. */
  int growth() {
    int characters = names.stream().mapToInt(String::length).sum();
    return 6 * (characters + names.size());
  }

  private static String[] cells(byte[] record) throws InvalidEvent {
    try (MappingIterator<String[]> rows = CELLS.readValues(text(record))) {
      String[] cells = rows.nextValue();
      if (rows.hasNextValue()) {
        throw new InvalidEvent("", "not CSV: a carriage return outside of quotes");
      }
      return cells;
    } catch (JacksonException wrong) {
      throw new InvalidEvent("", "not CSV: " + wrong.getOriginalMessage());
    } catch (IOException wrong) {
      throw new InvalidEvent("", "not CSV: " + wrong.getMessage());
    }
  }

  private static String text(byte[] record) throws InvalidEvent {
    try {
      // not new String(bytes): that would let other text pass in place of what was meant
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException wrong) {
      throw new InvalidEvent("", "not UTF-8");
    }
  }
}
