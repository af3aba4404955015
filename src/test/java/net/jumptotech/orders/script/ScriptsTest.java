package net.jumptotech.orders.script;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.VerticleFactory;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ScriptsTest {

  private static final Duration SOON = Duration.ofMillis(20);

  @TempDir Path directory;
  private Vertx vertx;
  private final Map<String, RoleFrame> frames = new ConcurrentHashMap<>();
  private Languages languages;

  @BeforeEach
  void open(Vertx vertx) throws IOException {
    this.vertx = vertx;
    Path plugins = Files.createDirectory(directory.resolve("plugins"));
    try (OutputStream file = Files.newOutputStream(plugins.resolve("fake.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry("META-INF/services/" + VerticleFactory.class.getName()));
      jar.write(FakeLanguage.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    languages = Languages.in(vertx, Optional.of(plugins));
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.FRAMES,
            frame -> {
              RoleFrame it = RoleFrame.of(frame.body());
              frames.put(it.role(), it);
            });
  }

  @Test
  void aFileIsDeployedWithItsConfiguration() throws Exception {
    deploy(false, script("one.fake", "answer yes", "one"));

    assertThat(ask("one", "?")).isEqualTo("yes");
    awaitFrame("one.fake", "UP", "");
    assertThat(frames.get("one.fake").counts()).containsEntry("instances", 1L);
  }

  @Test
  void whatDoesNotCompileOrStartSaysWhereAndLeavesTheOthersAtWork() throws Exception {
    deploy(
        false,
        script("broken.fake", "nonsense", "none"),
        script("start.fake", "start-fails", "none"),
        script("good.fake", "answer yes", "good"));

    assertThat(ask("good", "?")).isEqualTo("yes");
    awaitFrame("broken.fake", "DEGRADED", "broken.fake: line 1: expected answer, was nonsense");
    awaitFrame("start.fake", "DEGRADED", "start.fake:2: cannot start");
    awaitFrame("good.fake", "UP", "");
  }

  @Test
  void whatNeverEndsToStartIsGivenUpAndMayBeMended() throws Exception {
    ScriptOptions endless = script("endless.fake", "start-never-ends", "mended");
    deploy(true, Duration.ofSeconds(1), endless, script("good.fake", "answer yes", "good"));

    assertThat(ask("good", "?")).isEqualTo("yes");
    awaitFrame("endless.fake", "DEGRADED", "endless.fake: has not started within 1 s");

    change(endless, "answer mended");
    awaitFrame("endless.fake", "UP", "");
    assertThat(ask("mended", "?")).isEqualTo("mended");
  }

  @Test
  void anErrorInAHandlerIsToldWithItsLineAndTheVerticleGoesOn() throws Exception {
    deploy(false, script("one.fake", "answer yes", "one"));

    vertx.eventBus().send("one", "throw");

    awaitFrame("one.fake", "DEGRADED", "one.fake:7: cannot handle");
    assertThat(frames.get("one.fake").counts()).containsEntry("errors", 1L);
    assertThat(ask("one", "?")).isEqualTo("yes");
  }

  @Test
  void whatRunsIsUndeployedWithTheOthersOfItsProcess() throws Exception {
    String deployment = deploy(false, script("one.fake", "answer yes", "one"));
    assertThat(vertx.deploymentIDs()).hasSize(2);

    await(vertx.undeploy(deployment));

    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void aChangedFileIsDeployedAnewAndABrokenChangeLeavesTheFormerAtWork() throws Exception {
    ScriptOptions script = script("one.fake", "answer first", "one");
    deploy(true, script);
    assertThat(ask("one", "?")).isEqualTo("first");

    change(script, "answer second");
    Await.until(Await.LONG, "the second", () -> ask("one", "?").equals("second"));

    change(script, "nonsense");
    awaitFrame(
        "one.fake",
        "DEGRADED",
        "one.fake: line 1: expected answer, was nonsense (the previous version of the file keeps"
            + " running)");
    change(script, "start-fails");
    awaitFrame(
        "one.fake",
        "DEGRADED",
        "one.fake:2: cannot start (the previous version of the file keeps running)");
    assertThat(ask("one", "?")).isEqualTo("second");

    change(script, "answer third");
    awaitFrame("one.fake", "UP", "");
    assertThat(ask("one", "?")).isEqualTo("third");
  }

  @Test
  void aFileThatIsNotThereOrThatNoLanguageIsForSaysWhatToAdd() throws Exception {
    ScriptOptions unknown = script("one.rb", "puts 1", "one");
    ScriptOptions absent = new ScriptOptions(directory.resolve("absent.fake"), 1, new JsonObject());

    assertThatThrownBy(() -> languages.check(List.of(unknown, absent)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one.rb: no installed language runs .rb files")
        .hasMessageContaining("--plugins target/plugins")
        .hasMessageContaining("absent.fake: no such readable file");
  }

  @Test
  void aPluginsDirectoryWithoutJarsIsAMistake() {
    assertThatThrownBy(() -> Languages.in(vertx, Optional.of(directory)))
        .hasMessage("plugins: there is no jar in " + directory);
    assertThatThrownBy(() -> Languages.in(vertx, Optional.of(directory.resolve("absent"))))
        .hasMessageContaining("expected a directory of jars");
  }

  private ScriptOptions script(String name, String text, String address) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    return new ScriptOptions(file, 1, new JsonObject().put("address", address));
  }

  private int changes;

  /** All at once; with a time of its own, since the clock of a file system may be coarse. */
  private void change(ScriptOptions script, String text) throws IOException {
    Path changed = Files.writeString(directory.resolve("changed"), text);
    Files.setLastModifiedTime(changed, FileTime.from(Instant.now().plusSeconds(10L * ++changes)));
    Files.move(changed, script.file(), StandardCopyOption.ATOMIC_MOVE);
  }

  private String deploy(boolean watch, ScriptOptions... scripts) {
    return deploy(watch, Await.LONG, scripts);
  }

  private String deploy(boolean watch, Duration startTimeout, ScriptOptions... scripts) {
    ProcessInfo process = new ProcessInfo("p", "1", Instant.now(), List.of());
    return await(
        vertx.deployVerticle(
            new Scripts(languages, List.of(scripts), watch, process, SOON, startTimeout)));
  }

  private String ask(String address, String question) {
    try {
      return await(vertx.eventBus().<String>request(address, question)).body();
    } catch (Exception noAnswer) {
      return noAnswer.toString(); // while it is deployed anew
    }
  }

  private void awaitFrame(String role, String health, String detail) {
    Await.until(
        Await.LONG,
        role + " " + health + " " + detail,
        () -> {
          RoleFrame frame = frames.get(role);
          return frame != null && frame.health().equals(health) && frame.detail().equals(detail);
        });
  }
}
