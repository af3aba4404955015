package net.jumptotech.orders.producer.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.Optional;

/**
 * A file as it lies in the directory. If it was written to since, it is no longer equal to what
 * {@link #of} finds.
 */
public record Arrival(Path path, long size, FileTime modified) {

  static final Comparator<Arrival> OLDEST_FIRST =
      Comparator.comparing(Arrival::modified).thenComparing(Arrival::path);

  /** Empty if it is no file, or an empty one: that is about to be written. */
  static Optional<Arrival> of(Path path) throws IOException {
    try {
      BasicFileAttributes it =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return it.isRegularFile() && it.size() > 0
          ? Optional.of(new Arrival(path, it.size(), it.lastModifiedTime()))
          : Optional.empty();
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /** Whether it is still as it was. */
  boolean isUnchanged() throws IOException {
    return isAt(path);
  }

  /** Whether it is there now, as it was. */
  boolean isAt(Path place) throws IOException {
    return of(place).filter(it -> it.size == size && it.modified.equals(modified)).isPresent();
  }

  /** For people: others chose the name, which may contain anything. */
  public String name() {
    return path.getFileName().toString().replaceAll("\\p{Cntrl}", "?");
  }
}
