package net.jumptotech.orders.stream.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.stream.deadletters.Decision;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class LetterBookTest {

  private static final LetterSelection OPEN = selection(Set.of(), Optional.empty(), false);
  private static final LetterSelection ALL = selection(Set.of(), Optional.empty(), true);

  private final LetterBook book = new LetterBook();
  private long end;

  @Test
  void aRecordIsOneEntryHoweverManyGroupsRejectedIt() {
    letter(7, "fraud-group", "amount: expected a number of 0 or more, was -5");
    letter(7, "payments-group", "amount: expected a number of 0 or more, was -5");
    letter(8, "payments-group", "amount: expected a number of 0 or more, was -77");
    letter(9, "payments-group", "country: expected a country, was \"USA\"");

    assertThat(book.records())
        .extracting(RejectedRecord::place)
        .containsExactly("orders-2@7", "orders-2@8", "orders-2@9");
    assertThat(LetterCause.of(OPEN, book))
        .extracting(LetterCause::records, LetterCause::reason, LetterCause::groups)
        .containsExactly(
            tuple(
                2L,
                "amount: expected a number of 0 or more",
                List.of("fraud-group", "payments-group")),
            tuple(1L, "country: expected a country", List.of("payments-group")));
  }

  @Test
  void whatIsDecidedIsClosedUntilItFailsAgain() {
    letter(7, "payments-group", "wrong");
    letter(8, "payments-group", "wrong");
    decision(Decision.Kind.REPLAYED, 0, 1);
    assertThat(states(ALL))
        .containsOnly(
            Map.entry("orders-2@7", LetterState.REPLAYED),
            Map.entry("orders-2@8", LetterState.REPLAYED));
    assertThat(states(OPEN)).isEmpty();

    replayed(7, 1);
    assertThat(states(OPEN)).containsOnly(Map.entry("orders-2@7", LetterState.OPEN));
    decision(Decision.Kind.DISCARDED, 3);
    assertThat(states(OPEN)).isEmpty();
  }

  @Test
  void aLetterThatIsWrittenAgainDecidesNothingAnew() {
    letter(7, "payments-group", "wrong");
    decision(Decision.Kind.DISCARDED, 0);
    letter(7, "payments-group", "wrong");
    assertThat(states(ALL)).containsOnly(Map.entry("orders-2@7", LetterState.DISCARDED));
  }

  @Test
  void whatFailedThreeTimesIsParked() {
    letter(7, "payments-group", "wrong");
    replayed(7, 2);
    assertThat(states(OPEN)).containsOnly(Map.entry("orders-2@7", LetterState.OPEN));
    replayed(7, 3);
    assertThat(states(OPEN)).containsOnly(Map.entry("orders-2@7", LetterState.PARKED));
  }

  /** Its headers are the sender's: they may look like ours. */
  @Test
  void noSenderDecidesAboutDeadLetters() {
    letter(7, "payments-group", "wrong");
    ConsumerRecord<byte[], byte[]> order = new ConsumerRecord<>("orders", 2, 8, null, null);
    new Decision(Decision.Kind.DISCARDED, List.of(0L), "mallory")
        .toRecord("any", 0)
        .headers()
        .forEach(order.headers()::add);
    order.headers().add("dlq.replays", "99".getBytes(UTF_8));
    add(
        encoder()
            .of(
                new ReceivedRecord(order),
                "payments-group",
                DeadLetterCause.INVALID,
                new InvalidEvent("", "no key"),
                1));

    assertThat(states(OPEN))
        .containsOnly(
            Map.entry("orders-2@7", LetterState.OPEN), Map.entry("orders-2@8", LetterState.OPEN));
  }

  @Test
  void aSelectionTakesPlacesKeysCausesAndTimes() {
    letter(7, "payments-group", "amount: wrong");
    letter(8, "fraud-group", "country: wrong");
    assertThat(states(selection(Set.of("orders-2@7"), Optional.empty(), false))).hasSize(1);
    assertThat(states(selection(Set.of("0-1"), Optional.empty(), false)))
        .containsOnlyKeys("orders-2@8");
    assertThat(states(selection(Set.of("k8"), Optional.empty(), false)))
        .containsOnlyKeys("orders-2@8");
    assertThat(states(selection(Set.of(), Optional.of("amount"), false)))
        .containsOnlyKeys("orders-2@7");
    assertThat(states(selection(Set.of(), Optional.of("invalid"), false))).hasSize(2);
    assertThat(states(selection(Set.of(), Optional.of("fault"), false))).isEmpty();
  }

  @Test
  void whatEarlierVersionsDidNotSayIsWorkedOut() {
    ProducerRecord<byte[], byte[]> old =
        encoder()
            .of(
                new ReceivedRecord(new ConsumerRecord<>("orders", 2, 7, null, null)),
                "payments-group",
                DeadLetterCause.INVALID,
                new IllegalStateException("no answer"),
                5);
    old.headers().remove("dlq.cause");
    add(old);
    assertThat(LetterCause.of(OPEN, book))
        .extracting(LetterCause::cause)
        .containsExactly("given_up");
  }

  private Map<String, LetterState> states(LetterSelection selection) {
    Map<String, LetterState> states = new TreeMap<>();
    DeadLetterDesk.select(
        selection, book, (record, letter) -> states.put(record.place(), letter.state()));
    return states;
  }

  private static LetterSelection selection(
      Set<String> places, Optional<String> cause, boolean all) {
    return new LetterSelection(
        places, Optional.empty(), cause, Optional.empty(), Optional.empty(), Optional.empty(), all);
  }

  private static DeadLetterEncoder encoder() {
    return new DeadLetterEncoder("dead-letters", "test");
  }

  private void letter(long offset, String group, String reason) {
    add(
        encoder()
            .of(
                new ReceivedRecord(
                    new ConsumerRecord<>(
                        "orders", 2, offset, ("k" + offset).getBytes(UTF_8), new byte[0])),
                group,
                DeadLetterCause.INVALID,
                new InvalidEvent("", reason),
                1));
  }

  private void replayed(long offset, int number) {
    ConsumerRecord<byte[], byte[]> at =
        new ConsumerRecord<>("orders-replay", 0, end, new byte[0], new byte[0]);
    Replay replay =
        new Replay("payments-group", new Replay.Place("orders", 2, offset, 0), number, "id");
    add(
        encoder()
            .of(
                replay.received(at),
                "payments-group",
                DeadLetterCause.INVALID,
                new InvalidEvent("", "wrong"),
                1));
  }

  private void decision(Decision.Kind kind, long... letters) {
    List<Long> offsets = Arrays.stream(letters).boxed().toList();
    add(new Decision(kind, offsets, "anna").toRecord("dead-letters", 0));
  }

  private void add(ProducerRecord<byte[], byte[]> written) {
    book.add(
        new ConsumerRecord<>(
            "dead-letters",
            0,
            end++,
            Instant.EPOCH.toEpochMilli(),
            TimestampType.LOG_APPEND_TIME,
            0,
            0,
            written.key(),
            written.value(),
            new RecordHeaders(written.headers()),
            Optional.empty()));
  }
}
