package net.jumptotech.orders.intake.mapping;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.Shell;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Finds mappings: those that come with Orders, by name, and those of the user, by file. Values for
 * the keys of a mapping may follow, as in {@code magento,country=DE,zone=Europe/Berlin}. Blocks.
 */
public final class Mappings {

  /** The names of those that come with Orders ({@code conf/mappings}). */
  public static final List<String> PRESETS =
      List.of(
          "shopify",
          "shopify-api",
          "woocommerce",
          "woocommerce-api",
          "magento",
          "amazon",
          "ebay",
          "stripe",
          "stripe-api",
          "square",
          "excel-de",
          "olist",
          "superstore",
          "uci",
          "ours");

  private static final int LARGEST_FILE = 1024 * 1024;

  private Mappings() {}

  /**
   * @param text a name or a file, then any number of {@code ,KEY=VALUE}
   * @throws IllegalArgumentException naming every mistake, one per line, and what must be given
   */
  public static Mapping find(String text) {
    String[] parts = text.split(",(?=[a-z-]+=)");
    String name = parts[0].strip();
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      int at = parts[i].indexOf('=');
      given.put(parts[i].substring(0, at), parts[i].substring(at + 1));
    }
    Mapping mapping = read(name, given);
    if (!mapping.lacking().isEmpty()) {
      throw new IllegalArgumentException(
          "no column of %s has the %s; write --mapping %s%s"
              .formatted(
                  name,
                  String.join(" or the ", mapping.lacking()),
                  Shell.word(text + examples(mapping.lacking())),
                  remark(mapping)));
    }
    return mapping;
  }

  /** A preset as it is, which may lack something that the user must give. */
  public static Mapping preset(String name) {
    return read(name, Map.of());
  }

  /** What to write behind the name of a mapping that lacks something, with values as examples. */
  public static String examples(List<String> keys) {
    return keys.stream()
        .map(
            key ->
                ","
                    + key
                    + "="
                    + switch (key) {
                      case "country" -> "DE";
                      case "currency" -> "EUR";
                      default -> "Europe/Berlin";
                    })
        .collect(Collectors.joining());
  }

  /** The note of a mapping as the end of a message. */
  public static String remark(Mapping mapping) {
    return mapping.note().isEmpty() ? "" : " (" + mapping.note() + ")";
  }

  private static Mapping read(String name, Map<String, String> given) {
    JsonObject tree = PRESETS.contains(name) ? resource(name) : file(name);
    given.forEach(tree::put);
    Settings settings = new Settings(tree);
    Mapping mapping = MappingFile.read(shown(name), settings);
    try {
      settings.check();
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          wrong.getMessage().lines().map(it -> name + ": " + it).collect(Collectors.joining("\n")),
          wrong);
    }
    return mapping;
  }

  private static String shown(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static JsonObject resource(String name) {
    try (InputStream in = Mappings.class.getResourceAsStream("/mappings/" + name + ".yaml")) {
      return tree(name, in);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static JsonObject file(String name) {
    try {
      Path file = Path.of(name);
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "expected a mapping (%s) or a file, was \"%s\"%s"
                .formatted(
                    String.join(", ", PRESETS),
                    name,
                    Settings.nearest(name, PRESETS)
                        .map(near -> ", did you mean " + near + "?")
                        .orElse("")));
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new IllegalArgumentException(name + ": too large for a mapping");
      }
      try (InputStream in = Files.newInputStream(file)) {
        return tree(name, in);
      }
    } catch (InvalidPathException | IOException unreadable) {
      throw new IllegalArgumentException(
          "cannot read " + name + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private static JsonObject tree(String name, InputStream in) {
    Object tree;
    try {
      tree = yaml().load(in);
    } catch (YAMLException wrong) {
      throw new IllegalArgumentException(name + ": not YAML: " + wrong.getMessage(), wrong);
    }
    if (!(tree instanceof Map<?, ?> map)) {
      throw new IllegalArgumentException(name + ": expected keys and values, as in conf/mappings");
    }
    return json(map);
  }

  /** Every value is text: country NO is Norway, and 007 keeps its zeros. */
  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions any = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options),
        new Representer(any),
        any,
        options,
        new Resolver() {
          @Override
          protected void addImplicitResolvers() {
            // none
          }
        });
  }

  private static JsonObject json(Map<?, ?> map) {
    JsonObject json = new JsonObject();
    map.forEach((key, value) -> json.put(String.valueOf(key), json(value)));
    return json;
  }

  private static Object json(Object value) {
    if (value instanceof Map<?, ?> map) {
      return json(map);
    }
    return value instanceof List<?> list
        ? new JsonArray(list.stream().map(Mappings::json).toList())
        : value == null ? null : value.toString();
  }
}
