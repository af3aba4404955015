package net.jumptotech.orders.stream.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps.Echo;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Said;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the pump promises when a transaction goes wrong. */
@ExtendWith(BrokerExtension.class)
final class PumpFaultIT {

  /** As often as a commit is tried before its outcome counts as unknown. */
  private static final int COMMIT_ATTEMPTS = 3;

  private KafkaFixture kafka;
  private TestPumps pumps;
  private List<String> orders;
  private Echo processor;

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    kafka.createTopics(2);
    pumps = new TestPumps(kafka);
    processor = new Echo(kafka.topics().payments());
    orders = IntStream.range(0, 400).mapToObj(i -> "order-" + i).toList();
    kafka.write(
        orders.stream().map(id -> KafkaFixture.record(kafka.topics().orders(), id, "v")).toList());
  }

  @AfterEach
  void close() {
    pumps.close();
  }

  @Test
  void anAbortedWindowIsSentAgainWithoutAskingTheProcessorAgain() {
    for (String method : List.of("send", "sendOffsetsToTransaction")) {
      processor.calls.clear();
      Running pump =
          startFailing(
              method,
              3,
              call -> {
                throw new KafkaException("broken by the test: " + method);
              });
      finishExactly();
      assertThat(pump.status().aborted()).as(method).isPositive();
      assertThat(pump.status().sessions()).isEqualTo(1);
      assertThat(pump.status().unknown()).isZero();
      assertThat(processor.calls.values()).as(method).allMatch(calls -> calls == 1);
      pump.stop();
      writeMore(method);
    }
  }

  @Test
  void aCommitThatFailsAbortsAndTheWindowIsSentAgain() {
    Running pump =
        startFailing(
            "commitTransaction",
            2,
            call -> {
              throw new KafkaException("broken by the test");
            });
    finishExactly();
    assertThat(pump.status().aborted()).isEqualTo(2);
    assertOnceEach();
  }

  @Test
  void aCommitThatHappenedAlthoughItsAnswerWasLostIsNotRepeated() {
    AtomicBoolean committed = new AtomicBoolean();
    Running pump =
        startFailing(
            "commitTransaction",
            COMMIT_ATTEMPTS,
            call -> {
              if (!committed.getAndSet(true)) {
                call.call();
              }
              throw new TimeoutException("broken by the test, after the commit");
            });
    finishExactly();
    assertThat(pump.status().unknown()).isEqualTo(1);
    assertThat(pump.status().sessions()).isEqualTo(1);
    assertOnceEach();
  }

  @Test
  void aCommitThatDidNotHappenAndWhoseAnswerWasLostIsMadeAgain() {
    Running pump =
        startFailing(
            "commitTransaction",
            COMMIT_ATTEMPTS,
            call -> {
              throw new TimeoutException("broken by the test, before the commit");
            });
    finishExactly();
    assertThat(pump.status().unknown()).isEqualTo(1);
    assertThat(pump.status().sessions()).isEqualTo(1);
    assertOnceEach();
  }

  @Test
  void aCommitWhoseAnswerComesLateIsJustTriedAgain() {
    Running pump =
        startFailing(
            "commitTransaction",
            COMMIT_ATTEMPTS - 1,
            call -> {
              throw new TimeoutException("broken by the test");
            });
    finishExactly();
    assertThat(pump.status().unknown()).isZero();
    assertThat(pump.status().aborted()).isZero();
    assertOnceEach();
  }

  @Test
  void anAbortThatFailsTooIsAskedAbout() {
    UnaryOperator<Producer<byte[], byte[]>> offsets =
        FaultyProducer.failing(
            "sendOffsetsToTransaction",
            1,
            call -> {
              throw new TimeoutException("offsets broken by the test");
            });
    UnaryOperator<Producer<byte[], byte[]>> abort =
        FaultyProducer.failing(
            "abortTransaction",
            1,
            call -> {
              throw new TimeoutException("abort broken by the test");
            });
    Running pump =
        pumps.start(
            "process", pumps.payments(), processor, real -> abort.apply(offsets.apply(real)));
    finishExactly();
    assertThat(pump.status().unknown()).isEqualTo(1);
    assertThat(pump.status().sessions()).isEqualTo(1);
    assertOnceEach();
  }

  @Test
  void whoIsFencedBeginsAgainFromTheLog() {
    Running pump =
        startFailing(
            "commitTransaction",
            1,
            call -> {
              throw new ProducerFencedException("broken by the test");
            });
    finishExactly();
    assertThat(pump.status().sessions()).isEqualTo(2);
    Await.until("well again", () -> pump.status().health().equals(Health.UP));
  }

  @Test
  void twoPumpsOfOneNameFenceEachOtherWithoutDoubling() {
    Slow first = new Slow(kafka.vertx(), kafka.topics().payments(), 50);
    PumpOptions few = TestPumps.inFlight(pumps.payments(), 8);
    Running old = pumps.start("same", few, first);
    Await.until("under way", () -> old.status().transactions() > 0);
    Running zombieMaker = pumps.start("same", few, new Echo(kafka.topics().payments()));

    Await.until(
        "the first was fenced",
        () -> old.status().sessions() > 1,
        () -> old.status() + " " + zombieMaker.status());
    Await.until(
        "health says what to do",
        () -> old.status().health().detail().contains("another process is also named same"));
    zombieMaker.stop();
    finishExactly();
  }

  @Test
  void whileNothingCanBeWrittenHealthSaysWhy() {
    Running pump =
        startFailing(
            "send",
            5,
            call -> {
              throw new KafkaException("topic is on fire");
            });
    Await.until(
        "health says why",
        () -> pump.status().health().detail().equals("cannot write: topic is on fire"));
    assertThat(pump.status().health().state()).isEqualTo(Health.State.DEGRADED);
    finishExactly();
    Await.until("well again", () -> pump.status().health().equals(Health.UP));
  }

  @Test
  void anOutcomeThatIsTooLargeBecomesADeadLetterAndTheNeighboursGoOn() {
    Echo shouting =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            int bytes = said.id().text().equals("order-7") ? 2_000_000 : 1;
            return Future.succeededFuture(
                Outcome.emit(
                    new OutgoingRecord(kafka.topics().payments(), said.id(), new byte[bytes])));
          }
        };
    Running pump = pumps.start("process", pumps.payments(), shouting);
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(kafka.read(kafka.topics().payments())).hasSize(399);
    List<StoredRecord> letters = kafka.read(kafka.topics().deadLetters());
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).keyText()).isEqualTo("order-7");
    assertThat(letters.get(0).headers().get("dlq.exception")).endsWith("RecordTooLargeException");
    assertThat(pump.status().rejected()).isEqualTo(1);
    assertThat(shouting.calls).allSatisfy((id, calls) -> assertThat(calls).isEqualTo(1));
  }

  @Test
  void aDeadLetterThatIsTooLargeSaysWhereTheRecordLies() {
    Echo bursting =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            return said.id().text().equals("order-7")
                ? Future.failedFuture("x".repeat(100))
                : super.answer(said);
          }
        };
    PumpOptions narrow =
        new PumpOptions(
            kafka.groups().payments(),
            0,
            List.of(kafka.topics().orders()),
            pumps.payments().settledIn(),
            narrowTopic(),
            100,
            Duration.ofMillis(20),
            Duration.ofSeconds(1),
            Duration.ofDays(7));
    kafka.write(kafka.topics().orders(), "order-7", "v".repeat(50_000));
    pumps.start("process", narrow, bursting);
    kafka.awaitNoLag(kafka.groups().payments());

    List<StoredRecord> letters = kafka.read(narrow.deadLetters());
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).keyText()).isEqualTo("order-7");
    StoredRecord shorter = letters.get(1);
    assertThat(shorter.value()).isNull();
    assertThat(shorter.headers())
        .containsEntry("dlq.topic", kafka.topics().orders())
        .containsKey("dlq.offset")
        .containsEntry("dlq.message", "x".repeat(100));
    assertThat(shorter.headers().get("dlq.omitted")).contains("value of 50000 bytes");
    assertThat(kafka.read(kafka.topics().payments())).hasSize(399);
  }

  private String narrowTopic() {
    String name = kafka.topics().deadLetters() + "-narrow";
    kafka.createTopic(name, 1, "max.message.bytes", "2000");
    return name;
  }

  private Running startFailing(String method, int times, FaultyProducer.Fault fault) {
    return pumps.start(
        "process", pumps.payments(), processor, FaultyProducer.failing(method, times, fault));
  }

  private void writeMore(String prefix) {
    List<String> more = IntStream.range(0, 100).mapToObj(i -> prefix + "-" + i).toList();
    kafka.write(
        more.stream().map(id -> KafkaFixture.record(kafka.topics().orders(), id, "v")).toList());
    orders = java.util.stream.Stream.concat(orders.stream(), more.stream()).toList();
  }

  private void finishExactly() {
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  private void assertOnceEach() {
    assertThat(processor.calls.values()).allMatch(calls -> calls == 1);
  }
}
