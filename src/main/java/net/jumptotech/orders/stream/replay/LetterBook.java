package net.jumptotech.orders.stream.replay;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import net.jumptotech.orders.stream.deadletters.Decision;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Rejected records, one entry each however many groups rejected it, with what was decided about
 * them. Is given the records of each partition of the dead letters in their order.
 */
public final class LetterBook {

  private final Map<String, RejectedRecord> records = new LinkedHashMap<>(); // by their place
  private final Map<String, RejectedRecord> byLetter = new HashMap<>(); // by place of the letter
  private final Map<String, String> reasons = new HashMap<>(); // the same ones come again and again

  void add(ConsumerRecord<byte[], byte[]> record) {
    if (Decision.isOne(record)) {
      Decision.of(record).ifPresent(it -> decide(record.partition(), it));
      return;
    }
    DeadLetterNote note = DeadLetterNote.of(record);
    String letter = note.partition() + "-" + note.offset();
    Optional<Replay.Place> source =
        note.source()
            .map(
                it ->
                    new Replay.Place(
                        it.topic(),
                        it.partition(),
                        it.offset(),
                        note.sourceAt().orElse(note.at()).toEpochMilli()));
    String place =
        source
            .map(Replay.Place::toString)
            .orElseGet(() -> record.topic() + "-" + note.partition() + "@" + note.offset());
    RejectedRecord rejected =
        records.computeIfAbsent(place, any -> new RejectedRecord(place, source, note.key()));
    String reason = reasons.computeIfAbsent(note.reason(), it -> it);
    rejected.put(note, note.cause().orElseGet(() -> cause(note)), reason);
    byLetter.put(letter, rejected);
  }

  /** Earlier versions did not say. */
  private static String cause(DeadLetterNote note) {
    DeadLetterCause cause =
        note.attempts().orElse(1) > 1 ? DeadLetterCause.GIVEN_UP : DeadLetterCause.FAULT;
    if (note.exception().endsWith(".RecordTooLargeException")) {
      cause = DeadLetterCause.TOO_LARGE;
    } else if (note.exception().endsWith(".InvalidEvent")) {
      boolean isMisplaced = note.reason().startsWith("partition:");
      cause = isMisplaced ? DeadLetterCause.MISPLACED : DeadLetterCause.INVALID;
    }
    return cause.toString();
  }

  private void decide(int partition, Decision decision) {
    LetterState state =
        decision.kind() == Decision.Kind.REPLAYED ? LetterState.REPLAYED : LetterState.DISCARDED;
    for (long offset : decision.letters()) {
      String letter = partition + "-" + offset;
      Optional.ofNullable(byLetter.get(letter)).ifPresent(it -> it.decide(letter, state));
    }
  }

  /** In the order in which they were read. */
  public Collection<RejectedRecord> records() {
    return records.values();
  }
}
