package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jumptotech.orders.Await;

/** The jar as a user runs it: a process of its own, of which we see output, exit code and ports. */
final class OrdersProcess implements AutoCloseable {

  private static final Path JAR = Path.of("target", "orders.jar").toAbsolutePath();
  private static final Path ARCHIVE = Path.of("target", "orders.jsa").toAbsolutePath();
  private static final Duration START = Await.LONG;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private final Process process;
  private final List<String> output = new ArrayList<>();
  private final List<String> log = new ArrayList<>(); // the part of it that is standard error
  private final List<Thread> readers = new ArrayList<>();

  private OrdersProcess(Process process) {
    this.process = process;
    read(process.getInputStream(), line -> {});
    read(process.getErrorStream(), log::add);
  }

  /** Ports are free ones; the environment has nothing else of ours. */
  static OrdersProcess start(Path data, String... arguments) {
    return start(data, Map.of(), arguments);
  }

  static OrdersProcess start(Path data, Map<String, String> environment, String... arguments) {
    return start(List.of(), data, environment, arguments);
  }

  /**
   * @param within a command that becomes the one behind it, such as one that enters a namespace
   */
  static OrdersProcess start(
      List<String> within, Path data, Map<String, String> environment, String... arguments) {
    return start(within, "512m", data, environment, arguments);
  }

  /**
   * @param heap as Java takes it: {@code 256m}
   */
  static OrdersProcess startWithHeap(
      String heap, Path data, Map<String, String> environment, String... arguments) {
    return start(List.of(), heap, data, environment, arguments);
  }

  private static OrdersProcess start(
      List<String> within,
      String heap,
      Path data,
      Map<String, String> environment,
      String... arguments) {
    List<String> command = new ArrayList<>(within);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // the collector of production; the compiler that suits a process that is soon killed
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // made by the profile class-archive; without it, or if it is another jar's, Java does without
    command.addAll(List.of("-XX:SharedArchiveFile=" + ARCHIVE, "-Xshare:auto", "-Xlog:cds*=off"));
    command.addAll(List.of("-jar", JAR.toString()));
    if (arguments.length == 0 || arguments[0].startsWith("-")) { // a command takes its own options
      command.addAll(List.of("--data", data.toString()));
    }
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(OrdersProcess::isOurs);
    builder.environment().putAll(Map.of("HTTP_PORT", "0", "BROKER_PORT", "0"));
    builder.environment().putAll(environment);
    try {
      return new OrdersProcess(builder.start());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The environment of processes on this machine that share a bus with nobody else. */
  static Map<String, String> ownCluster() {
    // below the ports that the system hands out; another cluster there has another name
    int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
    return new HashMap<>(
        Map.of(
            "CLUSTER_SEEDS",
            "127.0.0.1",
            "CLUSTER_PORT",
            Integer.toString(port),
            "ORDERS_CLUSTER_NAME",
            "test-" + port));
  }

  /**
   * A port for a process that cannot say which one it took; free until another program takes it.
   */
  static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private static boolean isOurs(String name) {
    return name.matches("(ORDERS|KAFKA|CONFLUENT|COUCHBASE|CLUSTER|EVENTBUS|OTEL)_.*");
  }

  private void read(InputStream from, Consumer<String> also) {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  synchronized (output) {
                    output.add(line);
                    also.accept(line);
                    output.notifyAll();
                  }
                }
              } catch (IOException closed) {
                // the process is gone
              }
              synchronized (output) {
                output.notifyAll();
              }
            });
    reader.setDaemon(true);
    reader.start();
    readers.add(reader);
  }

  List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  List<String> log() {
    synchronized (output) {
      return List.copyOf(log);
    }
  }

  /** The first line that has the text; fails, showing the output, if it does not come. */
  String awaitLine(String text) {
    return awaitLine(line -> line.contains(text), text);
  }

  private String awaitLine(Predicate<String> wanted, String description) {
    long until = System.nanoTime() + START.toNanos();
    synchronized (output) {
      while (true) {
        Optional<String> found = output.stream().filter(wanted).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        long left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        boolean over = readers.stream().noneMatch(Thread::isAlive);
        if (left <= 0 || over) {
          throw new AssertionError(
              "no line with \"%s\" in:%n%s".formatted(description, String.join("\n", output)));
        }
        try {
          output.wait(Math.min(left, 200));
        } catch (InterruptedException stopped) {
          throw new AssertionError(stopped);
        }
      }
    }
  }

  /** {@code host:port} of the broker it uses. */
  String broker() {
    return awaitLine("  broker  ").trim().split("\\s+")[1];
  }

  URI page() {
    return URI.create(awaitLine("  page    ").trim().split("\\s+")[1]);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL to those of its child processes whose command has the text. */
  void killChildren(String text) {
    process
        .children()
        .filter(child -> child.info().commandLine().orElse("").contains(text))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    exitCode(Await.LONG);
  }

  /** SIGTERM. */
  void terminate() {
    process.destroy();
  }

  int exitCode(Duration within) {
    try {
      if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "still alive after %s:%n%s".formatted(within, String.join("\n", output())));
      }
      for (Thread reader : readers) {
        reader.join(5_000);
      }
      return process.exitValue();
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  JsonObject get(String path) {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(page().resolve(path)).build());
    assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
    return new JsonObject(answer.body());
  }

  HttpResponse<String> post(String path, String body) {
    return send(
        HttpRequest.newBuilder(page().resolve(path))
            .timeout(Await.LONG)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  /**
   * Sends made-up orders, {@code order-1} and so on, and sees them accepted.
   *
   * @param from number of the first
   */
  void sendOrders(long from, int count) {
    JsonArray body = new JsonArray();
    for (long number = from; number < from + count; number++) {
      body.add(
          new JsonObject()
              .put("order_id", "order-" + number)
              .put("amount", number % 400 + 0.5)
              .put("country", number % 2 == 0 ? "DE" : "US"));
      if (body.size() == 500 || number == from + count - 1) {
        assertThat(post("/api/orders", body.encode()).statusCode()).isEqualTo(202);
        body.clear();
      }
    }
  }

  /** Every document, by order id, page by page as a client reads them. */
  Map<String, JsonObject> documents() {
    Map<String, JsonObject> documents = new LinkedHashMap<>();
    String cursor = "";
    while (cursor != null) {
      JsonObject page =
          get("/api/orders?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
      JsonArray orders = page.getJsonArray("orders");
      for (int i = 0; i < orders.size(); i++) {
        JsonObject document = orders.getJsonObject(i);
        JsonObject before = documents.put(document.getValue("order_id").toString(), document);
        assertThat(before).as("on two pages: " + document).isNull();
      }
      cursor = page.getString("next");
    }
    return documents;
  }

  /** Until no group is behind, by measurements that were all made after the call. */
  void awaitIdle(Duration within) {
    Instant called = Instant.now();
    AtomicReference<JsonObject> seen = new AtomicReference<>();
    Await.until(
        within,
        "every group has caught up",
        () -> {
          JsonObject overview = get("/api/overview");
          seen.set(overview);
          JsonArray groups = overview.getJsonArray("groups");
          // what a frame says of the lag may be a second old
          return Instant.parse(overview.getString("at")).isAfter(called.plusSeconds(3))
              && groups.size() == 3
              && groups.stream()
                  .map(JsonObject.class::cast)
                  .allMatch(group -> Long.valueOf(0).equals(group.getLong("lag")));
        },
        seen::get);
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
