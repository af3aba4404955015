package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import net.jumptotech.orders.stream.SequenceStore;

/** Opens the feed of a source. */
final class Feeds {

  private static final String SAMPLE = "/sample/orders-2010-12.ndjson";

  private Feeds() {}

  /** Fails in one line that names the source if it cannot be read. */
  static Future<Feed> open(Source source, Context context, SequenceStore sequence) {
    return source.match(
        synthetic -> SyntheticFeed.open(context.owner(), synthetic, sequence),
        file -> openFile(file, context),
        sample ->
            FileFeed.open(
                context, sample.name(), true, () -> Feeds.class.getResourceAsStream(SAMPLE)),
        none -> Future.succeededFuture(Feed.EMPTY));
  }

  private static Future<Feed> openFile(Source.File file, Context context) {
    return file.path().equals(Source.File.STANDARD_INPUT)
        ? FileFeed.open(context, file.name(), false, () -> System.in)
        : FileFeed.open(context, file.name(), true, () -> open(file.path()));
  }

  private static InputStream open(String path) throws IOException {
    try {
      Path file = Path.of(path);
      if (Files.isDirectory(file)) {
        throw new IOException("cannot read " + path + ": it is a directory");
      }
      InputStream in = Files.newInputStream(file);
      return path.endsWith(".gz") ? unpacked(path, in) : in;
    } catch (NoSuchFileException | InvalidPathException missing) {
      throw new FileNotFoundException("cannot read " + path + ": no such file");
    } catch (AccessDeniedException denied) {
      throw new IOException("cannot read " + path + ": permission denied", denied);
    }
  }

  private static InputStream unpacked(String path, InputStream in) throws IOException {
    try {
      return new GZIPInputStream(new BufferedInputStream(in));
    } catch (IOException cause) {
      in.close();
      throw new IOException("cannot read " + path + ": " + cause.getMessage(), cause);
    }
  }
}
