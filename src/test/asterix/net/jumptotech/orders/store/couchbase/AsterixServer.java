package net.jumptotech.orders.store.couchbase;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;

/**
 * Apache AsterixDB in a process of its own: a real engine for SQL++, the language that Couchbase
 * calls so too. It knows no {@code META()}, no {@code USE KEYS} and no prepared statements; through
 * {@link QueryPeer} a Couchbase client may use it nevertheless.
 *
 * <p>AsterixDB listens on every address, on ports that cannot be chosen. So the process gets a
 * network of its own with a loopback and nothing else, and is asked over its standard input. That
 * takes Linux, with {@code unshare} and {@code ip}.
 *
 * <p>Methods wait, one thread at a time.
 */
final class AsterixServer implements AutoCloseable {

  private static final Path UNPACKED = Path.of("target", "asterix");
  private static final String ALONE = "ip link set lo up && exec \"$@\"";

  private final Process process;
  private final Writer requests;
  private final BufferedReader answers;

  private AsterixServer(Process process) {
    this.process = process;
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * @param directory for its data and its log, empty
   */
  static AsterixServer start(Path directory) {
    Path log = directory.resolve("asterix.log");
    try {
      Process process =
          new ProcessBuilder(
                  "unshare",
                  "--net",
                  "--map-root-user",
                  "sh",
                  "-c",
                  ALONE,
                  "asterix",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx1g",
                  "-cp",
                  classPath(),
                  AsterixMain.class.getName())
              .directory(directory.toFile())
              .redirectError(log.toFile())
              .start();
      AsterixServer server = new AsterixServer(process);
      if (!AsterixMain.READY.equals(server.answers.readLine())) {
        server.close();
        throw new AssertionError("AsterixDB did not start:\n" + Files.readString(log));
      }
      return server;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String classPath() throws IOException {
    Path ours;
    try {
      ours = Path.of(AsterixMain.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new AssertionError(impossible);
    }
    try (Stream<Path> unpacked = Files.list(UNPACKED)) {
      Path home =
          unpacked.findFirst().orElseThrow(() -> new AssertionError("nothing in " + UNPACKED));
      return ours
          + File.pathSeparator
          + home.toAbsolutePath().resolve("repo")
          + File.separator
          + "*";
    }
  }

  /**
   * Makes a collection of these documents alone, whatever was in it.
   *
   * @param documents JSON by key. Each gets its key as field {@code _key} besides
   */
  void load(String collection, Map<String, Buffer> documents) {
    JsonArray rows = new JsonArray();
    documents.forEach((key, document) -> rows.add(document.toJsonObject().put("_key", key)));
    query(
        """
        DROP DATASET `%1$s` IF EXISTS;
        CREATE TYPE Document IF NOT EXISTS AS OPEN {_key: string};
        CREATE DATASET `%1$s`(Document) PRIMARY KEY _key;
        UPSERT INTO `%1$s` (SELECT VALUE document FROM $documents AS document);
        """
            .formatted(collection),
        new JsonObject().put("$documents", rows));
  }

  /**
   * @param parameters named ones under their names with the dollar sign
   * @return the rows; an AssertionError with what AsterixDB said if it refused the statement
   */
  List<?> query(String statement, JsonObject parameters) {
    JsonObject body = new JsonObject().put("statement", statement).mergeIn(parameters);
    try {
      requests.write(body.encode() + "\n");
      requests.flush();
      String answer = answers.readLine();
      if (answer == null) {
        throw new AssertionError("AsterixDB is gone, after " + body.encode());
      }
      JsonObject result = new JsonObject(answer);
      if (!"success".equals(result.getString("status"))) {
        throw new AssertionError(result.getValue("errors") + " to " + body.encode());
      }
      return result.getJsonArray("results", new JsonArray()).getList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      requests.close();
      if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException | InterruptedException failed) {
      process.destroyForcibly();
    }
  }
}
