package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.Shown;

/**
 * The objects of JSON that is not one object a line: an array, objects over several lines, or what
 * is at a pointer in an object. Each becomes one line, in which only the blanks between its tokens
 * are missing: numbers and texts stay as they are written. What is not JSON ends it, with line and
 * column; nobody can tell where the next object would begin.
 */
final class JsonRecords implements Records {

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(LONGEST).maxNestingDepth(500).build())
          .build();

  /** What Jackson says of its source, which is always withheld. */
  private static final Pattern SOURCE = Pattern.compile("Source: REDACTED [^;]*; | \\(bound as .*");

  private static final int SAID = 200;

  private final RetainingReader text;
  private final JsonParser parser;
  private final String name;
  private final Optional<JsonPointer> pointer;
  private final List<String> path;

  /** How many objects on the path are open. */
  private int open;

  private boolean inList;
  private boolean found;

  /**
   * @param name of the file, for messages
   * @param pointer to an array of objects, or to one; empty if the text consists of them
   */
  JsonRecords(Reader text, String name, Optional<JsonPointer> pointer) throws IOException {
    this.text = new RetainingReader(text, name);
    this.parser = JSON.createParser(this.text);
    this.name = name;
    this.pointer = pointer;
    this.path = pointer.map(JsonRecords::names).orElse(List.of());
  }

  private static List<String> names(JsonPointer pointer) {
    List<String> names = new ArrayList<>();
    for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
      names.add(rest.getMatchingProperty());
    }
    return names;
  }

  @Override
  public Optional<Record> next() throws IOException {
    try {
      for (JsonToken it = parser.nextToken(); it != null; it = parser.nextToken()) {
        if (isRecord(it)) {
          found = true;
          return Optional.of(record());
        }
      }
    } catch (JsonProcessingException wrong) {
      throw notJson(wrong);
    }
    if (!found && pointer.isPresent()) {
      throw new IOException("%s: there is nothing at %s".formatted(name, pointer.get()));
    }
    return Optional.empty();
  }

  /** Follows the path; passes over everything beside it. */
  private boolean isRecord(JsonToken token) throws IOException {
    boolean there = open == path.size();
    switch (token) {
      case FIELD_NAME:
        if (!parser.currentName().equals(path.get(open - 1))) {
          parser.nextToken();
          parser.skipChildren();
        }
        return false;
      case START_ARRAY:
        if (there && !inList) {
          inList = true;
          found = true;
          return false;
        }
        if (!there && open > 0) {
          parser.skipChildren();
        }
        return there;
      case END_ARRAY:
        inList = inList && !there;
        return false;
      case START_OBJECT:
        open += there ? 0 : 1;
        return there;
      case END_OBJECT:
        open--;
        return false;
      default:
        return there && (inList || open == 0);
    }
  }

  private Record record() throws IOException {
    JsonLocation first = parser.currentTokenLocation();
    if (parser.currentToken().isScalarValue()) {
      return new Record(parser.getText().getBytes(UTF_8), first.getLineNr(), false);
    }
    text.beginRecord(first.getCharOffset(), first.getLineNr());
    parser.skipChildren();
    String record = text.endRecord(parser.currentLocation().getCharOffset());
    return new Record(compact(record).getBytes(UTF_8), first.getLineNr(), false);
  }

  /** Without the blanks between tokens. */
  private static String compact(String json) {
    StringBuilder compact = new StringBuilder(json.length());
    boolean quoted = false;
    for (int i = 0; i < json.length(); i++) {
      char each = json.charAt(i);
      if (quoted && each == '\\') {
        compact.append(each).append(json.charAt(++i));
        continue;
      }
      quoted = quoted != (each == '"');
      if (quoted || each > ' ') {
        compact.append(each);
      }
    }
    return compact.toString();
  }

  private IOException notJson(JsonProcessingException wrong) {
    JsonLocation at = wrong.getLocation();
    return new IOException(
        "%s: not JSON at line %d, column %d: %s; nothing behind it can be read"
            .formatted(
                name,
                at.getLineNr(),
                at.getColumnNr(),
                Shown.cut(SOURCE.matcher(wrong.getOriginalMessage()).replaceAll(""), SAID)),
        wrong);
  }

  @Override
  public boolean isReady() throws IOException {
    return text.hasRead('}') || text.ready();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
