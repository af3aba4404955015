package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.stream.topics.SequenceStore;

/** Opens the feed of a source. */
final class Feeds {

  private static final String SAMPLE = "/sample/orders-2010-12.ndjson";

  private Feeds() {}

  /** Fails in one line that names the source if it cannot be read. */
  static Future<Feed> open(
      Source source,
      Optional<RefusedFile> refused,
      Context context,
      SequenceStore sequence,
      ProducerTimeouts timeouts) {
    return source.match(
        synthetic -> SyntheticFeed.open(context.owner(), synthetic, sequence, timeouts),
        file -> openFile(file, refused, context),
        sample ->
            FileFeed.open(
                context,
                sample.name(),
                Optional.empty(),
                Workbooks.NONE,
                true,
                () -> Feeds.class.getResourceAsStream(SAMPLE)),
        none -> Future.succeededFuture(Feed.EMPTY));
  }

  /**
   * Checks a file before anything is started for it. Reads nothing from a pipe, which can be read
   * only once. Blocks.
   *
   * @throws IOException in one line with the file's name, if no orders can be read from it
   */
  static void check(Source.File file) throws IOException {
    if (file.path().equals(Source.File.STANDARD_INPUT)) {
      return;
    }
    Path path = path(file.path());
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      return;
    }
    try (InputStream in = open(file.path())) {
      FileFeed.check(in, file.name(), file.mapping(), file.workbooks());
    }
  }

  private static Future<Feed> openFile(
      Source.File file, Optional<RefusedFile> refused, Context context) {
    return file.path().equals(Source.File.STANDARD_INPUT)
        ? FileFeed.open(
            context, file.name(), file.mapping(), file.workbooks(), refused, false, () -> System.in)
        : FileFeed.open(
            context,
            file.name(),
            file.mapping(),
            file.workbooks(),
            refused,
            true,
            () -> open(file.path()));
  }

  private static Path path(String path) throws IOException {
    try {
      return Path.of(path);
    } catch (InvalidPathException missing) {
      throw new FileNotFoundException("cannot read " + path + ": no such file");
    }
  }

  /** Opens it for reading, or says in one line why it cannot be read. */
  static InputStream open(String path) throws IOException {
    Path file = path(path);
    try {
      if (Files.isDirectory(file)) {
        throw new IOException("cannot read " + path + ": it is a directory");
      }
      return Files.newInputStream(file);
    } catch (NoSuchFileException missing) {
      throw new FileNotFoundException("cannot read " + path + ": no such file");
    } catch (AccessDeniedException denied) {
      throw new IOException("cannot read " + path + ": permission denied", denied);
    }
  }
}
