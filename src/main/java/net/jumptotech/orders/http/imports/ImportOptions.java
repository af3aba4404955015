package net.jumptotech.orders.http.imports;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;
import net.jumptotech.orders.runtime.Settings;

/**
 * The mappings that a request may name: those that come with Orders, and those that the operator
 * has configured. A request never names a file.
 *
 * @param mappings of the operator, by name
 * @param patience with a sender from whom too little comes
 */
public record ImportOptions(Map<String, Mapping> mappings, Duration patience) {

  public static final ImportOptions NONE = new ImportOptions(Map.of(), Duration.ofSeconds(30));

  private static final String KEY = "import-mappings";
  private static final int LONGEST_SHOWN = 64;

  public ImportOptions {
    mappings = Map.copyOf(mappings);
  }

  /**
   * Reads {@code import-mappings} of the section {@code http}: mappings separated by semicolons.
   */
  public static ImportOptions from(Settings http) {
    Map<String, Mapping> mappings = new LinkedHashMap<>();
    for (String each : http.text(KEY, "").split(";")) {
      if (!each.isBlank()) {
        add(http, each.strip(), mappings);
      }
    }
    return new ImportOptions(mappings, NONE.patience);
  }

  private static void add(Settings http, String text, Map<String, Mapping> mappings) {
    try {
      Mapping mapping = Mappings.find(text);
      String name = mapping.name().replaceFirst("\\.ya?ml$", "");
      if (mappings.put(name, mapping) != null) {
        http.mistake(KEY, "two mappings have the name \"" + name + "\"");
      }
    } catch (IllegalArgumentException wrong) {
      http.mistake(KEY, wrong.getMessage());
    }
  }

  /**
   * Does not read the mapping yet, so it does not block.
   *
   * @param text of the request: a name; behind that of a preset may be values ({@code
   *     magento,country=DE})
   * @return the same
   * @throws IllegalArgumentException that names those there are
   */
  String checked(String text) {
    if (!mappings.containsKey(text) && !Mappings.PRESETS.contains(name(text))) {
      TreeSet<String> known = new TreeSet<>(Mappings.PRESETS);
      known.addAll(mappings.keySet());
      throw new IllegalArgumentException(
          "expected one of %s, was \"%s\"".formatted(known, Shown.cut(text, LONGEST_SHOWN)));
    }
    return text;
  }

  /**
   * Blocks.
   *
   * @param text that was checked
   * @throws IllegalArgumentException if a value is missing or wrong
   */
  Mapping find(String text) {
    Mapping configured = mappings.get(text);
    return configured != null ? configured : Mappings.find(text);
  }

  private static String name(String text) {
    return text.split(",", 2)[0].strip();
  }
}
