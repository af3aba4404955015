package net.jumptotech.orders.script;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import net.jumptotech.orders.runtime.Plugins;

/**
 * The languages for files: every {@link VerticleFactory} in the jars of the plugin directory or on
 * the class path. The factory whose prefix is the file's extension ({@code js}, {@code groovy})
 * makes its verticle.
 */
public final class Languages {

  private final URLClassLoader loader;
  private final Map<String, VerticleFactory> factories = new TreeMap<>();

  private Languages(URLClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Reads the directory, on the caller's thread.
   *
   * @param plugins directory of jars, empty for none
   * @throws IllegalArgumentException if it cannot be read, or a jar in it cannot be used
   */
  public static Languages in(Vertx vertx, Optional<Path> plugins) {
    Languages languages = new Languages(Plugins.loader(plugins));
    try {
      for (VerticleFactory factory : ServiceLoader.load(VerticleFactory.class, languages.loader)) {
        factory.init(vertx);
        languages.factories.putIfAbsent(factory.prefix(), factory);
      }
    } catch (ServiceConfigurationError | LinkageError unusable) {
      languages.close();
      throw new IllegalArgumentException(
          "plugins: %s: a jar there cannot be used: %s"
              .formatted(plugins.map(Path::toString).orElse("none"), unusable),
          unusable);
    }
    return languages;
  }

  /**
   * @throws IllegalArgumentException naming every file that is missing or has no language here, and
   *     what to add
   */
  public void check(List<ScriptOptions> scripts) {
    List<String> mistakes = new ArrayList<>();
    for (ScriptOptions script : scripts) {
      if (!Files.isReadable(script.file())) {
        mistakes.add(script.file() + ": no such readable file");
      } else if (!factories.containsKey(suffix(script.file()))) {
        mistakes.add(
            ("%s: no installed language runs .%s files (%s): build with mvn -Ppolyglot package and"
                    + " add --plugins target/plugins, or name a directory with the jars of the"
                    + " language")
                .formatted(
                    script.file(),
                    suffix(script.file()),
                    factories.isEmpty()
                        ? "only Java is installed"
                        : "there are " + String.join(", ", factories.keySet())));
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mistakes));
    }
  }

  /**
   * Compiles the file, off the event loops.
   *
   * @return creates an instance at each call, from the file as it is now
   */
  Future<Callable<? extends Deployable>> compile(Path file) {
    Promise<Callable<? extends Deployable>> compiled = Promise.promise();
    try {
      factories
          .get(suffix(file))
          .createVerticle2(file.toAbsolutePath().toString(), loader, compiled);
    } catch (RuntimeException | LinkageError broken) {
      compiled.tryFail(broken);
    }
    return compiled.future();
  }

  /** Must stay open as long as a verticle runs. */
  ClassLoader loader() {
    return loader;
  }

  void close() {
    factories.values().forEach(VerticleFactory::close);
    try {
      loader.close();
    } catch (IOException unimportant) {
      // nobody reads these jars any more
    }
  }

  private static String suffix(Path file) {
    String name = file.getFileName().toString();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
