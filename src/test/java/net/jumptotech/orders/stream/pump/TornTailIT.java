package net.jumptotech.orders.stream.pump;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.KafkaOptions;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.topics.TransactionRepair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Power fails on the one node, and the end of a log does not reach the disk. */
@ExtendWith(VertxExtension.class)
final class TornTailIT {

  /** What lost its end is 78 bytes long: the marker of the last transaction. */
  private static final int TORN = 20;

  @TempDir private Path directory;
  @TempDir private Path torn;
  private Vertx vertx;
  private EmbeddedBroker broker;
  private KafkaFixture kafka;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    // no file comes and goes while the directory is copied
    start(directory, Map.of("replica.high.watermark.checkpoint.interval.ms", "600000"));
    kafka.createTopics(1);
  }

  private void start(Path where, Map<String, String> settings) {
    broker =
        await(EmbeddedBroker.start(vertx, new BrokerOptions(where, 0, Optional.empty(), settings)));
    kafka = new KafkaFixture(vertx, broker.bootstrapServers(), KafkaOptions.PLAIN, "");
  }

  @AfterEach
  void stop() {
    kafka.close();
    await(broker.close());
  }

  @Test
  void whatWasDecidedAsACommitIsKeptAndThePartitionFlowsAgain() throws Exception {
    write(0, 10);
    settle();
    write(10, 30);
    settle();
    assertThat(kafka.read(kafka.topics().payments())).hasSize(30);
    crash(Files.size(outcomes(directory)) - TORN);

    write(20, 40); // ten of them again
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader = pumps.start(pumps.payments());
      SystemProblem problem = awaitLost();
      assertThat(problem.text())
          .startsWith("payments-0 is blocked at offset ")
          .endsWith(
              "Kafka considers it ended but lost the marker, so it stays open until you end it");
      assertThat(problem.fix()).endsWith("orders transactions --end payments-0");
      assertThat(reader.status().received()).isZero();

      List<String> said = repair(it -> it.end("payments-0", Optional.empty()));
      assertThat(said.get(0)).contains("ended as committed");
      assertThat(said).as("nothing else was lost").hasSize(1);
      kafka.awaitNoLag(kafka.groups().payments());
    }
    assertThat(kafka.read(kafka.topics().payments()))
        .extracting(StoredRecord::keyText)
        .containsExactlyInAnyOrderElementsOf(ids(0, 40));
    assertThat(await(kafka.admin().problems())).isEmpty();
    assertThatThrownBy(() -> repair(it -> it.end("payments-0", Optional.empty())))
        .hasMessageContaining("no transaction blocks payments-0");
  }

  @Test
  void whatWasHandledAndLostItsOutcomesIsToldWithItsRangeUntilSomebodyAcknowledgesIt()
      throws Exception {
    write(0, 10);
    settle();
    long before = Files.size(outcomes(directory));
    write(10, 30);
    settle();
    crash(before);

    write(30, 40);
    try (TestPumps pumps = new TestPumps(kafka)) {
      TestPumps.Running reader = pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
      assertThat(reader.status().problems())
          .singleElement()
          .satisfies(it -> assertThat(it.severity()).isEqualTo(SystemProblem.Severity.BREACH))
          .satisfies(
              it ->
                  assertThat(it.text())
                      .startsWith("20 records of orders-0, offsets 10 to 29, were processed by"));
      List<Breach> breaches = await(kafka.admin().breaches());
      assertThat(breaches).singleElement().extracting(Breach::records).isEqualTo(20L);
      await(kafka.admin().acknowledge(breaches));
      Await.until("acknowledged", () -> reader.status().problems().isEmpty());
    }
    settle();
    assertThat(await(kafka.admin().breaches())).isEmpty();
    assertThat(kafka.read(kafka.topics().payments())).hasSize(20);
  }

  private void write(int from, int to) {
    kafka.write(
        IntStream.range(from, to)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "v" + i))
            .toList());
  }

  private static List<String> ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "k" + i).toList();
  }

  private void settle() {
    try (TestPumps pumps = new TestPumps(kafka)) {
      pumps.start(pumps.payments());
      kafka.awaitNoLag(kafka.groups().payments());
    }
  }

  private SystemProblem awaitLost() {
    AtomicReference<List<SystemProblem>> last = new AtomicReference<>(List.of());
    Await.until(
        "the lost transaction",
        () -> {
          last.set(await(kafka.admin().problems()));
          return last.get().stream().anyMatch(it -> it.kind().equals("lost-transaction"));
        },
        last::get);
    return last.get().get(0);
  }

  private <T> T repair(Function<TransactionRepair, Future<T>> what) {
    return await(
        TransactionRepair.open(vertx, kafka.connection("repair"), kafka.topics(), kafka.groups())
            .compose(it -> what.apply(it).eventually(it::close)));
  }

  private static Path outcomes(Path where) {
    return where.resolve("payments-0/00000000000000000000.log");
  }

  /** As after kill -9, but that of the outcomes no more bytes are on the disk. */
  private void crash(long kept) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = torn.resolve(directory.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    kafka.close();
    await(broker.close());
    try (RandomAccessFile file = new RandomAccessFile(outcomes(torn).toFile(), "rw")) {
      file.setLength(kept);
    }
    start(torn, Map.of());
  }
}
