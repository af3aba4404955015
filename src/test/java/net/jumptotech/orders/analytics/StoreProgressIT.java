package net.jumptotech.orders.analytics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOptions.Access;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.pump.PumpOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the documents when others empty, delete or put back the store. */
@ExtendWith(BrokerExtension.class)
final class StoreProgressIT {

  @TempDir Path data;

  private KafkaFixture kafka;
  private Vertx vertx;
  private OrderStore store;
  private String deployed;
  private int written;
  private final Map<String, String> details = new ConcurrentHashMap<>(); // by process
  private final Map<String, RoleFrame> last = new ConcurrentHashMap<>(); // by process

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    vertx = kafka.vertx();
    kafka.createTopics(2);
    vertx
        .eventBus()
        .<JsonObject>localConsumer(
            Addresses.FRAMES,
            frame -> {
              RoleFrame heard = RoleFrame.of(frame.body());
              last.put(heard.process(), heard);
              details.merge(heard.process(), heard.detail(), (all, now) -> all + "|" + now);
            });
  }

  @AfterEach
  void close() {
    if (deployed != null) {
      stop();
    }
  }

  @Test
  void aStoreThatWasEmptiedWhileAnalyticsWasAwayIsFilledAgainAndItIsTold() throws IOException {
    start("first");
    write(40);
    awaitDocuments();
    stop();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    start("second");
    write(10);
    awaitDocuments();
    awaitTold("second", "(?s).*the store was emptied.*read again.*");
    awaitWell("second");
  }

  /** Its order is a dead letter for ever, where it was sent. */
  @Test
  void whatWasReplayedIsInAStoreThatIsFilledAgain() throws IOException {
    start("first");
    write(5);
    kafka.write(kafka.topics().orders(), "mended", "not an order");
    Await.until("rejected", () -> kafka.read(kafka.topics().deadLetters()).size() == 1);
    replay("mended");
    Await.until("replayed", () -> isThere("mended"));
    written++;
    replay("mended", "wrong again");
    Await.until("rejected", () -> kafka.read(kafka.topics().deadLetters()).size() == 2);
    awaitKept();
    stop();
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    start("second");
    awaitDocuments();
    assertThat(isThere("mended")).isTrue();
    write(5);
    awaitDocuments();
    assertThat(kafka.read(kafka.topics().deadLetters())).as("no letter twice").hasSize(2);
  }

  @Test
  void aStoreWhoseFileIsDeletedUnderAnalyticsIsFilledAgainWithoutARestart() throws IOException {
    start("only");
    write(40);
    awaitDocuments();
    for (String name : List.of("orders.db", "orders.db-wal", "orders.db-shm")) {
      Files.deleteIfExists(data.resolve(name));
    }
    awaitDocuments();
    write(10);
    awaitDocuments();
  }

  @Test
  void anOlderCopyIsBroughtUpToDateFromWhereItLacks() throws IOException {
    start("first");
    write(30);
    awaitDocuments();
    awaitKept();
    stop();
    Path copy = data.resolveSibling(data.getFileName() + "-copy");
    Files.copy(data.resolve("orders.db"), copy);
    start("second");
    write(30);
    awaitDocuments();
    awaitKept();
    stop();
    putBack(copy);
    start("third");
    awaitDocuments();
    awaitTold("third", "(?s).*the store has \\S+ only up to \\d+, but once had it up to.*");
    awaitWell("third");
    assertThat(details.get("second")).as("nothing lacked").doesNotContain("the store");
  }

  @Test
  void anOlderCopyPutBackUnderAnalyticsIsBroughtUpToDateAndItIsTold() throws IOException {
    start("first");
    write(30);
    awaitDocuments();
    awaitKept();
    stop();
    Path copy = data.resolveSibling(data.getFileName() + "-copy");
    Files.copy(data.resolve("orders.db"), copy);
    start("second");
    write(30);
    awaitDocuments();
    awaitKept();
    putBack(copy);
    awaitDocuments();
    awaitTold("second", "(?s).*the store has \\S+ only up to \\d+, but once had it up to.*");
    awaitWell("second");
  }

  private void putBack(Path copy) throws IOException {
    Files.deleteIfExists(data.resolve("orders.db-wal"));
    Files.deleteIfExists(data.resolve("orders.db-shm"));
    Files.move(copy, data.resolve("orders.db"), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Until the store has all, and Kafka knows that it said so. */
  private void awaitKept() {
    try (Admin admin = Admin.create(kafka.connection("test").administrator("test"))) {
      Await.until(
          Await.LONG,
          "the marks say what the store has",
          () ->
              await(
                      Future.fromCompletionStage(
                          admin
                              .listConsumerGroupOffsets(kafka.groups().analytics())
                              .partitionsToOffsetAndMetadata()
                              .toCompletionStage()))
                  .values()
                  .stream()
                  .allMatch(it -> it.metadata().matches(".* at=(\\d+) .* kept=\\1 .*")),
          () -> details);
    }
  }

  private void awaitTold(String process, String pattern) {
    Await.until("told", () -> details.getOrDefault(process, "").matches(pattern));
  }

  private void awaitWell(String process) {
    Await.until(
        Duration.ofSeconds(30),
        "told no more once it is read again",
        () -> last.get(process).health().equals("UP"),
        () -> last.get(process).detail());
  }

  @Test
  void rebuildingReadsAllAgainAndADeadLetterStaysOne() throws IOException {
    kafka.write(kafka.topics().orders(), "bad", "no order");
    start("only");
    write(20);
    awaitDocuments();
    LogProgress before = await(store.progress());
    ProducerRecord<byte[], byte[]> late = KafkaFixture.record(kafka.topics().orders(), "1", "no");
    // what nobody can read yet the store does not lack
    try (KafkaProducer<byte[], byte[]> open = kafka.openTransaction("open", late)) {
      assertThat(SqliteOrderStore.forget(SqliteOptions.in(data, Access.WRITER), true))
          .isEqualTo(20);
      awaitTold("only", "(?s).*orders store --rebuild asked for.*");
      awaitWell("only");
      assertThat(details.get("only")).doesNotContain("emptied");
      open.abortTransaction();
    }
    awaitDocuments();
    assertThat(await(store.progress()).store()).isNotEqualTo(before.store());
    assertThat(kafka.read(kafka.topics().deadLetters())).hasSize(1);
  }

  @Test
  void aStoreOfALogThatKafkaHasNotIsToldUntilItIsRebuilt() {
    start("first");
    write(10);
    awaitDocuments();
    Await.until("it knows how far it is", () -> !await(store.progress()).upTo().isEmpty());
    LogProgress known = await(store.progress());
    Map<LogProgress.Place, LogProgress.Position> ahead = new ConcurrentHashMap<>();
    known
        .upTo()
        .forEach(
            (place, position) ->
                ahead.put(
                    place,
                    new LogProgress.Position(position.topicId(), position.offset() + 1_000)));
    stop();
    open();
    assertThat(await(store.keep(known, new LogProgress(known.store(), ahead)))).isTrue();
    await(store.close());
    start("second");
    Await.until(
        "told",
        () -> details.getOrDefault("second", "").contains("the store is newer than Kafka's data"));
  }

  private boolean isThere(String id) {
    return await(store.get(OrderId.of(id))).flatMap(OrderDocument::placed).isPresent();
  }

  private void replay(String id) {
    replay(id, "{\"order_id\":\"%s\",\"amount\":5,\"country\":\"US\"}".formatted(id));
  }

  private void replay(String id, String value) {
    byte[] key = id.getBytes(UTF_8);
    Replay replay =
        new Replay(
            kafka.groups().analytics(),
            new Replay.Place(kafka.topics().orders(), 0, 0, 1_700_000_000_000L),
            1,
            "test");
    kafka.write(
        List.of(
            replay.toRecord(
                kafka.topics().replays(),
                OrderRecords.partitionOf(key, 2),
                key,
                value.getBytes(UTF_8),
                List.of())));
  }

  private void open() {
    store = await(SqliteOrderStore.open(vertx, SqliteOptions.in(data, Access.WRITER)));
  }

  private void start(String process) {
    open();
    PumpOptions options =
        new PumpOptions(
            kafka.groups().analytics(),
            0,
            List.of(
                kafka.topics().orders(), kafka.topics().fraudAlerts(), kafka.topics().payments()),
            List.of(kafka.topics().replays()),
            Optional.empty(),
            kafka.topics().deadLetters(),
            1_024,
            Duration.ofMillis(20),
            Duration.ofSeconds(2),
            Duration.ofDays(7));
    deployed =
        await(
            vertx.deployVerticle(
                new AnalyticsVerticle(
                    kafka.connection(process),
                    options,
                    kafka.topics(),
                    store,
                    new ProcessInfo(
                        process, "test", Instant.now(), List.of("analytics"), Optional.empty()),
                    Clock.systemUTC())));
  }

  private void stop() {
    await(vertx.undeploy(deployed));
    deployed = null;
    await(store.close());
  }

  private void write(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ids.add(Integer.toString(++written));
    }
    ids.forEach(
        id ->
            kafka.write(
                kafka.topics().orders(),
                id,
                "{\"order_id\":%s,\"amount\":10.00,\"country\":\"US\"}".formatted(id)));
  }

  private void awaitDocuments() {
    Await.until(
        Await.LONG,
        written + " documents",
        () -> await(store.summary(Instant.EPOCH)).orders() == written,
        () -> details);
    kafka.awaitNoLag(kafka.groups().analytics());
  }
}
