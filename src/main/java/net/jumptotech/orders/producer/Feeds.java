package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.FileNotFoundException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import net.jumptotech.orders.producer.directory.DiskFailure;
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
    if (source instanceof Source.Synthetic synthetic) {
      return SyntheticFeed.open(context.owner(), synthetic, sequence, timeouts);
    }
    if (source instanceof Source.File file) {
      return FileFeed.open(context, file.name(), file.format(), refused, () -> open(file));
    }
    if (source instanceof Source.Sample) {
      return FileFeed.open(
          context,
          source.name(),
          FileFormat.PLAIN,
          Optional.empty(),
          () -> Feeds.class.getResourceAsStream(SAMPLE));
    }
    return Future.succeededFuture(Feed.EMPTY);
  }

  /**
   * Checks a file before anything is started for it. Reads nothing from a pipe, which can be read
   * only once. Blocks.
   *
   * @throws IOException in one line with the file's name, if no orders can be read from it
   */
  static void check(Source.File file) throws IOException {
    if (file.isStandardInput()) {
      return;
    }
    Path path = path(file.path());
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      return;
    }
    try (InputStream in = open(file)) {
      file.format().open(in, FileFeed.shown(file.name())).close();
    }
  }

  /** Opens it for reading, or says in one line why it cannot be read. */
  static InputStream open(Source.File file) throws IOException {
    return file.isStandardInput() ? standardInput() : open(path(file.path()));
  }

  /** Is never closed: a read may block it for hours, and its close would wait for that. */
  private static InputStream standardInput() {
    return new FilterInputStream(System.in) {
      @Override
      public void close() {}
    };
  }

  private static Path path(String path) throws IOException {
    try {
      return Path.of(path);
    } catch (InvalidPathException missing) {
      throw new FileNotFoundException("cannot read " + path + ": no such file");
    }
  }

  /** As above. */
  static InputStream open(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        throw new IOException(
            "cannot read %s: it is a directory; --source dir:%s reads the files in it"
                .formatted(file, file));
      }
      return Files.newInputStream(file);
    } catch (NoSuchFileException missing) {
      throw new FileNotFoundException("cannot read " + file + ": no such file");
    } catch (AccessDeniedException denied) {
      throw new IOException("cannot read " + file + ": permission denied", denied);
    } catch (FileSystemException failed) {
      throw new DiskFailure(
          "cannot read %s (%s)".formatted(file, DiskFailure.reason(failed)), failed);
    }
  }
}
