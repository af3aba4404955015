package net.jumptotech.orders.intake.container;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** How the objects of a text that begins as JSON are written. */
final class JsonForm {

  private static final JsonFactory JSON = new JsonFactory();

  private JsonForm() {}

  /** Whether each object is a line, as far as the first one shows. Reads on up to its end. */
  static boolean isOneALine(PeekedInput in, int start) throws IOException {
    Optional<Boolean> decided = decided(in.head(), start);
    while (decided.isEmpty() && in.more()) {
      decided = decided(in.head(), start);
    }
    return decided.orElse(true);
  }

  /** A first line that is merely broken is followed by another object. */
  private static Optional<Boolean> decided(String head, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < head.length(); i++) {
      char it = head.charAt(i);
      if (it == '\n' || it == '\r') {
        String rest = head.substring(i).stripLeading();
        return rest.isEmpty() ? Optional.empty() : Optional.of(quoted || rest.charAt(0) == '{');
      }
      if (quoted) {
        i += it == '\\' ? 1 : 0;
        quoted = it != '"';
      } else {
        quoted = it == '"';
        depth += it == '{' || it == '[' ? 1 : it == '}' || it == ']' ? -1 : 0;
        if (depth == 0) {
          return Optional.of(true);
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Whether the first object is an order, and has nothing at the pointer: refused orders are
   * written without what was around them.
   *
   * @param names that an order has
   */
  static boolean isOrderItself(String head, int start, JsonPointer pointer, Set<String> names) {
    boolean known = false;
    try (JsonParser parser = JSON.createParser(head.substring(start))) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        if (parser.currentName().equals(pointer.getMatchingProperty())) {
          return false;
        }
        known |= names.contains(parser.currentName());
        parser.nextToken();
        parser.skipChildren();
      }
      return known;
    } catch (IOException cutOff) {
      return false;
    }
  }

  /**
   * Where the orders are if the first object only wraps them: in "orders", or "order"; in "data" if
   * it says before that it is a list, as Stripe's do.
   */
  static Optional<JsonPointer> wrapped(String head, int start) {
    try (JsonParser parser = JSON.createParser(head.substring(start))) {
      boolean list = false;
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("orders") && value == JsonToken.START_ARRAY
            || field.equals("order") && value == JsonToken.START_OBJECT
            || field.equals("data") && value == JsonToken.START_ARRAY && list) {
          return Optional.of(JsonPointer.compile("/" + field));
        }
        if (field.equals("order_id")) {
          return Optional.empty();
        }
        list |= field.equals("object") && parser.getText().equals("list");
        parser.skipChildren();
      }
    } catch (IOException cutOff) {
      // it goes on behind what is known
    }
    return Optional.empty();
  }
}
