package net.jumptotech.orders.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.runtime.FileWatch;

/**
 * Keys as text, or as a file, which is read again when it changes. Safe for use by several threads.
 */
public final class Keys {

  private static final int ID_LENGTH = 16;

  private final Optional<Path> file;
  private final List<byte[]> content;
  private volatile Map<String, Entry> byId;

  private record Entry(String hash, Principal principal) {}

  /**
   * Somebody's key.
   *
   * @param id names the key, and does not help to guess it
   */
  public record Known(String id, Principal principal) {}

  private Keys(Optional<Path> file, List<byte[]> content, Map<String, Entry> byId) {
    this.file = file;
    this.content = content;
    this.byId = byId;
  }

  /**
   * Blocks.
   *
   * @throws IOException if it cannot be read
   * @throws IllegalArgumentException naming the wrong line
   */
  public static Keys read(Path file) throws IOException {
    List<byte[]> content = FileWatch.read(List.of(file), KeyFile.MOST_BYTES);
    return new Keys(Optional.of(file), content, parse(content));
  }

  /**
   * Keys that stay as they are.
   *
   * @param text what the file would contain
   * @throws IllegalArgumentException naming the wrong line
   */
  public static Keys fixed(String text) {
    List<byte[]> content = List.of(text.getBytes(UTF_8));
    return new Keys(Optional.empty(), content, parse(content));
  }

  private static Map<String, Entry> parse(List<byte[]> content) {
    Map<String, Entry> byId = new HashMap<>();
    KeyFile.parse(new String(content.get(0), UTF_8))
        .forEach((hash, principal) -> byId.put(id(hash), new Entry(hash, principal)));
    return byId;
  }

  /**
   * Empty if there is no file.
   *
   * @param setting that names the file, for the log
   * @param onChange called on a worker thread when other keys count
   */
  public Optional<FileWatch> watch(Vertx vertx, String setting, Runnable onChange) {
    return file.map(
        it ->
            new FileWatch(
                vertx,
                setting,
                List.of(it),
                KeyFile.MOST_BYTES,
                content,
                contents -> {
                  byId = parse(contents);
                  onChange.run();
                }));
  }

  /**
   * Who has this key; it may be expired. Compares hashes by a table: how long that takes tells
   * nobody a key.
   */
  public Optional<Known> of(String key) {
    if (!AccessKey.hasShape(key)) {
      return Optional.empty();
    }
    String hash = AccessKey.hash(key);
    return Optional.ofNullable(byId.get(id(hash)))
        .filter(it -> it.hash.equals(hash))
        .map(it -> new Known(id(hash), it.principal));
  }

  /** Who has the key with this id, as long as it is in the file. */
  public Optional<Principal> ofId(String id) {
    return Optional.ofNullable(byId.get(id)).map(Entry::principal);
  }

  private static String id(String hash) {
    return hash.substring(0, ID_LENGTH);
  }
}
