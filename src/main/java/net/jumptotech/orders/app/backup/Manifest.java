package net.jumptotech.orders.app.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.runtime.StartFailure;

/**
 * What is in a backup: a file in it, which lists the others with their sizes and checksums.
 *
 * @param version of Orders
 * @param at the moment whose data it has
 * @param files by path, with {@code /}
 */
record Manifest(String version, Instant at, SortedMap<String, Entry> files) {

  static final String FILE = "manifest.json";

  /** Raised when a backup is laid out in a way that this version could not restore. */
  private static final int FORMAT = 1;

  private static final int BUFFER = 1 << 20;

  record Entry(long bytes, String sha256) {}

  /** Of the files that are in the directory. */
  static Manifest of(Path directory, String version, Instant at) throws IOException {
    SortedMap<String, Entry> files = new TreeMap<>();
    for (String name : names(directory)) {
      files.put(name, entry(directory.resolve(name)));
    }
    return new Manifest(version, at, files);
  }

  /**
   * Reads it and every file in it.
   *
   * @throws StartFailure if anything differs from what was backed up
   */
  static Manifest verified(Path directory) throws IOException {
    Manifest manifest = read(directory);
    SortedSet<String> there = names(directory);
    for (String name : there) {
      if (!manifest.files.containsKey(name)) {
        throw damaged(directory, name + " is not in its manifest");
      }
    }
    for (Map.Entry<String, Entry> file : manifest.files.entrySet()) {
      String name = file.getKey();
      Path path = directory.resolve(name).normalize();
      if (!path.startsWith(directory) || !there.contains(name)) {
        throw damaged(directory, name + " is missing");
      }
      if (Files.size(path) != file.getValue().bytes()) {
        throw damaged(
            directory,
            "%s has %d bytes instead of %d"
                .formatted(name, Files.size(path), file.getValue().bytes()));
      }
      if (!entry(path).equals(file.getValue())) {
        throw damaged(directory, "the checksum of " + name + " is wrong");
      }
    }
    return manifest;
  }

  private static Manifest read(Path directory) throws IOException {
    try {
      JsonObject json = new JsonObject(Files.readString(directory.resolve(FILE)));
      if (json.getInteger("format") > FORMAT) {
        throw new StartFailure(
            "the backup %s was made by Orders %s, which is newer than this version: restore it with that"
                .formatted(directory, json.getString("version")));
      }
      SortedMap<String, Entry> files = new TreeMap<>();
      for (Map.Entry<String, Object> file : json.getJsonObject("files")) {
        JsonObject entry = (JsonObject) file.getValue();
        files.put(file.getKey(), new Entry(entry.getLong("bytes"), entry.getString("sha256")));
      }
      return new Manifest(json.getString("version"), json.getInstant("at"), files);
    } catch (NoSuchFileException none) {
      throw new StartFailure("%s is no backup of Orders: it has no %s".formatted(directory, FILE));
    } catch (DecodeException | ClassCastException | NullPointerException unreadable) {
      throw damaged(directory, "its " + FILE + " cannot be read");
    }
  }

  private static StartFailure damaged(Path directory, String how) {
    return new StartFailure(
        "the backup %s is damaged: %s; nothing was restored".formatted(directory, how));
  }

  void write(Path directory) throws IOException {
    JsonObject json =
        new JsonObject()
            .put("format", FORMAT)
            .put("version", version)
            .put("at", at)
            .put(
                "files",
                files.entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            Map.Entry::getKey,
                            file ->
                                new JsonObject()
                                    .put("bytes", file.getValue().bytes())
                                    .put("sha256", file.getValue().sha256()),
                            (one, two) -> one,
                            TreeMap::new)));
    try (FileChannel channel = TreeCopy.create(directory.resolve(FILE))) {
      ByteBuffer text = ByteBuffer.wrap((json.encodePrettily() + "\n").getBytes(UTF_8));
      while (text.hasRemaining()) {
        channel.write(text);
      }
    }
  }

  long bytes() {
    return files.values().stream().mapToLong(Entry::bytes).sum();
  }

  boolean has(Path file) {
    return files.containsKey(name(file));
  }

  private static SortedSet<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(file -> name(directory.relativize(file)))
          .filter(name -> !name.equals(FILE))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static String name(Path relative) {
    return relative.toString().replace('\\', '/');
  }

  private static Entry entry(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[BUFFER];
      long bytes = 0;
      for (int read = digested.read(buffer); read >= 0; read = digested.read(buffer)) {
        bytes += read;
      }
      return new Entry(bytes, HexFormat.of().formatHex(digested.getMessageDigest().digest()));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new AssertionError(everyJavaHasIt);
    }
  }
}
