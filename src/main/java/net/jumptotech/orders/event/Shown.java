package net.jumptotech.orders.event;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values that others sent, as messages show them: short, and with nothing invisible. */
public final class Shown {

  private static final int LONGEST = 64;

  private Shown() {}

  /** A value as a message shows it: in JSON, shortened if it is long. */
  public static String value(Object value) {
    StringBuilder out = new StringBuilder();
    show(value, out);
    return visible(cut(out.toString(), LONGEST));
  }

  /** Stops once more would not be shown. */
  private static void show(Object value, StringBuilder out) {
    if (value instanceof String text) {
      out.append('"').append(text).append('"');
    } else if (value instanceof Map<?, ?> map) {
      String next = "{";
      for (Map.Entry<?, ?> field : map.entrySet()) {
        if (out.length() > LONGEST) {
          return;
        }
        out.append(next).append('"').append(field.getKey()).append("\":");
        show(field.getValue(), out);
        next = ",";
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      String next = "[";
      for (Object element : list) {
        if (out.length() > LONGEST) {
          return;
        }
        show(element, out.append(next));
        next = ",";
      }
      out.append(list.isEmpty() ? "[]" : "]");
    } else {
      out.append(value);
    }
  }

  /** The text, or its first characters and an ellipsis. */
  public static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  /**
   * Escapes, as JSON does, characters that are invisible or that reverse the surrounding text:
   * control and format characters, unusual spaces, half surrogate pairs.
   */
  public static String visible(String text) {
    return text.codePoints().allMatch(Shown::isVisible)
        ? text
        : text.codePoints()
            .mapToObj(it -> isVisible(it) ? Character.toString(it) : escaped(it))
            .collect(Collectors.joining());
  }

  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> character == ' ';
      default -> true;
    };
  }

  private static String escaped(int character) {
    return Character.toString(character)
        .chars()
        .mapToObj("\\u%04x"::formatted)
        .collect(Collectors.joining());
  }
}
