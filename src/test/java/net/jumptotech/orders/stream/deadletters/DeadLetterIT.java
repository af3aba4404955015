package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.Outcome;
import net.jumptotech.orders.stream.pump.OutgoingRecord;
import net.jumptotech.orders.stream.pump.PumpTest;
import net.jumptotech.orders.stream.pump.TestPumps.Echo;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Said;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What becomes of records that cannot be processed. */
final class DeadLetterIT extends PumpTest {

  DeadLetterIT() {
    super(1);
  }

  @Test
  void whateverGoesWrongWithARecordItBecomesADeadLetterAndItsNeighboursGoOn() {
    List<String> wrong =
        List.of(
            "throws", "fails", "rejects", "null-future", "null-outcome", "error", "bad-outcome");
    IntStream.range(0, 20).forEach(i -> write("before-" + i, "fine"));
    wrong.forEach(how -> write(how, "v"));
    write("bug-in-read", "unreadable");
    write(null, "no key");
    write("no-value", null);
    IntStream.range(0, 20).forEach(i -> write("after-" + i, "fine"));

    Running pump = pumps.start("process", pumps.payments(), new Misbehaving(kafka));
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(kafka.read(kafka.topics().payments())).hasSize(40);
    List<StoredRecord> letters = kafka.read(kafka.topics().deadLetters());
    assertThat(letters).hasSize(wrong.size() + 3);
    assertThat(pump.status().rejected()).isEqualTo(letters.size());
    assertThat(pump.status().settledIds()).as("a dead letter settles nothing").isEqualTo(40);
    Map<String, String> attempts =
        letters.stream()
            .filter(letter -> letter.key() != null)
            .collect(
                Collectors.toMap(
                    StoredRecord::keyText, letter -> letter.headers().get("dlq.attempts")));
    assertThat(attempts).containsEntry("rejects", "3").containsEntry("throws", "1");
    assertThat(letters)
        .anySatisfy(letter -> assertThat(letter.key()).isNull())
        .anySatisfy(letter -> assertThat(letter.value()).isNull());
  }

  @Test
  void aDeadLetterIsTheRecordByteForByteWithItsHeadersAndWhyAndFromWhere() {
    byte[] key = {(byte) 0xff, 0, 'k'};
    byte[] value = {(byte) 0xc3, 0x28, 0, '}'};
    kafka.alterTopic(kafka.topics().orders(), Map.of("message.timestamp.type", "CreateTime"));
    ProducerRecord<byte[], byte[]> poison =
        new ProducerRecord<>(kafka.topics().orders(), 0, 1_700_000_000_123L, key, value);
    poison.headers().add("traceparent", "00-abc-def-01".getBytes(UTF_8));
    poison.headers().add("dlq.line", "1".getBytes(UTF_8));
    write("first", "fine");
    kafka.write(List.of(poison));
    Echo strict =
        new Echo(kafka.topics().payments()) {
          @Override
          public Said read(ReceivedRecord record) throws InvalidEvent {
            if (record.offset() == 1) {
              throw new InvalidEvent("amount", "expected a number of 0 or more, was -5");
            }
            return super.read(record);
          }
        };
    pumps.start("process", pumps.payments(), strict);
    kafka.awaitNoLag(kafka.groups().payments());

    StoredRecord letter = kafka.read(kafka.topics().deadLetters()).get(0);
    assertThat(letter.key()).isEqualTo(key);
    assertThat(letter.value()).isEqualTo(value);
    assertThat(letter.headers())
        .containsEntry("traceparent", "00-abc-def-01")
        .containsEntry("dlq.line", "1")
        .containsEntry("dlq.replays", "0")
        .containsEntry("dlq.cause", "invalid")
        .containsEntry("__dlq.errors.offset", "1")
        .containsEntry("dlq.topic", kafka.topics().orders())
        .containsEntry("dlq.partition", "0")
        .containsEntry("dlq.offset", "1")
        .containsEntry("dlq.timestamp", "1700000000123")
        .containsEntry("dlq.group", kafka.groups().payments())
        .containsEntry("dlq.attempts", "1")
        .containsEntry("dlq.exception", InvalidEvent.class.getName())
        .containsEntry("dlq.message", "amount: expected a number of 0 or more, was -5")
        .containsEntry("dlq.version", "0.0.0-test");
  }

  @Test
  void anOrderThatWasADeadLetterMayBeSentAgain() {
    write("order", "unreadable");
    write("order", "fine");
    write("order", "fine");
    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(kafka.read(kafka.topics().payments())).hasSize(1);
    assertThat(kafka.read(kafka.topics().deadLetters())).hasSize(1);
    assertThat(pump.status().duplicates()).isEqualTo(1);
  }

  private void write(String key, String value) {
    kafka.write(kafka.topics().orders(), key, value);
  }

  private static final class Misbehaving extends Echo {
    Misbehaving(KafkaFixture kafka) {
      super(kafka.topics().payments());
    }

    @Override
    public Future<Outcome> answer(Said said) {
      return switch (said.id().text()) {
        case "throws" -> throw new IllegalStateException("a bug in process");
        case "fails" -> Future.failedFuture("no answer");
        case "rejects" ->
            Future.succeededFuture(new Outcome.Rejected(new Exception("declined"), 3));
        case "null-future" -> null;
        case "null-outcome" -> Future.succeededFuture();
        case "error" -> throw new AssertionError("an Error in process");
        case "bad-outcome" ->
            Future.succeededFuture(Outcome.emit(new OutgoingRecord(output, said.id(), null)));
        default -> super.answer(said);
      };
    }
  }
}
