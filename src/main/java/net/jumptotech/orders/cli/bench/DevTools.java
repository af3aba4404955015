package net.jumptotech.orders.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jumptotech.orders.app.DataDirectory;

/**
 * An empty tab of a headless Chromium, controlled by its DevTools protocol, for one measurement.
 * Used by one thread that may block; events of the tab arrive on an event loop.
 */
final class DevTools implements AutoCloseable {

  private static final String LISTENS = "DevTools listening on ";
  private static final int MAX_MESSAGE = 16 << 20;

  private final Process process;
  private final Path profile;
  private final Map<Integer, Promise<JsonObject>> asked = new ConcurrentHashMap<>();
  private final Map<String, Consumer<JsonObject>> listeners = new ConcurrentHashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private WebSocketClient client; // a client without a reference closes its sockets
  private WebSocket socket;
  private String session;

  private DevTools(Process process, Path profile) {
    this.process = process;
    this.profile = profile;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
  }

  /** The first Chromium or Chrome on the path. */
  static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(
            directory ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static DevTools open(Vertx vertx, Path browser) throws Exception {
    Path profile = Files.createTempDirectory("orders-bench");
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless=new",
                "--no-sandbox", // it opens only our own page, and root has no sandbox
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--window-size=1440,900",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    DevTools tools = new DevTools(process, profile);
    try {
      tools.connect(vertx, tools.address());
      return tools;
    } catch (Exception failed) {
      tools.close();
      throw failed;
    }
  }

  private URI address() throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENS)) {
        Thread rest = new Thread(() -> lines.lines().forEach(ignored -> {}), "chromium-messages");
        rest.setDaemon(true);
        rest.start();
        return URI.create(line.substring(LISTENS.length()).strip());
      }
    }
    throw new IOException("the browser did not start");
  }

  private void connect(Vertx vertx, URI address) throws Exception {
    WebSocketClientOptions options =
        new WebSocketClientOptions().setMaxFrameSize(MAX_MESSAGE).setMaxMessageSize(MAX_MESSAGE);
    WebSocketConnectOptions at =
        new WebSocketConnectOptions()
            .setHost(address.getHost())
            .setPort(address.getPort())
            .setURI(address.getPath())
            .setAllowOriginHeader(false); // the browser refuses connections from pages
    client = vertx.createWebSocketClient(options);
    socket = await(client.connect(at).onSuccess(it -> it.textMessageHandler(this::handle)));
    String target =
        ask("Target.createTarget", new JsonObject().put("url", "about:blank"))
            .getString("targetId");
    session =
        ask("Target.attachToTarget", new JsonObject().put("targetId", target).put("flatten", true))
            .getString("sessionId");
  }

  JsonObject ask(String method) throws Exception {
    return ask(method, new JsonObject());
  }

  /**
   * @return the result
   */
  JsonObject ask(String method, JsonObject parameters) throws Exception {
    int id = questions.incrementAndGet();
    Promise<JsonObject> answer = Promise.promise();
    asked.put(id, answer);
    JsonObject question =
        new JsonObject().put("id", id).put("method", method).put("params", parameters);
    if (session != null) {
      question.put("sessionId", session);
    }
    socket.writeTextMessage(question.encode()).onFailure(answer::tryFail);
    return await(answer.future());
  }

  /** The value of an expression in the tab. */
  Object value(String expression) throws Exception {
    return ask(
            "Runtime.evaluate",
            new JsonObject().put("expression", expression).put("returnByValue", true))
        .getJsonObject("result")
        .getValue("value");
  }

  /** Calls the consumer on an event loop. */
  void on(String event, Consumer<JsonObject> consumer) {
    listeners.put(event, consumer);
  }

  private void handle(String message) {
    JsonObject it = new JsonObject(message);
    Promise<JsonObject> answer = asked.remove(it.getInteger("id", 0));
    if (answer == null) {
      listeners
          .getOrDefault(it.getString("method", ""), any -> {})
          .accept(it.getJsonObject("params"));
    } else if (it.containsKey("error")) {
      answer.fail("the browser answers " + it.getJsonObject("error").encode());
    } else {
      answer.complete(it.getJsonObject("result"));
    }
  }

  private static <T> T await(Future<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  /**
   * Asks the browser first, so that its children no longer write into the directory that is then
   * removed.
   */
  @Override
  public void close() {
    if (socket != null) {
      socket.writeTextMessage(
          new JsonObject().put("id", 0).put("method", "Browser.close").encode());
      process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join();
    }
    process.destroyForcibly().onExit().join();
    DataDirectory.deleteTree(profile);
  }
}
