package net.jumptotech.orders.producer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.runtime.Numbers;

/** Why records of a source were refused: the first of each kind of reason, and their number. */
final class Refusals {

  private static final int MOST_KINDS = 8;
  private static final int LONGEST = 300;

  /**
   * What differs between records with the same kind of mistake: the value, the position in the
   * record.
   */
  private static final Pattern PARTICULARS = Pattern.compile("(, was |: | at ).*");

  private static final class Kind {
    private final String first;
    private long count;

    Kind(String first) {
      this.first = first;
    }
  }

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private long others;

  void add(Input.Invalid input) {
    StringBuilder name = new StringBuilder();
    input
        .reason()
        .problems()
        .forEach(
            it ->
                name.append(it.field())
                    .append(PARTICULARS.matcher(it.message()).replaceFirst(""))
                    .append(';'));
    Kind kind = kinds.get(name.toString());
    if (kind == null && kinds.size() < MOST_KINDS) {
      kind = new Kind(input.place() + ": " + cut(input.reason().getMessage()));
      kinds.put(name.toString(), kind);
    }
    if (kind == null) {
      others++;
    } else {
      kind.count++;
    }
  }

  /** One line each. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Kind kind : kinds.values()) {
      lines.add(
          kind.first
              + (kind.count == 1
                  ? ""
                  : " (and %s more of this kind)".formatted(Numbers.count(kind.count - 1))));
    }
    if (others > 0) {
      lines.add("and %s more for other reasons".formatted(Numbers.count(others)));
    }
    return lines;
  }

  private static String cut(String message) {
    String shown = message.replaceAll("\\p{Cntrl}", "?");
    return Shown.cut(shown, LONGEST);
  }
}
