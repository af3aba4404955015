package net.jumptotech.orders.intake.container;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import net.jumptotech.orders.runtime.Plugins;

/** Finds the plugin that reads workbooks, when the first one comes. */
public final class Workbooks {

  /** Finds no plugin but one on the class path. */
  public static final Workbooks NONE = new Workbooks(Optional.empty());

  /** Finds it in the directory {@code plugins} beside our jar. */
  public static final Workbooks BESIDE_THE_JAR = in(Optional.empty());

  private final Optional<Path> plugins;
  private Optional<WorkbookReader> reader = Optional.empty(); // guarded by this

  private Workbooks(Optional<Path> plugins) {
    this.plugins = plugins;
  }

  /**
   * @param plugins directory of jars; empty for the directory {@code plugins} beside our jar
   */
  public static Workbooks in(Optional<Path> plugins) {
    return new Workbooks(plugins.or(Plugins::besideTheJar));
  }

  /**
   * @param name of the file, for messages
   */
  synchronized WorkbookReader reader(String name) throws IOException {
    if (reader.isEmpty()) {
      reader = load(name);
    }
    return reader.orElseThrow(
        () ->
            new IOException(
                "%s is an Excel workbook: save it as \"CSV UTF-8 (comma delimited)\", or start with --plugins target/plugins, where each build (mvn package) puts what reads workbooks"
                    .formatted(name)));
  }

  private Optional<WorkbookReader> load(String name) throws IOException {
    try {
      // never closed: classes of the plugin are loaded as they are needed
      Iterator<WorkbookReader> found =
          ServiceLoader.load(WorkbookReader.class, Plugins.loader(plugins)).iterator();
      return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
    } catch (IllegalArgumentException | ServiceConfigurationError | LinkageError unusable) {
      throw new IOException(
          "%s is an Excel workbook, and the plugin for it cannot be used: %s"
              .formatted(name, unusable.getMessage()),
          unusable);
    }
  }
}
