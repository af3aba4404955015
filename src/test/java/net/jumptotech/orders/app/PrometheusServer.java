package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;

/**
 * A Prometheus of this machine, with our configuration: only the address that it scrapes and how
 * often it does are those of the test.
 */
final class PrometheusServer implements AutoCloseable {

  private static final Path CONFIGURATION = Path.of("conf/prometheus/prometheus.yaml");
  private static final String MISSING =
      "There is no Prometheus in PATH. ./orders test sets it up; on Debian it is in the package"
          + " prometheus.";

  private final Process process;
  private final Path log;
  private final URI address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private PrometheusServer(Process process, Path log, URI address) {
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /**
   * @param directory empty, for its data
   * @param target port of {@code /metrics}
   */
  static PrometheusServer start(Path directory, int target) throws IOException {
    Path alerts = CONFIGURATION.resolveSibling("alerts.yaml").toAbsolutePath();
    String configuration =
        Files.readString(CONFIGURATION)
            .replace("127.0.0.1:8001", "127.0.0.1:" + target)
            .replace("15s", "1s")
            .replace("alerts.yaml", alerts.toString());
    Path file = Files.writeString(directory.resolve("prometheus.yaml"), configuration);
    Path log = directory.resolve("log");
    String listens = "127.0.0.1:" + OrdersProcess.freePort();
    Process process =
        run(
            log,
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + directory.resolve("data"),
            "--enable-feature=exemplar-storage",
            "--web.listen-address=" + listens);
    PrometheusServer started =
        new PrometheusServer(process, log, URI.create("http://" + listens + "/"));
    Await.until(Await.LONG, "Prometheus", () -> started.isReady(), () -> started.said());
    return started;
  }

  /** Runs promtool, and returns what it printed; fails if it does. */
  static String promtool(Path log, String... arguments) throws Exception {
    String[] command =
        Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toArray(String[]::new);
    int code = run(log, command).waitFor();
    String said = Files.readString(log);
    if (code != 0) {
      throw new AssertionError(said);
    }
    return said;
  }

  private static Process run(Path log, String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException missing) {
      throw new AssertionError(MISSING, missing);
    }
  }

  /** The values of an expression at this time; fails if Prometheus rejects it. */
  JsonArray query(String expression) throws Exception {
    return get("api/v1/query?query=" + encoded(expression)).getJsonArray("result");
  }

  /** The values of an expression from this time until now, each second. */
  JsonArray query(String expression, Instant from) throws Exception {
    return get("api/v1/query_range?query=%s&start=%s&end=%s&step=1"
            .formatted(encoded(expression), from, Instant.now()))
        .getJsonArray("result");
  }

  /** The names of all series that it has. */
  List<String> names() throws Exception {
    return data("api/v1/label/__name__/values").getJsonArray("data").stream()
        .map(String::valueOf)
        .toList();
  }

  JsonObject get(String path) throws Exception {
    return data(path).getJsonObject("data");
  }

  private JsonObject data(String path) throws Exception {
    HttpResponse<String> answer = send(path);
    JsonObject body = new JsonObject(answer.body());
    if (!body.getString("status").equals("success")) {
      throw new AssertionError(path + ": " + answer.body());
    }
    return body;
  }

  private boolean isReady() throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError("it has ended");
    }
    return send("-/ready").statusCode() == 200;
  }

  private HttpResponse<String> send(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(address.resolve(path)).timeout(Duration.ofSeconds(30)).build(),
        BodyHandlers.ofString());
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, UTF_8);
  }

  private String said() {
    try {
      return Files.readString(log);
    } catch (IOException gone) {
      return gone.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
