package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.stream.offsets.Anchor;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.settled.SettledOrders;
import net.jumptotech.orders.tracing.OrderTraces;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a pump promises of one order, with records handed to it as a poll would. */
@ExtendWith(VertxExtension.class)
final class KeyOrderedDispatcherTest {

  private static final String INPUT = "orders";
  private static final String OUTPUT = "payments";
  private static final String LETTERS = "dead-letters";
  private static final Instant COUNTED = Instant.parse("2026-01-05T00:00:00Z");
  private static final Instant SENT = COUNTED.plus(Duration.ofHours(1));
  private static final int LARGEST = 1_024 * 1_024;

  private final List<String> started = new CopyOnWriteArrayList<>();
  private final List<List<byte[]>> told = new ArrayList<>();
  private final Counted counted = new Counted();
  private Function<String, Future<Outcome>> work = KeyOrderedDispatcherTest::paid;
  private Vertx vertx;
  private OwnedPartition partition;
  private KeyOrderedDispatcher<String> dispatcher;
  private LogCapture log;
  private long offset;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
    log = new LogCapture(KeyOrderedDispatcher.class.getName(), Level.WARN);
    dispatcher = dispatcher(Optional.of(OUTPUT));
    partition = partition(0, 0, 0);
  }

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void recordsOfOneOrderAreProcessedOneAfterTheOtherAndOrdersSideBySide() {
    Map<String, Promise<Outcome>> open =
        Map.of("a1", Promise.promise(), "a2", Promise.promise(), "b1", Promise.promise());
    work = event -> open.get(event).future();
    List<InFlightRecord> records = accept("a1", "a2", "b1");
    assertThat(started).containsExactly("a1", "b1");

    open.get("a1").complete(Outcome.DONE);
    assertThat(started).containsExactly("a1", "b1", "a2");
    assertThat(records).extracting(InFlightRecord::finished).containsExactly(true, false, false);

    open.get("a2").complete(Outcome.DONE);
    open.get("b1").complete(Outcome.DONE);
    assertThat(records).allMatch(InFlightRecord::finished);
    assertThat(dispatcher.received()).isEqualTo(3);
  }

  @Test
  void howeverMuchWaitsBehindAnOrderItMayAllFinishAtOnce() {
    Promise<Outcome> first = Promise.promise();
    work = event -> event.equals("a0") ? first.future() : Future.succeededFuture(Outcome.DONE);
    List<InFlightRecord> records = new ArrayList<>(accept("a0"));
    for (int i = 1; i <= 50_000; i++) {
      records.addAll(accept("a" + i));
    }
    first.complete(Outcome.DONE);
    assertThat(records).allMatch(InFlightRecord::finished);
  }

  @Test
  void anOrderWhoseRecordIsFinishedBeginsAnew() {
    accept("a1");
    Promise<Outcome> open = Promise.promise();
    work = event -> open.future();
    accept("b1");
    InFlightRecord second = accept("b2").get(0);
    open.complete(Outcome.DONE);
    assertThat(second.finished()).isTrue();
    assertThat(started).containsExactly("a1", "b1", "b2");
  }

  @Test
  void ofSeveralRecordsOfAnOrderOnlyOneHasAnOutcome() {
    Promise<Outcome> open = Promise.promise();
    work = event -> open.future();
    List<InFlightRecord> records = new ArrayList<>(accept("a1", "a2"));
    open.complete(outcome("a"));
    records.addAll(accept("a3"));

    assertThat(started).containsExactly("a1");
    assertThat(records.get(0).result()).hasSize(1);
    assertThat(records.subList(1, 3)).allSatisfy(repeat -> assertThat(repeat.result()).isEmpty());
    assertThat(dispatcher.duplicates()).isEqualTo(2);
    assertThat(rejected()).isZero();
  }

  @Test
  void anOrderThatWasSettledBeforeIsNotProcessed() {
    partition.settled().add("a".getBytes(UTF_8));
    assertThat(accept("a1").get(0).result()).isEmpty();
    assertThat(started).isEmpty();
    assertThat(dispatcher.duplicates()).isEqualTo(1);
  }

  @Test
  void whatSettlesNothingLeavesTheOrderOpen() {
    work =
        event ->
            Future.succeededFuture(
                Outcome.emit(new OutgoingRecord("alerts", OrderId.of("a"), new byte[0])));
    accept("a1", "a2");
    assertThat(started).containsExactly("a1", "a2");
    assertThat(dispatcher.duplicates()).isZero();
  }

  @Test
  void anOutcomeSaysOfWhichRecordItIsAndLiesInThePartitionOfTheSameNumber() {
    counted.growth = new Growth(8, List.of(), true, COUNTED);
    OwnedPartition other = partition(OrderRecords.partitionOf("a".getBytes(UTF_8), 8), 0, 0);
    InFlightRecord entry = accept(other, "a", "a1", SENT);
    ProducerRecord<byte[], byte[]> outcome = entry.result().get(0);
    assertThat(outcome.topic()).isEqualTo(OUTPUT);
    assertThat(outcome.partition()).isEqualTo(other.name().partition());
    assertThat(outcome.key()).isEqualTo("a".getBytes(UTF_8));
    assertThat(outcome.value()).isEqualTo("paid".getBytes(UTF_8));
    assertThat(Anchor.of(outcome.headers().lastHeader(Anchor.HEADER).value()))
        .contains(new Anchor(entry.record().offset(), Optional.empty(), other.topic()));
  }

  @Test
  void whatIsNoOutcomeGoesWhereItsKeyPutsIt() {
    work =
        event ->
            Future.succeededFuture(
                new Outcome.Emitted(
                    List.of(
                        new OutgoingRecord("alerts", OrderId.of("x"), "1".getBytes(UTF_8)),
                        new OutgoingRecord(OUTPUT, OrderId.of("a"), "2".getBytes(UTF_8)))));
    List<ProducerRecord<byte[], byte[]>> written = accept("a1").get(0).result();
    assertThat(written).extracting(ProducerRecord::topic).containsExactly("alerts", OUTPUT);
    assertThat(written.get(0).partition()).isNull();
    assertThat(written.get(0).key()).isEqualTo("x".getBytes(UTF_8));
    assertThat(Anchor.isIn(written.get(0))).isFalse();
  }

  @Test
  void whateverElseComesOfProcessingIsADeadLetterAfterOneAttempt() {
    Map<String, Future<Outcome>> ends =
        Map.of(
            "a1", Future.failedFuture("gateway away"),
            "b1", Future.succeededFuture(null),
            "c1",
                Future.succeededFuture(new Outcome.Rejected(new IllegalStateException("odd"), 3)));
    work = ends::get;
    List<InFlightRecord> records = new ArrayList<>(accept("a1", "b1", "c1"));
    records.addAll(accept("d1")); // the processor returns no future
    work =
        event -> {
          throw new NoClassDefFoundError("gone");
        };
    records.addAll(accept("e1"));

    assertThat(records)
        .extracting(KeyOrderedDispatcherTest::message)
        .containsExactly(
            "gateway away",
            "the processor gave no outcome",
            "odd",
            "the processor returned no future",
            "gone");
    assertThat(records)
        .extracting(it -> header(it, DeadLetterHeaders.ATTEMPTS))
        .containsExactly("1", "1", "3", "1", "1");
    assertThat(records).allSatisfy(it -> assertThat(it.result().get(0).topic()).isEqualTo(LETTERS));
    assertThat(dispatcher.deadLetters())
        .isEqualTo(
            Map.of(
                DeadLetterCause.INVALID, 0L,
                DeadLetterCause.MISPLACED, 0L,
                DeadLetterCause.TOO_LARGE, 0L,
                DeadLetterCause.GIVEN_UP, 1L,
                DeadLetterCause.FAULT, 4L));
    assertThat(log.lines())
        .hasSize(5)
        .first()
        .asString()
        .isEqualTo(
            "orders-0@0 key=a: dead letter of payments-group:"
                + " io.vertx.core.impl.NoStackTraceThrowable: gateway away");
  }

  @Test
  void whatCannotBeReadIsADeadLetterAndHoldsNobodyUp() {
    List<InFlightRecord> records = accept("bad", "none", "a1");
    assertThat(message(records.get(0))).isEqualTo("bad: cannot be read");
    assertThat(message(records.get(1))).isEqualTo("order id");
    assertThat(started).containsExactly("a1");
    assertThat(dispatcher.received()).isEqualTo(3);
    assertThat(rejected()).isEqualTo(2);
    assertThat(dispatcher.deadLetters())
        .containsEntry(DeadLetterCause.INVALID, 1L)
        .containsEntry(DeadLetterCause.FAULT, 1L);
  }

  @Test
  void aRecordOfMoreThanATopicTakesByDefaultIsNotParsed() {
    InFlightRecord largest = accept(partition, "a", "a" + "x".repeat(LARGEST - 2), SENT);
    assertThat(largest.result().get(0).topic()).isEqualTo(OUTPUT);
    InFlightRecord larger = accept(partition, "b", "b" + "x".repeat(LARGEST - 1), SENT);
    assertThat(message(larger))
        .isEqualTo("expected a record of at most %d bytes, was %d", LARGEST, LARGEST + 1);
    assertThat(dispatcher.deadLetters()).containsEntry(DeadLetterCause.TOO_LARGE, 1L);
  }

  @Test
  void whatIsLeftOfAPartitionThatWasTakenAwayIsNotBegun() {
    Promise<Outcome> open = Promise.promise();
    work = event -> open.future();
    OwnedPartition successor = partition(0, 0, 0);
    InFlightRecord first = accept("a1").get(0);
    InFlightRecord second = accept("a2").get(0);
    InFlightRecord again = accept(successor, "a", "a3", SENT);
    partition.drop();
    InFlightRecord late = accept("b1").get(0);

    open.complete(Outcome.DONE);
    assertThat(first.finished()).isTrue();
    assertThat(second.finished()).isFalse();
    assertThat(late.finished()).isFalse();
    assertThat(again.finished()).isTrue();
    assertThat(started).containsExactly("a1", "a3");
    assertThat(dispatcher.received()).as("not those that came too late").isEqualTo(3);
  }

  @Test
  void aRecordInAnotherPartitionThanItsKeysIsADeadLetterOnceKafkaSaidHowManyThereAre() {
    counted.growth = new Growth(2, List.of(), true, COUNTED);
    InFlightRecord entry = accept(partition, keyOf(1, 2), "a1", SENT);
    assertThat(entry.finished()).as("Kafka is asked first").isFalse();

    counted.answer(counted.growth);
    Await.until("decided", entry::finished);
    assertThat(message(entry))
        .startsWith("partition: expected 1 of 2, where Kafka's default partitioner (murmur2) puts")
        .contains(", was 0; its sender must set partitioner=murmur2_random");
    assertThat(started).isEmpty();
    assertThat(dispatcher.deadLetters().get(DeadLetterCause.MISPLACED)).isEqualTo(1);
    assertThat(rejected()).isEqualTo(1);
  }

  @Test
  void whereKafkaSaysThatPartitionsWereAddedARecordOfOneOfThemIsProcessed() {
    counted.growth = new Growth(2, List.of(), true, COUNTED);
    OwnedPartition added = partition(2, 0, 0);
    InFlightRecord entry = accept(added, keyOf(2, 3), "a1", SENT);
    assertThat(started).isEmpty();

    counted.answer(counted.growth.to(3, SENT));
    Await.until("decided", entry::finished);
    assertThat(entry.result().get(0).topic()).isEqualTo(OUTPUT);
    assertThat(dispatcher.deadLetters().get(DeadLetterCause.MISPLACED)).isZero();
  }

  @Test
  void aPartitionThatIsTakenAwayWhileKafkaIsAskedIsLeftToItsNextOwner() {
    counted.growth = new Growth(2, List.of(), true, COUNTED);
    InFlightRecord entry = accept(partition, keyOf(1, 2), "a1", SENT);
    partition.drop();
    counted.answer(counted.growth);
    Await.until("decided", entry::finished);
    assertThat(entry.result()).isEmpty();
    assertThat(dispatcher.deadLetters().get(DeadLetterCause.MISPLACED)).isZero();
    assertThat(rejected()).isZero();
    assertThat(started).isEmpty();
  }

  @Test
  void onlyTheInputIsHeldToItsPartitions() {
    counted.growth = new Growth(2, List.of(), true, COUNTED);
    OwnedPartition outcomes = new OwnedPartition(new TopicPartition("alerts", 0));
    outcomes.ready(new SettledOrders(Duration.ofDays(7)), start(0, 0), List.of());
    assertThat(accept(outcomes, keyOf(1, 2), "a1", SENT).finished()).isTrue();
    assertThat(accept(partition, null, "b1", SENT).finished()).as("without a key").isTrue();
    assertThat(counted.asked).isEmpty();
  }

  @Test
  void whatIsReadAgainForAStoreLeavesNoSecondDeadLetter() {
    counted.growth = new Growth(2, List.of(), true, COUNTED);
    offset = 4;
    OwnedPartition again = partition(0, 5, 9);
    InFlightRecord handled = accept(again, "a", "bad", SENT);
    InFlightRecord fresh = accept(again, "a", "bad", SENT);
    assertThat(handled.result()).isEmpty();
    assertThat(fresh.result()).hasSize(1);
    assertThat(rejected()).isEqualTo(1);

    offset = 4;
    InFlightRecord misplaced = accept(again, keyOf(1, 2), "c1", SENT);
    counted.answer(counted.growth);
    Await.until("decided", misplaced::finished);
    assertThat(misplaced.result()).isEmpty();
    assertThat(dispatcher.deadLetters().get(DeadLetterCause.MISPLACED)).isZero();
  }

  @Test
  void whereNothingIsSettledWhatWasThereBeforeAnybodyCountedIsBelieved() {
    dispatcher = dispatcher(Optional.empty());
    work = event -> Future.succeededFuture(Outcome.DONE);
    counted.growth = new Growth(2, List.of(new Growth.Former(1, COUNTED)), true, COUNTED);
    OwnedPartition read = partition(0, 5, 9);
    Instant before = COUNTED.minusSeconds(1);
    String elsewhere = keyOf(1, 2);

    counted.growth = new Growth(2, List.of(), true, COUNTED);
    offset = 8;
    assertThat(accept(read, elsewhere, "a1", before).finished()).as("was there").isTrue();
    assertThat(accept(read, elsewhere, "b1", before).finished()).as("came later").isFalse();
    offset = 8;
    assertThat(accept(read, elsewhere, "c1", SENT).finished()).as("written later").isFalse();

    counted.growth = new Growth(4, List.of(new Growth.Former(3, COUNTED)), true, COUNTED);
    String nowhere = keyOf(1, 12);
    offset = 4;
    assertThat(accept(read, nowhere, "d1", before).finished()).as("handled before").isTrue();
    assertThat(accept(read, nowhere, "e1", before).finished()).as("never handled").isFalse();
    offset = 4;
    assertThat(accept(read, nowhere, "f1", COUNTED).finished()).as("as it changed").isFalse();
  }

  @Test
  void anOutcomeThatKafkaNeverTakesBecomesADeadLetterAndThatOneWithoutItsContent() {
    InFlightRecord entry = accept("a1").get(0);
    dispatcher.replaceTooLarge(entry);
    assertThat(entry.result().get(0).topic()).isEqualTo(LETTERS);
    assertThat(message(entry)).isEqualTo("Kafka does not accept its outcome: too large");
    assertThat(entry.result().get(0).value()).isEqualTo("a1".getBytes(UTF_8));
    assertThat(dispatcher.deadLetters()).containsEntry(DeadLetterCause.TOO_LARGE, 1L);

    dispatcher.replaceTooLarge(entry);
    assertThat(entry.result()).hasSize(1);
    assertThat(entry.result().get(0).value()).isNull();
    assertThat(header(entry, DeadLetterHeaders.OMITTED)).startsWith("key of 1 bytes, value of 2");
    assertThat(rejected()).as("it is one dead letter still").isEqualTo(1);
    assertThat(log.lines())
        .containsExactly(
            "orders-0@0 key=a: outcome of payments-group is too large",
            "orders-0@0 key=a: dead letter of payments-group is too large");
  }

  @Test
  void whoeverWantsToIsToldOfOutcomesAndOfNothingElse() {
    ProducerRecord<byte[], byte[]> outcome = accept("a1").get(0).result().get(0);
    ProducerRecord<byte[], byte[]> letter = accept("bad").get(0).result().get(0);
    assertThat(dispatcher.tellsOf(List.of(letter, outcome))).isTrue();
    assertThat(dispatcher.tellsOf(List.of(letter))).isFalse();
    dispatcher.tell(List.of(letter, outcome));
    assertThat(told).containsExactly(List.of(outcome.value()));
    assertThat(dispatcher(Optional.empty()).tellsOf(List.of(outcome))).isFalse();
  }

  @Test
  void theTimeFromPollToDecisionIsMeasured() {
    Promise<Outcome> open = Promise.promise();
    work = event -> open.future();
    long begun = System.nanoTime();
    InFlightRecord entry = accept("a1").get(0);
    Await.until("some time", () -> entry.ageNanos() > 20_000_000);
    open.complete(Outcome.DONE);
    long most = (System.nanoTime() - begun) / 1_000;
    var measured = dispatcher.latency().getIntervalHistogram();
    assertThat(measured.getTotalCount()).isEqualTo(1);
    assertThat(measured.getMinValue()).isGreaterThanOrEqualTo(19_000);
    assertThat(measured.getMinValue()).isLessThanOrEqualTo(most);
  }

  private KeyOrderedDispatcher<String> dispatcher(Optional<String> settledIn) {
    PumpOptions options =
        new PumpOptions(
            "payments-group",
            0,
            List.of(INPUT),
            settledIn,
            LETTERS,
            1_000,
            Duration.ofMillis(50),
            Duration.ZERO,
            Duration.ofDays(7));
    return new KeyOrderedDispatcher<>(
        new Scripted(settledIn.isPresent()),
        options,
        new DeadLetterEncoder(LETTERS, "test"),
        counted,
        vertx.getOrCreateContext(),
        OrderTraces.of(vertx));
  }

  private static OwnedPartition partition(int number, long handled, long end) {
    OwnedPartition partition = new OwnedPartition(new TopicPartition(INPUT, number));
    partition.ready(new SettledOrders(Duration.ofDays(7)), start(handled, end), List.of());
    return partition;
  }

  private static StartPosition start(long handled, long end) {
    return new StartPosition(
        new OffsetAndMetadata(0),
        true,
        "pZ0y3cJq",
        List.of(),
        -1,
        handled,
        Optional.empty(),
        Optional.empty(),
        end,
        COUNTED);
  }

  /** Events of {@code a1}, {@code a2} are of order {@code a}. */
  private List<InFlightRecord> accept(String... events) {
    List<InFlightRecord> entries = new ArrayList<>();
    for (String event : events) {
      entries.add(entry(partition, event.substring(0, 1), event, SENT));
    }
    dispatcher.read(entries).run();
    return entries;
  }

  private InFlightRecord accept(OwnedPartition owner, String key, String event, Instant at) {
    InFlightRecord entry = entry(owner, key, event, at);
    dispatcher.read(List.of(entry)).run();
    return entry;
  }

  private InFlightRecord entry(OwnedPartition owner, String key, String event, Instant at) {
    byte[] keyBytes = key == null ? null : key.getBytes(UTF_8);
    byte[] value = event.getBytes(UTF_8);
    return owner.add(
        new ReceivedRecord(
            new ConsumerRecord<>(
                owner.name().topic(),
                owner.name().partition(),
                offset++,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                value.length,
                keyBytes,
                value,
                new RecordHeaders(),
                Optional.empty())));
  }

  /** A key that comes to this one of so many partitions. */
  private static String keyOf(int partition, int partitions) {
    for (int i = 0; ; i++) {
      if (OrderRecords.partitionOf(("k" + i).getBytes(UTF_8), partitions) == partition) {
        return "k" + i;
      }
    }
  }

  private static Future<Outcome> paid(String event) {
    return Future.succeededFuture(outcome(event.substring(0, 1)));
  }

  private static Outcome outcome(String order) {
    return Outcome.emit(new OutgoingRecord(OUTPUT, OrderId.of(order), "paid".getBytes(UTF_8)));
  }

  private static String message(InFlightRecord entry) {
    return header(entry, DeadLetterHeaders.MESSAGE);
  }

  private static String header(InFlightRecord entry, String name) {
    return new String(entry.result().get(0).headers().lastHeader(name).value(), UTF_8);
  }

  private final class Scripted implements Processor<String> {

    private final boolean isTold;

    private Scripted(boolean isTold) {
      this.isTold = isTold;
    }

    @Override
    public String read(ReceivedRecord record) throws InvalidEvent {
      String event = new String(record.value(), UTF_8);
      if (event.equals("bad")) {
        throw new InvalidEvent("bad", "cannot be read");
      }
      return event;
    }

    @Override
    public OrderId orderId(String event) {
      return event.equals("none") ? null : OrderId.of(event.substring(0, 1));
    }

    @Override
    public Future<Outcome> process(String event) {
      started.add(event);
      return work.apply(event);
    }

    @Override
    public Optional<Consumer<List<byte[]>>> committed() {
      return isTold ? Optional.of(told::add) : Optional.empty();
    }
  }

  private static final class Counted implements Growth.Source {

    private final List<CompletableFuture<Growth>> asked = new ArrayList<>();
    private Growth growth = new Growth(1, List.of(), true, COUNTED);

    @Override
    public Growth growth() {
      return growth;
    }

    @Override
    public CompletableFuture<Growth> askedGrowth() {
      asked.add(new CompletableFuture<>());
      return asked.get(asked.size() - 1);
    }

    private void answer(Growth now) {
      growth = now;
      asked.forEach(it -> it.complete(now));
    }
  }

  private long rejected() {
    return dispatcher.deadLetters().values().stream().mapToLong(Long::longValue).sum();
  }
}
