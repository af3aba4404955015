package net.jumptotech.orders.producer;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.monitor.NextFrame;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.producer.FakeOrderWriter.Answer;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
final class DirectoryRunTest {

  private static final Duration SOON = Duration.ofMillis(5);
  private static final String HEADER = "order_id,amount,country\n";

  @TempDir private Path directory;

  private final List<String> console = new CopyOnWriteArrayList<>();
  private final Promise<SourceReport> report = Promise.promise();
  private final AtomicReference<FakeOrderWriter> writer = new AtomicReference<>();
  private Vertx vertx;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @AfterEach
  void release() {
    if (writer.get() != null) {
      writer.get().release(); // else the stop would wait for it
    }
  }

  @Test
  void filesAreReadOldestFirstAndMovedAndItEndsWhenNoneIsLeft() throws IOException {
    put("b.csv", HEADER + "1,1,DE\n2,1,DE\n", 1);
    put("a.csv", HEADER + "3,1,DE\n1,1,DE\n", 2);
    put("header.csv", HEADER, 3);
    deploy(true, nth -> Answer.ACKNOWLEDGE);
    SourceReport done = await(report.future());
    assertThat(done.toString()).startsWith("dir:").endsWith(": 4 read, 4 accepted, 0 refused");
    assertThat(done.orders()).isEqualTo(3);
    assertThat(ids()).containsExactly("1", "2", "3", "1");
    assertThat(files()).containsExactly("done/a.csv", "done/b.csv", "done/header.csv");
    assertThat(console)
        .contains(
            "file:b.csv: 2 read, 2 accepted, 0 refused",
            "  moved to " + directory.resolve("done/b.csv"));
  }

  @Test
  void refusedLinesAreKeptToBeCorrectedAndPutInAgain() throws IOException {
    put("a.csv", HEADER + "1,1,DE\n2,two,DE\n", 1);
    String id = deploy(true, nth -> Answer.ACKNOWLEDGE);
    assertThat(await(report.future()).rejected()).isEqualTo(1);
    await(vertx.undeploy(id));
    assertThat(files()).containsExactly("done/a.csv", "refused/a.csv.refused.csv");
    String lines = Files.readString(directory.resolve("refused/a.csv.refused.csv"));
    Files.delete(directory.resolve("refused/a.csv.refused.csv"));
    put("a.csv.refused.csv", lines.replace(",two,", ",2,"), 2);
    Promise<SourceReport> second = Promise.promise();
    deploy(true, nth -> Answer.ACKNOWLEDGE, second);
    assertThat(await(second.future()).rejected()).isZero();
    assertThat(ids()).containsExactly("2");
    assertThat(files()).containsExactly("done/a.csv", "done/a.csv.refused.csv");
  }

  @Test
  void aFileWithoutAnyOrderIsRefusedWithTheReasonAndTheOthersGoOn() throws IOException {
    put("a.csv", "some,thing\n1,2\n", 1);
    put("b.csv", HEADER + "1,one,DE\n", 2);
    put("c.json", "[{\"order_id\":7,\"amount\":1,\"country\":\"DE\"},{\"order_id\":", 3);
    put("d.csv", HEADER + "8,1,DE\n", 4);
    deploy(true, nth -> Answer.ACKNOWLEDGE);
    assertThatThrownBy(() -> await(report.future()))
        .hasMessage(
            "3 of 4 files refused: see "
                + directory.resolve("refused")
                + ", where each has its reason beside it");
    assertThat(files())
        .containsExactly(
            "done/d.csv",
            "refused/a.csv",
            "refused/a.csv.reason.txt",
            "refused/b.csv",
            "refused/b.csv.reason.txt",
            "refused/c.json",
            "refused/c.json.reason.txt");
    assertThat(reason("a.csv")).startsWith("a.csv, line 1: a CSV header without");
    assertThat(reason("b.csv")).contains("b.csv:2: amount: expected a number, was \"one\"");
    assertThat(reason("c.json")).contains("not JSON", "1 read, 1 accepted");
    assertThat(ids()).containsExactly("7", "8");
  }

  @Test
  void aFileStaysUntilKafkaHasAllOfItAndAStopLeavesItForTheNextProcess() throws IOException {
    put("a.csv", HEADER + "1,1,DE\n2,1,DE\n3,x,DE\n", 1);
    String id = deploy(false, nth -> nth == 1 ? Answer.ACKNOWLEDGE : Answer.NEVER);
    await(writer.get().until(it -> it.inFlight() == 2));
    RoleFrame frame = await(NextFrame.of(vertx, any -> true));
    assertThat(frame.about().getString(RoleFrame.SOURCE))
        .endsWith(", reads file:a.csv; 0 files so far, 0 refused");
    assertThat(files()).contains("a.csv").doesNotContain("done/a.csv");
    Future<Void> stopped = vertx.undeploy(id);
    assertThatThrownBy(() -> await(report.future())).hasMessageStartingWith("stopped before");
    writer.get().release();
    await(stopped);
    assertThat(files()).containsExactly("a.csv");
    Promise<SourceReport> second = Promise.promise();
    deploy(true, nth -> Answer.ACKNOWLEDGE, second);
    await(second.future());
    assertThat(ids()).containsExactly("1", "2");
    assertThat(files()).containsExactly("done/a.csv", "refused/a.csv.refused.csv");
  }

  @Test
  void aKafkaThatRefusesRefusesNoFile() throws IOException {
    put("a.csv", HEADER + "1,1,DE\n", 1);
    deploy(true, nth -> nth < 5 ? Answer.REFUSE : Answer.ACKNOWLEDGE);
    assertThat(await(report.future()).orders()).isEqualTo(1);
    assertThat(files()).containsExactly("done/a.csv");
  }

  @Test
  void itGoesOnWithFilesThatComeLater() throws IOException {
    deploy(false, nth -> Answer.ACKNOWLEDGE);
    for (int i = 1; i <= 3; i++) {
      put("a.csv", HEADER + i + ",1,DE\n", i);
      String moved = i == 1 ? "done/a.csv" : "done/a-" + i + ".csv";
      Await.until(moved, () -> Files.exists(directory.resolve(moved)));
    }
    assertThat(ids()).containsExactly("1", "2", "3");
    String waits = ", waits for files; 3 files so far, 0 refused";
    await(NextFrame.of(vertx, it -> it.about().getString(RoleFrame.SOURCE).endsWith(waits)));
    assertThat(report.future().isComplete()).isFalse();
  }

  @Test
  void aFileThatCannotBeMovedIsReadOnceAndMovedWhenItCanBe() throws IOException {
    deploy(false, nth -> Answer.ACKNOWLEDGE);
    Files.delete(directory.resolve("done"));
    Files.writeString(directory.resolve("done"), "");
    put("a.csv", HEADER + "1,1,DE\n", 1);
    RoleFrame frame = await(NextFrame.of(vertx, it -> it.health().equals("DEGRADED")));
    assertThat(frame.detail())
        .startsWith("cannot move " + directory.resolve("a.csv"))
        .endsWith("; trying again");
    Files.delete(directory.resolve("done"));
    Await.until("it is moved", () -> Files.exists(directory.resolve("done/a.csv")));
    await(NextFrame.of(vertx, it -> it.health().equals("UP")));
    assertThat(ids()).containsExactly("1");
  }

  @Test
  void whatChangesWhileItIsReadIsReadAgain() throws IOException {
    put("a.csv", HEADER + "1,1,DE\n", 1);
    deploy(false, nth -> Answer.NEVER);
    await(writer.get().until(it -> it.inFlight() == 1));
    put("a.csv", HEADER + "1,1,DE\n2,1,DE\n", 2);
    writer.get().release();
    Await.until("it is moved", () -> Files.exists(directory.resolve("done/a.csv")));
    assertThat(ids()).containsExactly("1", "1", "2");
  }

  private String deploy(boolean endsWhenEmpty, FakeOrderWriter.Answers answers) {
    return deploy(endsWhenEmpty, answers, report);
  }

  private String deploy(
      boolean endsWhenEmpty, FakeOrderWriter.Answers answers, Promise<SourceReport> reported) {
    return await(
        vertx.deployVerticle(
            new ProducerVerticle(
                new ProducerOptions(
                    new Source.Directory(
                        directory, OptionalInt.empty(), FileFormat.PLAIN, endsWhenEmpty),
                    100),
                () -> {
                  writer.set(new FakeOrderWriter(answers));
                  return writer.get();
                },
                new FakeSequence(),
                new ProcessInfo("test", "0", Instant.EPOCH, List.of("producer")),
                SourceWatch.lines(console::add),
                Optional.empty(),
                reported,
                new ProducerTimeouts(Await.LONG, SOON, SOON, SOON, SOON, Duration.ZERO),
                System::nanoTime)));
  }

  /** Written elsewhere and moved here, as those who put files should. */
  private void put(String name, String text, long second) throws IOException {
    Path file = Files.writeString(directory.resolve("." + name), text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH.plusSeconds(second)));
    Files.move(file, directory.resolve(name), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private String reason(String name) throws IOException {
    return Files.readString(directory.resolve("refused/" + name + ".reason.txt"));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile)
          .map(it -> directory.relativize(it).toString())
          .filter(it -> !it.equals(".orders.lock"))
          .sorted()
          .toList();
    }
  }

  private List<String> ids() {
    return writer.get().orders().stream().map(order -> order.id().text()).toList();
  }
}
