package net.jumptotech.orders.intake.mapping;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Shown;

/** Finds values in parsed JSON by pointers (RFC 6901). */
final class JsonPointer {

  private JsonPointer() {}

  /** Null if there is none. */
  static Object value(String pointer, Object root) {
    Object value = root;
    for (String step : pointer.substring(1).split("/")) {
      String name = step.replace("~1", "/").replace("~0", "~");
      if (value instanceof Map<?, ?> object) {
        value = object.get(name);
      } else if (value instanceof List<?> list && name.matches("[0-9]{1,6}")) {
        int at = Integer.parseInt(name);
        value = at < list.size() ? list.get(at) : null;
      } else {
        return null;
      }
    }
    return value;
  }

  /** The value as CSV would have it; null if there is none. */
  static String text(String pointer, Object root) {
    Object value = value(pointer, root);
    if (value instanceof String text) {
      return text.strip();
    }
    if (value instanceof BigDecimal number) {
      return number.scale() > -64 && number.scale() < 64 ? number.toPlainString() : "" + number;
    }
    return value == null
        ? null
        : value instanceof Map || value instanceof List ? Shown.value(value) : value.toString();
  }

  static String last(String pointer) {
    return pointer.substring(pointer.lastIndexOf('/') + 1);
  }
}
