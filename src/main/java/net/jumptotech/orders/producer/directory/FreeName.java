package net.jumptotech.orders.producer.directory;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds names that no file has yet: {@code orders.csv}, then {@code orders-2.csv}. Blocks. */
public final class FreeName {

  private static final int MOST = 100_000;
  private static final Pattern NAME =
      Pattern.compile("(.+?)((?:\\.\\w+)?(?:\\.gz)?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private FreeName() {}

  /** For a file that keeps its name if it can. */
  static Path in(Path directory, Path file, List<String> alsoFree) {
    Matcher name = NAME.matcher(file.getFileName().toString());
    name.matches(); // always
    return in(directory, name.group(1), name.group(2), alsoFree);
  }

  /**
   * @param end stands behind the number
   */
  public static Path in(Path directory, String beginning, String end) {
    return in(directory, beginning, end, List.of());
  }

  private static Path in(Path directory, String beginning, String end, List<String> alsoFree) {
    for (int i = 1; i <= MOST; i++) {
      Path free = resolve(directory, beginning + (i == 1 ? "" : "-" + i) + end);
      if (!Files.exists(free)
          && alsoFree.stream().noneMatch(it -> Files.exists(behind(free, it)))) {
        return free;
      }
    }
    throw new IllegalStateException(
        "%s has %d files with names like %s%s: move some away"
            .formatted(directory, MOST, beginning, end));
  }

  /** The name of a file beside it. */
  static Path behind(Path file, String end) {
    return resolve(file.getParent(), file.getFileName() + end);
  }

  /** Where the locale knows ASCII only, other characters cannot be written. */
  private static Path resolve(Path directory, String name) {
    try {
      return directory.resolve(name);
    } catch (InvalidPathException foreign) {
      return directory.resolve(name.replaceAll("[^ -~]", "_"));
    }
  }
}
