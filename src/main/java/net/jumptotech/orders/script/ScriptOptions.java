package net.jumptotech.orders.script;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jumptotech.orders.runtime.Settings;

/**
 * A verticle from a file.
 *
 * @param file relative to the working directory, as every path in the configuration
 * @param instances how often it is deployed, each on an event loop of its own
 * @param config passed to the verticle unchecked
 */
public record ScriptOptions(Path file, int instances, JsonObject config) {

  private static final int MOST_INSTANCES = 64;

  public ScriptOptions {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(config, "config");
    if (instances < 1) {
      throw new IllegalArgumentException("instances must be at least 1, was " + instances);
    }
  }

  /** Reads the list {@code verticles}. */
  public static List<ScriptOptions> from(Settings settings) {
    List<ScriptOptions> scripts = new ArrayList<>();
    for (Settings one : settings.sections("verticles")) {
      Path file = one.value("file", Path::of, Path.of(""));
      if (file.toString().isEmpty()) {
        one.mistake("file", "expected a file such as conf/verticles/fraud-webhook.js, was nothing");
      }
      scripts.add(
          new ScriptOptions(
              file, one.integer("instances", 1, 1, MOST_INSTANCES), one.tree("config")));
    }
    return scripts;
  }

  /** The file's name without its directory. */
  String name() {
    return file.getFileName().toString();
  }
}
