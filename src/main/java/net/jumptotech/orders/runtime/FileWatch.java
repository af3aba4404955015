package net.jumptotech.orders.runtime;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads small files again every few seconds, and hands them over if one of them is another than
 * before. What cannot be used is said once, and the former content stays in use. Does not depend on
 * events of the file system: network file systems have none.
 */
public final class FileWatch {

  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
  private static final long EVERY_MS = 5_000;

  private final Vertx vertx;
  private final String setting;
  private final List<Path> files;
  private final int mostBytes;
  private final Use use;
  private List<byte[]> last;
  private String lastMistake = "";
  private boolean looking;
  private long timer;

  /** What is done with the contents, in the order of the files. */
  @FunctionalInterface
  public interface Use {

    /**
     * On a worker thread.
     *
     * @throws IllegalArgumentException if they cannot be used; the message says why
     */
    void changed(List<byte[]> contents);
  }

  /**
   * @param setting that names the files, for the log
   * @param mostBytes that a file may have
   * @param known the contents in use
   */
  public FileWatch(
      Vertx vertx, String setting, List<Path> files, int mostBytes, List<byte[]> known, Use use) {
    this.vertx = vertx;
    this.setting = setting;
    this.files = List.copyOf(files);
    this.mostBytes = mostBytes;
    this.last = known;
    this.use = use;
  }

  /** Looks from now on. Call it on an event loop. */
  public void start() {
    timer = vertx.setPeriodic(EVERY_MS, tick -> look());
  }

  public void stop() {
    vertx.cancelTimer(timer);
  }

  /**
   * Looks now.
   *
   * @return completes when what has changed is in use
   */
  public Future<Void> look() {
    if (looking) {
      return Future.succeededFuture();
    }
    looking = true;
    return vertx
        .<Void>executeBlocking(
            () -> {
              readAgain();
              return null;
            })
        .onComplete(done -> looking = false);
  }

  private void readAgain() {
    try {
      List<byte[]> now = read(files, mostBytes);
      if (!isSame(now, last)) {
        last = now;
        use.changed(now);
        lastMistake = "";
        log.info("{}: {} was read again", setting, names());
      }
    } catch (IOException | IllegalArgumentException wrong) {
      String mistake = Failure.describe(wrong);
      if (!mistake.equals(lastMistake)) {
        lastMistake = mistake;
        log.warn("{}: {}: {}; what was read before stays in use", setting, names(), mistake);
      }
    }
  }

  private String names() {
    return String.join(", ", files.stream().map(Path::toString).toList());
  }

  private static boolean isSame(List<byte[]> some, List<byte[]> others) {
    return Arrays.deepEquals(some.toArray(), others.toArray());
  }

  /**
   * Blocks.
   *
   * @throws IOException naming the file, also if it is too large
   */
  public static List<byte[]> read(List<Path> files, int mostBytes) throws IOException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        byte[] content = in.readNBytes(mostBytes + 1);
        if (content.length > mostBytes) {
          throw new IOException(file + ": expected at most " + mostBytes + " bytes");
        }
        contents.add(content);
      }
    }
    return contents;
  }
}
