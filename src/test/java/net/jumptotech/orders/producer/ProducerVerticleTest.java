package net.jumptotech.orders.producer;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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
final class ProducerVerticleTest {

  private static final OptionalInt FULL_SPEED = OptionalInt.empty();
  private static final ProcessInfo PROCESS =
      new ProcessInfo("test", "0", Instant.EPOCH, List.of("producer"));
  private static final Duration SOON = Duration.ofMillis(5);
  private static final ProducerTimeouts PATIENT_AT_A_STOP =
      new ProducerTimeouts(Await.LONG, Duration.ofMillis(1), SOON, SOON, SOON, SOON);

  @TempDir private Path directory;

  private final FakeSequence sequence = new FakeSequence();
  private final List<String> console = new CopyOnWriteArrayList<>();
  private final Promise<SourceReport> report = Promise.promise();
  private final AtomicReference<FakeOrderWriter> writer = new AtomicReference<>();
  private final AtomicInteger ticks = new AtomicInteger();
  private Vertx vertx;
  private ProducerTimeouts timeouts = PATIENT_AT_A_STOP;
  private LongSupplier clock = System::nanoTime;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @AfterEach
  void close() {
    if (writer.get() != null) {
      writer.get().release(); // else the stop would wait for it
    }
  }

  @Test
  void theReportComesOnceAllOfTheSampleIsAcknowledged() throws Exception {
    deploy(new Source.Sample(FULL_SPEED), 100, nth -> Answer.ACKNOWLEDGE);
    assertThat(await(report.future())).hasToString("sample: 699 read, 629 accepted, 70 refused");
    assertThat(writer.get().orders()).hasSize(629);
    assertThat(writer.get().rejects)
        .hasSize(70)
        .allMatch(it -> it.source().get("dlq.source").equals("sample"));
    assertThat(console)
        .contains(
            "sample: 699 read, 629 accepted, 70 refused",
            "  refused; the topic dead-letters has each with its reason (dlq.source sample):")
        .last()
        .asString()
        .matches(
            "    sample:\\d+: amount: expected a number of 0 or more, was -[0-9.]+ \\(and 69 more"
                + " of this kind\\)");
  }

  @Test
  void theOrdersOfAFileGoInItsOrderAndItsRejectsNameFileAndLine() throws Exception {
    Path file = Files.writeString(directory.resolve("orders.ndjson"), lines(1, 2_000) + "{}\n");
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN),
        50,
        nth -> Answer.ACKNOWLEDGE);
    assertThat(await(report.future()).orders()).isEqualTo(2_000);
    assertThat(ids())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 2_000).boxed().map(String::valueOf).toList());
    assertThat(writer.get().rejects)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.text()).isEqualTo("{}");
              assertThat(it.source()).containsEntry("dlq.source", "file:orders.ndjson");
              assertThat(it.source()).containsEntry("dlq.line", "2001");
            });
  }

  @Test
  void anOrderThatKafkaDoesNotTakeIsSentUntilItDoes() throws Exception {
    Path file = Files.writeString(directory.resolve("orders.ndjson"), lines(1, 300) + "no\n");
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN),
        20,
        nth -> nth <= 45 || nth % 7 == 0 ? Answer.REFUSE : Answer.ACKNOWLEDGE);
    assertThat(await(report.future()))
        .hasToString("file:orders.ndjson: 301 read, 300 accepted, 1 refused");
    assertThat(ids())
        .contains(IntStream.rangeClosed(1, 300).mapToObj(String::valueOf).toArray(String[]::new));
  }

  @Test
  void theLastOfSeveralOrdersWithOneIdIsAlsoTheLastToArrive() throws Exception {
    String text =
        "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n"
            + "{\"order_id\":2,\"amount\":1,\"country\":\"DE\"}\n"
            + "{\"order_id\":1,\"amount\":1,\"country\":\"DE\",\"status\":\"CANCELLED\"}\n";
    Path file = Files.writeString(directory.resolve("orders.ndjson"), text);
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN),
        20,
        nth -> nth == 1 ? Answer.REFUSE : Answer.ACKNOWLEDGE);
    assertThat(await(report.future()))
        .hasToString("file:orders.ndjson: 3 read, 3 accepted, 0 refused");
    assertThat(ids()).containsExactly("1", "2", "1", "1", "1");
    assertThat(writer.get().orders().get(3).status().name()).isEqualTo("CREATED");
    assertThat(writer.get().orders().get(4).status().name()).isEqualTo("CANCELLED");
  }

  @Test
  void theReportSaysWhatWasRefusedAndWhatCameAgainWithAnotherContent() throws Exception {
    StringBuilder text = new StringBuilder("order_id,amount,country\n1,1,DE\n1,1.00,DE\n1,2,DE\n");
    for (int i = 0; i < 6; i++) {
      text.append("1,").append(3 + i).append(",US\n");
    }
    text.append("2,x,DE\n3,y,DE\n4,1,DE,\n5,1,XX\n");
    Path file = Files.writeString(directory.resolve("orders.csv"), text);
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN),
        50,
        nth -> Answer.ACKNOWLEDGE);
    SourceReport done = await(report.future());
    assertThat(done.orders()).isEqualTo(1);
    assertThat(done.rejected()).isEqualTo(4);
    assertThat(done.mayContain("1")).isTrue();
    assertThat(done.mayContain("4")).isFalse();
    assertThat(console).hasSize(12);
    assertThat(console.subList(0, 2))
        .containsExactly(
            "file:orders.csv: 13 read, 9 accepted, 4 refused",
            "  refused; the topic dead-letters has each with its reason (dlq.source"
                + " file:orders.csv):");
    assertThat(console.get(2))
        .startsWith("    orders.csv:11: amount: ")
        .endsWith("\"x\" (and 1 more of this kind)");
    assertThat(console.get(3)).isEqualTo("    orders.csv:13: expected 3 columns, was 4");
    assertThat(console.get(4)).startsWith("    orders.csv:14: country: ").endsWith("\"XX\"");
    assertThat(console.get(5))
        .startsWith(
            "  repeats: 8 with the id of an earlier line, 7 of them with a different amount");
    assertThat(console.get(6)).isEqualTo("    orders.csv:4: order 1");
    assertThat(console.get(11)).isEqualTo("    and 2 more");
  }

  @Test
  void noMoreIsInFlightThanMayBe() throws Exception {
    deploy(new Source.Synthetic(50_000, 1, 0.1), 1_000, nth -> Answer.NEVER);
    await(writer.get().until(it -> it.written() == 1_000));
    awaitTicks();
    assertThat(writer.get().orders()).hasSize(1_000);
    assertThat(frame().counts()).containsEntry("in_flight", 1_000L).containsEntry("accepted", 0L);
  }

  @Test
  void largeInputsInFlightAreBoundedInBytes() throws Exception {
    String line = "x".repeat(2_000_000) + "\n";
    Path file = Files.writeString(directory.resolve("orders.ndjson"), "{" + line.repeat(12));
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN), 1_000, nth -> Answer.NEVER);
    await(writer.get().until(it -> it.rejects.size() >= 8));
    awaitTicks();
    assertThat(writer.get().rejects).hasSizeBetween(8, 9);
  }

  /** In processor time, which is the same on a busy machine: it may take a second, no more. */
  @Test
  void fiftyThousandOrdersASecondAreFeasibleAndNoMoreAreSent() throws Exception {
    AtomicLong now = new AtomicLong();
    clock = now::get;
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    AtomicLong used = new AtomicLong();
    deploy(
        new Source.Synthetic(50_000, 1, 0.1),
        10_000,
        nth -> {
          if (nth == 1) {
            used.addAndGet(-threads.getCurrentThreadCpuTime());
          } else if (nth == 50_000) {
            used.addAndGet(threads.getCurrentThreadCpuTime());
          }
          return Answer.ACKNOWLEDGE;
        });
    for (int due = 10_000; due <= 50_000; due += 10_000) {
      now.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
      int sent = due;
      await(writer.get().until(it -> it.written() >= sent));
    }
    awaitTicks();
    assertThat(writer.get().written()).as("in a second").isEqualTo(50_000);
    assertThat(Duration.ofNanos(used.get())).isBetween(Duration.ofMillis(1), Duration.ofSeconds(1));
  }

  @Test
  void idsGoOnWithoutAGapAfterAStop() throws Exception {
    String id = deploy(new Source.Synthetic(2_000, 1, 0.1), 100, nth -> Answer.ACKNOWLEDGE);
    await(writer.get().until(it -> it.written() >= 60));
    await(vertx.undeploy(id));
    List<String> first = ids();
    assertThat(writer.get().closed).hasValue(1);
    deploy(new Source.Synthetic(2_000, 1, 0.1), 100, nth -> Answer.ACKNOWLEDGE);
    await(writer.get().until(it -> it.written() >= 60));
    assertThat(first.get(0)).isEqualTo("1");
    assertThat(ids().get(0)).isEqualTo(String.valueOf(first.size() + 1));
  }

  @Test
  void idsNeverRepeatAfterACrash() throws Exception {
    deploy(new Source.Synthetic(20_000, 1, 0.1), 10_000, nth -> Answer.ACKNOWLEDGE);
    await(writer.get().until(it -> it.written() >= 3_000));
    // no stop: what is reserved now is what a crash leaves behind
    long reserved = sequence.reservedBelow();
    FakeOrderWriter crashed = writer.get();
    assertThat(crashed.orders())
        .allMatch(order -> Long.parseLong(order.id().text()) < sequence.reservedBelow());
    assertThat(reserved).isGreaterThan(3_000);
    FakeSequence left = new FakeSequence();
    left.reserve(reserved);
    Feed after = await(SyntheticFeed.open(vertx, new Source.Synthetic(1, 1, 0), left, timeouts));
    assertThat(await(after.read(1)).get(0).orderId()).hasToString("Optional[" + reserved + "]");
  }

  @Test
  void noIdIsUsedBeforeItIsReserved() throws Exception {
    sequence.refusals.set(2);
    deploy(new Source.Synthetic(1_000, 1, 0.1), 100, nth -> Answer.ACKNOWLEDGE);
    await(writer.get().until(it -> it.written() >= 20));
    assertThat(sequence.refusals).hasValue(0);
    assertThat(ids().get(0)).isEqualTo("1");
    assertThat(sequence.reservedBelow()).isGreaterThanOrEqualTo(ids().size());
  }

  @Test
  void aFileThatCannotBeReadFailsTheStartInOneLineThatNamesIt() {
    Path missing = directory.resolve("missing.csv");
    assertThatThrownBy(
            () ->
                deploy(
                    new Source.File(missing.toString(), FULL_SPEED, FileFormat.PLAIN),
                    1,
                    nth -> Answer.NEVER))
        .hasMessage("cannot read " + missing + ": no such file");
    assertThatThrownBy(
            () ->
                deploy(
                    new Source.File(directory.toString(), FULL_SPEED, FileFormat.PLAIN),
                    1,
                    nth -> Answer.NEVER))
        .hasMessage(
            "cannot read %s: it is a directory; --source dir:%s reads the files in it"
                .formatted(directory, directory));
    assertThat(writer.get().closed).hasValue(1);
  }

  @Test
  void aFileThatCannotBeReadOnFailsTheReportAndTurnsTheHealthRed() throws Exception {
    Path file = Files.writeString(directory.resolve("orders.csv"), "id;amount\n1;2\n");
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN),
        10,
        nth -> Answer.ACKNOWLEDGE);
    assertThatThrownBy(() -> await(report.future()))
        .hasMessageStartingWith("orders.csv, line 1: columns separated by semicolons");
    RoleFrame frame = frame();
    assertThat(frame.health()).isEqualTo("DOWN");
    assertThat(frame.detail()).startsWith("orders.csv, line 1");
  }

  @Test
  void whatWasReadBeforeAFileBreaksOffIsAcknowledgedBeforeTheReportFails() throws Exception {
    String text = lines(1, 300) + "no\n{" + "x".repeat(5_000_000);
    Path file = Files.writeString(directory.resolve("orders.ndjson"), text);
    deploy(
        new Source.File(file.toString(), FULL_SPEED, FileFormat.PLAIN), 1_000, nth -> Answer.NEVER);
    await(writer.get().until(it -> it.written() == 300));
    assertThat(frame(it -> it.health().equals("DOWN")).detail())
        .isEqualTo("orders.ndjson, line 302: longer than 4,161,536 bytes, too large to be kept");
    assertThat(report.future().isComplete()).isFalse();
    writer.get().release();
    assertThatThrownBy(() -> await(report.future()))
        .hasMessageStartingWith("orders.ndjson, line 302");
    assertThat(console).contains("file:orders.ndjson: 301 read, 300 accepted, 1 refused");
  }

  @Test
  void aStopWaitsForWhatIsInFlightAndFailsTheReport() throws Exception {
    String id = deploy(new Source.Synthetic(10_000, 1, 0.1), 1_000, sinceThe200th(Answer.NEVER));
    await(writer.get().until(it -> it.written() >= 200));
    Future<Void> stopped = vertx.undeploy(id);
    writer.get().release();
    await(stopped);
    assertThat(writer.get().closed).hasValue(1);
    assertThat(writer.get().unansweredAtClose).hasValue(0);
    assertThatThrownBy(() -> await(report.future()))
        .hasMessage("stopped before reaching the end of synthetic");
  }

  @Test
  void aStopDoesNotWaitForeverForWhatKafkaDoesNotTake() throws Exception {
    timeouts = new ProducerTimeouts(Duration.ofMillis(50), SOON, SOON, SOON, SOON, SOON);
    String id = deploy(new Source.Synthetic(10_000, 1, 0.1), 1_000, sinceThe200th(Answer.REFUSE));
    await(writer.get().until(it -> it.written() >= 200));
    await(vertx.undeploy(id));
    assertThat(writer.get().closed).hasValue(1);
    assertThatThrownBy(() -> await(report.future()))
        .hasMessage("stopped before reaching the end of synthetic");
  }

  private static FakeOrderWriter.Answers sinceThe200th(Answer answer) {
    return nth -> nth < 200 ? Answer.ACKNOWLEDGE : answer;
  }

  @Test
  void aRefusingKafkaShowsAsDegraded() throws Exception {
    deploy(new Source.Synthetic(1_000, 1, 0.1), 10, nth -> Answer.REFUSE);
    await(writer.get().until(it -> it.written() >= 2));
    RoleFrame frame = frame();
    assertThat(frame.health()).isEqualTo("DEGRADED");
    assertThat(frame.detail()).isEqualTo("Kafka does not accept orders: no broker");
    assertThat(frame.counts().get("in_flight")).isLessThanOrEqualTo(10);
    assertThat(frame.counts().get("failed")).isPositive();
  }

  @Test
  void noneIsASourceOfNothing() throws Exception {
    deploy(new Source.None(), 10, nth -> Answer.ACKNOWLEDGE);
    assertThat(await(report.future())).hasToString("none: 0 read, 0 accepted, 0 refused");
    assertThat(console).isEmpty();
    assertThat(frame().role()).isEqualTo("producer");
  }

  private String deploy(Source source, int inFlight, FakeOrderWriter.Answers answers)
      throws Exception {
    writer.set(null);
    return await(
        vertx.deployVerticle(
            new ProducerVerticle(
                new ProducerOptions(source, inFlight),
                () -> {
                  writer.set(new FakeOrderWriter(answers));
                  return writer.get();
                },
                sequence,
                PROCESS,
                SourceWatch.lines(console::add),
                Optional.empty(),
                report,
                timeouts,
                () -> {
                  ticks.incrementAndGet();
                  return clock.getAsLong();
                })));
  }

  /** Until it has looked a few times more for what it might send. */
  private void awaitTicks() {
    int before = ticks.get();
    Await.until("it looks again", () -> ticks.get() > before + 3);
  }

  private RoleFrame frame() {
    return frame(any -> true);
  }

  private RoleFrame frame(Predicate<RoleFrame> wanted) {
    return await(NextFrame.of(vertx, wanted));
  }

  private List<String> ids() {
    return writer.get().orders().stream().map(order -> order.id().text()).toList();
  }

  private static String lines(int first, int last) {
    StringBuilder lines = new StringBuilder();
    for (int id = first; id <= last; id++) {
      lines.append("{\"order_id\":").append(id).append(",\"amount\":1.5,\"country\":\"DE\"}\n");
    }
    return lines.toString();
  }
}
