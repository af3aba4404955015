package net.jumptotech.orders.runtime;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Jars that are no part of ours: languages, and what reads workbooks. */
public final class Plugins {

  private Plugins() {}

  /**
   * Loads classes from the jars of a directory, and ours.
   *
   * @param directory of jars, empty for none
   * @throws IllegalArgumentException if it cannot be read, or there is no jar in it
   */
  public static URLClassLoader loader(Optional<Path> directory) {
    return new URLClassLoader(
        "plugins",
        directory.map(Plugins::jars).orElseGet(() -> new URL[0]),
        Plugins.class.getClassLoader());
  }

  /** The directory {@code plugins} beside our own jar, as a build leaves it; empty if none is. */
  public static Optional<Path> besideTheJar() {
    try {
      Path ours =
          Path.of(Plugins.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Optional.of(ours.resolveSibling("plugins")).filter(Plugins::hasJars);
    } catch (URISyntaxException impossible) {
      return Optional.empty();
    }
  }

  private static boolean hasJars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(Plugins::isJar);
    } catch (IOException none) {
      return false;
    }
  }

  private static URL[] jars(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<URL> jars = new ArrayList<>();
      for (Path jar : files.filter(Plugins::isJar).sorted().toList()) {
        jars.add(url(jar));
      }
      if (jars.isEmpty()) {
        throw new IllegalArgumentException("plugins: there is no jar in " + directory);
      }
      return jars.toArray(URL[]::new);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "plugins: expected a directory of jars, was \"" + directory + "\"", unreadable);
    }
  }

  private static boolean isJar(Path file) {
    return file.toString().endsWith(".jar");
  }

  private static URL url(Path jar) throws MalformedURLException {
    return jar.toUri().toURL();
  }
}
