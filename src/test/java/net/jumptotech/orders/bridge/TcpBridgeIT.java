package net.jumptotech.orders.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class TcpBridgeIT {

  private static final String TOKEN = "of-this-test-only";
  private static final AtomicReference<JsonObject> FRAME = new AtomicReference<>();
  private static Vertx vertx;
  private static BridgeVerticle bridge;

  @BeforeAll
  static void start(Vertx vertx) {
    TcpBridgeIT.vertx = vertx;
    bridge =
        new BridgeVerticle(
            new BridgeOptions(
                "127.0.0.1",
                0,
                new Secret(TOKEN),
                List.of(Addresses.FLEET_FRAMES, "test.question"),
                List.of("test.said")),
            new ProcessInfo("here", "1", Instant.now(), List.of()));
    await(vertx.deployVerticle(bridge));
    vertx.eventBus().<JsonObject>localConsumer(Addresses.FRAMES, frame -> FRAME.set(frame.body()));
  }

  @ParameterizedTest
  @CsvSource({"python3, docs/examples/live.py", "node, docs/examples/live.mjs"})
  void theExamplePrintsLiveFrames(String language, String file) throws IOException {
    try (Example example = Example.start(language, file, TOKEN)) {
      assertThat(example.line()).startsWith("here bridge 0 UP {\"");
      assertThat(example.line()).contains("\"connections\":");
    }
  }

  @ParameterizedTest
  @CsvSource({"python3, docs/examples/live.py", "node, docs/examples/live.mjs"})
  void theExampleWithAnotherTokenIsHungUpOn(String language, String file) throws IOException {
    try (Example example = Example.start(language, file, "another")) {
      assertThat(example.line()).contains("hung up").doesNotContain(TOKEN);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"register\",\"address\":\"orders.fleet.frames\"}",
        "{\"type\":\"ping\",\"headers\":{\"token\":\"" + TOKEN + "x\"}}",
        "{\"type\":\"ping\",\"headers\":7}",
        "{\"type\":\"unheard-of\"}",
        "no JSON",
        ""
      })
  void whoDoesNotShowTheTokenFirstHearsNothing(String first) throws IOException {
    try (Guest guest = new Guest()) {
      guest.say(first);
      assertThat(guest.isHungUpOn()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4_097, Integer.MAX_VALUE, -1})
  void aStrangerIsNotListenedToForLong(int length) throws IOException {
    try (Guest guest = new Guest()) {
      guest.announce(length);
      assertThat(guest.isHungUpOn()).isTrue();
    }
  }

  @Test
  void thoseWhoOnlyConnectKeepNobodyOut() throws IOException {
    List<Guest> strangers = new ArrayList<>();
    try {
      for (int i = 0; i < 101; i++) {
        strangers.add(new Guest());
      }
      assertThat(strangers.get(0).isHungUpOn()).isTrue();
      try (Guest guest = new Guest()) {
        guest.logIn();
      }
    } finally {
      for (Guest each : strangers) {
        each.close();
      }
    }
  }

  @Test
  void aGuestMaySayALotButNotAnything() throws IOException {
    try (Guest guest = new Guest()) {
      guest.logIn();
      guest.say(frame("ping").put("body", "x".repeat(1_000_000)));
      assertThat(guest.hear().getString("type")).isEqualTo("pong");
      guest.announce(1 << 20);
      assertThat(guest.isHungUpOn()).isTrue();
    }
  }

  @Test
  void onlyWhatIsPermittedIsHeardAndSaid() throws IOException {
    List<String> said = new ArrayList<>();
    vertx
        .eventBus()
        .<JsonObject>consumer(
            "test.said",
            message -> {
              said.add(message.body().getString("text"));
              message.reply(new JsonObject().put("text", "heard"));
            });
    try (Guest guest = new Guest()) {
      guest.logIn();
      guest.say(frame("register").put("address", "ui.overview"));
      assertThat(guest.hear().getString("message")).isEqualTo("access_denied");
      guest.say(frame("send").put("address", Addresses.FRAUD_ASK).put("body", new JsonObject()));
      assertThat(guest.hear().getString("message")).isEqualTo("access_denied");

      guest.say(
          frame("send")
              .put("address", "test.said")
              .put("replyAddress", "mine")
              .put("body", new JsonObject().put("text", "from outside")));
      JsonObject reply = guest.hear();
      assertThat(reply.getString("address")).isEqualTo("mine");
      assertThat(reply.getJsonObject("body").getString("text")).isEqualTo("heard");
      assertThat(said).containsExactly("from outside");
    }
  }

  @Test
  void aQuestionIsAnsweredFromOutside() throws IOException {
    try (Guest guest = new Guest()) {
      guest.logIn();
      guest.say(frame("register").put("address", "test.question"));
      guest.say(frame("ping"));
      assertThat(guest.hear().getString("type")).isEqualTo("pong"); // so it is registered

      var answer = vertx.eventBus().<JsonObject>request("test.question", new JsonObject());
      JsonObject asked = guest.hear();
      guest.say(
          frame("send")
              .put("address", asked.getString("replyAddress"))
              .put("body", new JsonObject().put("text", "answered")));

      assertThat(await(answer).body().getString("text")).isEqualTo("answered");
    }
  }

  @Test
  void whoDoesNotReadWhatItAskedToHearIsHungUpOn() throws IOException {
    try (Guest guest = new Guest()) {
      guest.logIn();
      guest.say(frame("register").put("address", "test.question"));
      guest.say(frame("ping"));
      assertThat(guest.hear().getString("type")).isEqualTo("pong");
      JsonObject much = new JsonObject().put("text", "x".repeat(1 << 20));
      for (int i = 0; i < 20; i++) {
        vertx.eventBus().publish("test.question", much);
      }
      Await.until("it is hung up on", () -> count("too_slow") == 1);
      Await.until("it is forgotten", () -> count("connections") == 0);
    }
  }

  private static long count(String name) {
    return FRAME.get() == null ? -1 : FRAME.get().getJsonObject("counts").getLong(name);
  }

  private static JsonObject frame(String type) {
    return new JsonObject().put("type", type);
  }

  /** A process of another language. */
  private record Example(Process process, BufferedReader output) implements AutoCloseable {

    static Example start(String language, String file, String token) throws IOException {
      ProcessBuilder builder = new ProcessBuilder(language, file, bridge.address());
      builder.environment().put("ORDERS_BRIDGE_TOKEN", token);
      builder.redirectErrorStream(true);
      try {
        Process process = builder.start();
        return new Example(
            process, new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8)));
      } catch (IOException absent) {
        return abort(language + " is not on this machine");
      }
    }

    String line() throws IOException {
      return output.readLine();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Speaks the protocol itself. */
  private static final class Guest implements AutoCloseable {

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Guest() throws IOException {
      String[] place = bridge.address().split(":");
      socket = new Socket(place[0], Integer.parseInt(place[1]));
      socket.setSoTimeout((int) Await.LONG.toMillis());
      in = new DataInputStream(socket.getInputStream());
      out = new DataOutputStream(socket.getOutputStream());
    }

    void logIn() throws IOException {
      say(frame("ping").put("headers", new JsonObject().put("token", TOKEN)));
      assertThat(hear().getString("type")).isEqualTo("pong");
    }

    /** The length of a frame, and no frame. */
    void announce(int length) throws IOException {
      out.writeInt(length);
      out.flush();
    }

    void say(JsonObject frame) throws IOException {
      say(frame.encode());
    }

    void say(String frame) throws IOException {
      byte[] bytes = frame.getBytes(UTF_8);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.flush();
    }

    JsonObject hear() throws IOException {
      return new JsonObject(new String(in.readNBytes(in.readInt()), UTF_8));
    }

    boolean isHungUpOn() throws IOException {
      try {
        return in.read() == -1;
      } catch (SocketException cut) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
